//! Lays out one line's files, runs the client and hands what it left behind to [`truth`].

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::super::registry::{self, Registry};
use super::{line::Line, truth};
use crate::workspace;

/// A client that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the shell that some lines end in is given to read.
const SHELL_INPUT: &str = "echo shell >> \"$RECORD\"\n";

/// The pinned client.
pub(super) struct Tools {
    node: PathBuf,
    npm: PathBuf,
    npx: PathBuf,
}

impl Tools {
    /// As `cargo xtask setup` installed it.
    pub(super) fn read() -> Result<Self> {
        let path = workspace::test_tools()?.join("tools.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read `{}`; run `cargo xtask setup`", path.display()))?;
        let list: Value = serde_json::from_str(&text).with_context(|| format!("`{}` is not JSON", path.display()))?;
        let tool = |name: &str| {
            list.get(name)
                .and_then(Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("no `{name}` in the tools"))
        };
        Ok(Self { node: tool("node")?, npm: tool("npm_cli")?, npx: tool("npx_cli")? })
    }
}

/// The temporary disk of one line, and the names that stand for its parts.
pub(super) struct Stage {
    _folder: tempfile::TempDir,
    root: PathBuf,
    /// Real text → what is written down; what contains another comes before it.
    names: Vec<(String, String)>,
}

impl Stage {
    fn new(main: &Registry, attacker: &Registry) -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let root = folder.path().canonicalize()?;
        let home = root.join("home").display().to_string();
        let names = vec![
            (format!("{home}/project"), "{project}".to_owned()),
            (home, "{home}".to_owned()),
            (attacker.base().trim_end_matches('/').to_owned(), "https://attacker.registry.example".to_owned()),
            (main.base().trim_end_matches('/').to_owned(), "https://registry.example".to_owned()),
        ];
        Ok(Self { _folder: folder, root, names })
    }

    fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (real, name)| text.replace(name.as_str(), real))
    }

    /// Takes the real paths and addresses out.
    pub(super) fn mask(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (real, name)| text.replace(real.as_str(), name))
    }

    /// What executables and the shell noted.
    pub(super) fn noted(&self) -> String {
        std::fs::read_to_string(self.root.join("record")).unwrap_or_default()
    }

    /// What `git` was asked.
    pub(super) fn git(&self) -> String {
        std::fs::read_to_string(self.root.join("record.git")).unwrap_or_default()
    }

    fn lay_out(&self, line: &Line) -> Result<PathBuf> {
        let project = self.fill("{project}");
        std::fs::create_dir_all(&project)?;
        for (name, content) in &line.files {
            let name = if name.starts_with('{') { self.fill(name) } else { format!("{project}/{name}") };
            let path = Path::new(&name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            if let Some(target) = content.strip_prefix("-> ") {
                std::os::unix::fs::symlink(self.fill(target), path)?;
            } else if name.ends_with('/') {
                std::fs::create_dir_all(path)?;
            } else {
                let packed = content.strip_prefix("(archive ").and_then(|rest| rest.strip_suffix(')'));
                match packed.and_then(|packed| packed.split_once(' ')) {
                    Some((name, version)) => std::fs::write(path, registry::archive(name, version)?)?,
                    None => std::fs::write(path, self.fill(content))?,
                }
                if content.starts_with("#!") {
                    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
                }
            }
        }
        let cwd = PathBuf::from(self.fill(line.cwd.as_deref().unwrap_or("{project}")));
        std::fs::create_dir_all(&cwd)?;
        Ok(cwd)
    }

    /// The recorder's own part of the disk: the global settings, the fake `git`, the folder for temporary files.
    fn tools(&self, main: &Registry) -> Result<()> {
        let global = format!(
            "registry={}\naudit=false\nfund=false\nupdate-notifier=false\nprogress=false\nfetch-retries=0\nlogs-max=0\n",
            main.base()
        );
        std::fs::write(self.root.join("npmrc"), global)?;
        std::fs::create_dir_all(self.root.join("tools"))?;
        std::fs::create_dir_all(self.root.join("temporary"))?;
        let git = self.root.join("tools/git");
        std::fs::write(&git, "#!/bin/sh\necho \"$@\" >> \"$RECORD.git\"\nexit 128\n")?;
        std::fs::set_permissions(git, std::fs::Permissions::from_mode(0o755))?;
        Ok(())
    }
}

/// Runs one line and writes it down.
pub(super) fn record(line: &Line, tools: &Tools) -> Result<Value> {
    let (main, attacker) = (Registry::start()?, Registry::start()?);
    let stage = Stage::new(&main, &attacker)?;
    let cwd = stage.lay_out(line)?;
    stage.tools(&main)?;
    let mut argv = line.argv.iter().map(|word| stage.fill(word));
    let program = argv.next().context("a line has a program")?;
    let script = match program.rsplit('/').next().unwrap_or(&program) {
        "npx" | "npx.cmd" => &tools.npx,
        "npm" | "npm.cmd" => &tools.npm,
        other => bail!("`{other}` is not recorded here"),
    };
    let nodes = tools.node.parent().context("node has no folder")?;
    let mut command = Command::new(&tools.node);
    command
        .arg(script)
        .args(argv)
        .current_dir(cwd)
        .env_clear()
        .env("PATH", format!("{}:{}:/usr/bin:/bin", stage.root.join("tools").display(), nodes.display()))
        .env("HOME", stage.fill("{home}"))
        .env("TMPDIR", stage.root.join("temporary"))
        .env("RECORD", stage.root.join("record"))
        .env("https_proxy", "http://127.0.0.1:9/")
        .env("no_proxy", "127.0.0.1");
    // npm lets this variable beat the option of the same name, so a line that has the option goes without.
    if !line.argv.iter().any(|word| word.starts_with("--globalconfig")) {
        command.env("npm_config_globalconfig", stage.root.join("npmrc"));
    }
    command.envs(line.env.iter().map(|(name, value)| (name.clone(), stage.fill(value))));
    let output = run(&mut command, &stage)?;
    let truth = truth::of(&stage, line, &main, &attacker, &output)?;
    let mut entry = Map::new();
    entry.insert("id".to_owned(), line.id.clone().into());
    entry.insert("argv".to_owned(), json!(line.argv));
    let pairs = |pairs: &[(String, String)]| -> Map<String, Value> {
        pairs.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect()
    };
    if !line.files.is_empty() {
        entry.insert("files".to_owned(), pairs(&line.files).into());
    }
    if !line.env.is_empty() {
        entry.insert("env".to_owned(), pairs(&line.env).into());
    }
    if let Some(cwd) = &line.cwd {
        entry.insert("cwd".to_owned(), cwd.clone().into());
    }
    entry.insert("truth".to_owned(), truth);
    Ok(entry.into())
}

/// How the client ended.
pub(super) struct Ended {
    /// With status 0.
    pub(super) success: bool,
    /// What it printed, both streams.
    pub(super) text: String,
}

fn run(command: &mut Command, stage: &Stage) -> Result<Ended> {
    let input = stage.root.join("input");
    let printed = stage.root.join("printed");
    std::fs::write(&input, SHELL_INPUT)?;
    let out = std::fs::File::create(&printed)?;
    command.stdin(std::fs::File::open(&input)?).stdout(out.try_clone()?).stderr(Stdio::from(out));
    let mut child = command.spawn().context("cannot start node")?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            bail!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let text = String::from_utf8_lossy(&std::fs::read(&printed)?).into_owned();
    Ok(Ended { success: status.success(), text })
}
