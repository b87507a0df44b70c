//! What is recorded: a launch line with the files and environment it meets, and what the client made of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::workspace;

/// One line to be recorded. Files are below the project unless they begin with `{home}`; `{record}` is a script that writes
/// down that it ran.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) argv: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
    pub(super) env: &'static [(&'static str, &'static str)],
    pub(super) cwd: Option<&'static str>,
}

impl Line {
    pub(super) const fn new(id: &'static str, argv: &'static str) -> Self {
        Self { id, argv, files: &[], env: &[], cwd: None }
    }

    pub(super) const fn files(mut self, files: &'static [(&'static str, &'static str)]) -> Self {
        self.files = files;
        self
    }

    pub(super) const fn env(mut self, env: &'static [(&'static str, &'static str)]) -> Self {
        self.env = env;
        self
    }

    pub(super) const fn cwd(mut self, cwd: &'static str) -> Self {
        self.cwd = Some(cwd);
        self
    }

    /// The words; `\u{a0}` stands for a blank inside one.
    pub(super) fn words(&self) -> Vec<String> {
        self.argv.split(' ').map(|word| word.replace('\u{a0}', " ")).collect()
    }
}

/// As written down.
#[derive(Debug, Serialize)]
pub(super) struct Recorded {
    pub(super) id: String,
    pub(super) argv: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) files: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) env: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cwd: Option<String>,
    pub(super) truth: Truth,
}

/// What the client did.
#[derive(Debug, Default, Serialize)]
pub(super) struct Truth {
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ecosystem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) also: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) registry: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// A temporary home and project, and what stands for what in texts.
pub(super) struct Disk {
    folder: tempfile::TempDir,
    /// Placeholder and what it stands for while recording.
    pub(super) names: Vec<(&'static str, String)>,
}

/// A script that appends its own path to the record, for files that play a program.
const RECORD: &str = "#!/bin/sh\nprintf '{\"file\":\"%s\"}\\n' \"$(readlink -f \"$0\")\" >> \"$STOCKADE_RECORD\"\n";

impl Disk {
    /// Lays out a line's files. `extra` are further placeholders (registries).
    pub(super) fn new(line: &Line, extra: &[(&'static str, String)]) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let real = folder.path().canonicalize()?;
        let mut names = vec![
            ("{project}", real.join("home/project").display().to_string()),
            ("{home}", real.join("home").display().to_string()),
        ];
        names.extend(extra.iter().cloned());
        let disk = Self { folder, names };
        std::fs::create_dir_all(disk.project())?;
        for (name, content) in line.files {
            let path = PathBuf::from(disk.fill(&if name.starts_with('{') {
                (*name).to_owned()
            } else {
                format!("{{project}}/{name}")
            }));
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            if let Some(target) = content.strip_prefix("-> ") {
                std::os::unix::fs::symlink(disk.fill(target), &path)?;
            } else {
                std::fs::write(&path, disk.fill(content).replace("{record}", RECORD))?;
                make_executable(&path)?;
            }
        }
        Ok(disk)
    }

    pub(super) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(super) fn project(&self) -> PathBuf {
        self.folder.path().join("home/project")
    }

    /// Where programs write down that they ran.
    pub(super) fn record(&self) -> PathBuf {
        self.folder.path().join("record")
    }

    /// Puts real paths and addresses in.
    pub(super) fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, real)| text.replace(name, real))
    }

    /// Takes them out again.
    pub(super) fn mask(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, real)| text.replace(real.as_str(), name))
    }

    /// What ran, a JSON object each.
    pub(super) fn ran(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.record()).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// A folder of programs for the front of `PATH`: `git` and `record-shell`, which only write down that they were started.
    pub(super) fn programs(&self) -> Result<PathBuf> {
        let folder = self.folder.path().join("programs");
        std::fs::create_dir_all(&folder)?;
        let git = "#!/bin/sh\nfor word; do case $word in *://*|git@*) printf '{\"git\":\"%s\"}\\n' \"$word\" >> \"$STOCKADE_RECORD\";; esac; done\nexit 128\n";
        let shell = "#!/bin/sh\nprintf '{\"shell\":true}\\n' >> \"$STOCKADE_RECORD\"\n";
        for (name, content) in [("git", git), ("record-shell", shell)] {
            let path = folder.join(name);
            std::fs::write(&path, content)?;
            make_executable(&path)?;
        }
        Ok(folder)
    }
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?)
}

/// Writes a table of the launch line test.
pub(super) fn write(name: &str, lines: &[Recorded]) -> Result<()> {
    let path = workspace::root()?.join("crates/stockade-scan/tests/launch-lines").join(name);
    let text = serde_json::to_string_pretty(lines)? + "\n";
    std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    println!("recorded {} lines in {name}", lines.len());
    Ok(())
}

/// What one line's truth and the line itself are written down as.
pub(super) fn recorded(line: &Line, truth: Truth) -> Recorded {
    let pairs = |list: &[(&str, &str)]| -> BTreeMap<String, String> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let files = pairs(line.files).into_iter().map(|(name, content)| (name, content.replace("{record}", "#!/bin/sh\n")));
    Recorded {
        id: line.id.to_owned(),
        argv: line.words(),
        files: files.collect(),
        env: pairs(line.env),
        cwd: line.cwd.map(str::to_owned),
        truth,
    }
}
