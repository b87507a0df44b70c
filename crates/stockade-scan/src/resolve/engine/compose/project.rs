//! The files of a Compose project, and the variables that are put into them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stockade_model::Os;

use super::{default_files, list};
use crate::document::{self, Format, Node, secrets};
use crate::resolve::{Call, Machine, Setting, options::Parsed};

/// Files that include or extend one another more often than this are not followed further.
const MAX_FILES: usize = 32;

/// A project.
#[derive(Debug)]
pub(super) struct Project {
    /// Its files with their trees, in the order in which they are merged.
    pub(super) files: Vec<(PathBuf, Node)>,
    /// What relative paths in them start from.
    pub(super) folder: PathBuf,
    /// What the engine is started with.
    pub(super) env: Vec<Setting>,
    variables: BTreeMap<String, String>,
}

impl Project {
    /// Reads the files that the options, the environment or the folder name.
    pub(super) fn read(global: &Parsed, call: &Call, machine: &Machine<'_>) -> Result<Self, String> {
        let base = global.last_of(&["--project-directory", "--workdir"]);
        let base = match base {
            Some(word) => machine.path(&word.text, call.cwd.as_deref()),
            None => call.cwd.clone(),
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        let named: Vec<&str> = (global.flags.iter())
            .filter(|flag| matches!(flag.name, "-f" | "--file"))
            .filter_map(|flag| Some(flag.values.first()?.text.as_str()))
            .collect();
        let variable = call.env("COMPOSE_FILE", machine.os == Os::Windows, machine).map(|(_, value)| value);
        let separator = if machine.os == Os::Windows { ';' } else { ':' };
        let named = match (named.is_empty(), variable) {
            (true, Some(value)) => value.split(separator).collect(),
            _ => named,
        };
        for name in &named {
            let path = machine.path(name, call.cwd.as_deref());
            paths.push(path.ok_or_else(|| format!("the compose file `{name}` cannot be found from here"))?);
        }
        if named.is_empty() {
            let from = base.as_deref().ok_or("the folder of the compose file is not known")?;
            paths = default_files(from, machine);
        }
        let first = paths.first().ok_or("no compose file was found")?;
        let explicit = global.last_of(&["--project-directory", "--workdir"]).and(base);
        let folder =
            explicit.or_else(|| first.parent().map(Path::to_path_buf)).ok_or("no folder holds the compose file")?;
        let mut project = Self { files: Vec::new(), folder, env: call.env.clone(), variables: BTreeMap::new() };
        project.dotenv(global, call, machine);
        for path in paths {
            project.add(&path, machine)?;
        }
        Ok(project)
    }

    fn dotenv(&mut self, global: &Parsed, call: &Call, machine: &Machine<'_>) {
        let path = match global.last("--env-file") {
            Some(word) => machine.path(&word.text, call.cwd.as_deref()),
            None => Some(self.folder.join(".env")),
        };
        let text = path.and_then(|path| machine.read(&path)).unwrap_or_default();
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.strip_prefix("export ").unwrap_or(line).split_once('=') {
                let (value, _) = stockade_model::redact::redact(Some(name), value.trim().trim_matches(['"', '\'']));
                self.variables.insert(name.trim().to_owned(), value);
            }
        }
        for (name, value) in machine.env {
            let (value, _) = stockade_model::redact::redact(Some(name), value);
            self.variables.insert(name.clone(), value);
        }
        for setting in &call.env {
            self.variables.insert(setting.name.clone(), setting.value.clone());
        }
    }

    /// Reads one file, what it includes in front of it.
    fn add(&mut self, path: &Path, machine: &Machine<'_>) -> Result<(), String> {
        if self.files.len() >= MAX_FILES || self.files.iter().any(|(known, _)| known == path) {
            return Ok(());
        }
        let node = parse(path, machine)?;
        let includes: Vec<String> = node
            .get("include")
            .map(list)
            .unwrap_or_default()
            .into_iter()
            .flat_map(|item| item.get("path").map_or_else(|| vec![item], list))
            .filter_map(Node::scalar)
            .collect();
        self.files.push((path.to_path_buf(), node));
        for include in includes {
            let include = machine
                .path(&self.fill(&include), path.parent())
                .ok_or_else(|| format!("`{}` includes `{include}`, which cannot be found", path.display()))?;
            self.add(&include, machine)?;
        }
        for file in self.extended(path) {
            if let Some(file) = machine.path(&self.fill(&file), path.parent()) {
                self.add(&file, machine)?;
            }
        }
        Ok(())
    }

    /// Other files whose services are extended here.
    fn extended(&self, path: &Path) -> Vec<String> {
        let node = self.files.iter().find(|(known, _)| known == path).map(|(_, node)| node);
        let services = node.and_then(|node| node.get("services")).map(Node::entries).unwrap_or_default();
        services.iter().filter_map(|entry| entry.node.at(&["extends", "file"])?.scalar()).collect()
    }

    /// What the files say of a service, what it extends first; later layers win.
    pub(super) fn service(&self, name: &str) -> Vec<Node> {
        let mut layers = Vec::new();
        self.layers(name, &mut Vec::new(), &mut layers);
        layers
    }

    fn layers(&self, name: &str, seen: &mut Vec<String>, layers: &mut Vec<Node>) {
        if seen.iter().any(|known| known == name) {
            return;
        }
        seen.push(name.to_owned());
        for node in self.files.iter().filter_map(|(_, node)| node.at(&["services", name])) {
            if let Some(extends) = node.get("extends") {
                let base = extends.as_str().or_else(|| extends.get("service")?.as_str());
                if let Some(base) = base {
                    self.layers(base, seen, layers);
                }
            }
            layers.push(node.clone());
        }
    }

    /// Every service's name.
    pub(super) fn all(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for entry in self.files.iter().filter_map(|(_, node)| node.get("services")).flat_map(Node::entries) {
            if !names.contains(&entry.key) {
                names.push(entry.key.clone());
            }
        }
        names
    }

    /// The files, for people.
    pub(super) fn names(&self) -> String {
        self.files.iter().map(|(path, _)| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ")
    }

    /// Puts variables in; what nobody sets and has no default stays as written.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let behind = from.get(1..).unwrap_or("");
            if let Some(tail) = behind.strip_prefix('$') {
                out.push('$');
                rest = tail;
                continue;
            }
            let (name, default, tail) = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
                Some((inner, tail)) => {
                    let (name, default) = match inner.split_once(":-").or_else(|| inner.split_once('-')) {
                        Some((name, default)) => (name, Some(default)),
                        None => (inner.split([':', '?']).next().unwrap_or(inner), None),
                    };
                    (name, default, tail)
                }
                None => {
                    let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
                    (behind.get(..end).unwrap_or(""), None, behind.get(end..).unwrap_or(""))
                }
            };
            match self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty()).or(default) {
                Some(value) => out.push_str(value),
                None => out.push_str(from.get(..from.len() - tail.len()).unwrap_or("")),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

fn parse(path: &Path, machine: &Machine<'_>) -> Result<Node, String> {
    let mut text = machine.read(path).ok_or_else(|| format!("`{}` could not be read", path.display()))?;
    let mut node = document::parse(Format::Yaml, &text)
        .map_err(|error| format!("`{}` is no compose file: {}", path.display(), error.message))?;
    secrets::take_out(&mut node, &mut text);
    Ok(node)
}
