//! The parts of a `package.json` that decide what runs.

use std::path::Path;

use serde_json::Value;
use stockade_model::{Ecosystem, Package};

use crate::resolve::Machine;

/// A package's manifest.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Executables: name → path, in the order of the file.
    pub bins: Vec<(String, String)>,
    /// Scripts: name → command line.
    pub scripts: Vec<(String, String)>,
    /// Patterns of the folders that belong to it.
    pub workspaces: Vec<String>,
}

impl Manifest {
    /// Reads `package.json` of a folder; none where there is none or it cannot be read as one.
    pub fn read(folder: &Path, machine: &Machine<'_>) -> Option<Self> {
        let text = machine.read(&folder.join("package.json"))?;
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        let object = value.as_object()?;
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        let pairs = |value: Option<&Value>| -> Vec<(String, String)> {
            let entries = value.and_then(Value::as_object).into_iter().flatten();
            entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
        };
        let name = text("name");
        let bins = match (object.get("bin"), &name) {
            (Some(Value::String(path)), Some(name)) => vec![(unscoped(name).to_owned(), path.clone())],
            (bin @ Some(Value::Object(_)), _) => {
                pairs(bin).into_iter().map(|(name, path)| (unscoped(&name).to_owned(), path)).collect()
            }
            _ => folder_of_bins(object.get("directories"), folder),
        };
        let workspaces = match object.get("workspaces") {
            Some(Value::Object(inner)) => inner.get("packages"),
            other => other,
        };
        let workspaces = workspaces.and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            name,
            version: text("version"),
            bins: bins.into_iter().map(|(name, path)| (name, clean(&path))).collect(),
            scripts: pairs(object.get("scripts")),
            workspaces: workspaces.filter_map(|entry| entry.as_str().map(str::to_owned)).collect(),
        })
    }

    /// The nearest manifest of a path, with the folder it stands in.
    pub fn nearest<'p>(path: &'p Path, machine: &Machine<'_>) -> Option<(&'p Path, Self)> {
        machine.ancestors(path).skip(1).find_map(|folder| Some((folder, Self::read(folder, machine)?)))
    }

    /// The path of an executable.
    pub fn bin(&self, name: &str) -> Option<&str> {
        self.bins.iter().find(|(known, _)| known == name).map(|(_, path)| path.as_str())
    }

    /// The executable that npm runs where only the package is named.
    pub fn default_bin(&self) -> Option<&str> {
        let (name, path) = self.bins.first()?;
        if self.bins.iter().all(|(_, other)| other == path) {
            return Some(name);
        }
        let own = unscoped(self.name.as_deref()?);
        self.bin(own).map(|_| own)
    }

    /// A script's command line.
    pub fn script(&self, name: &str) -> Option<&str> {
        self.scripts.iter().find(|(known, _)| known == name).map(|(_, line)| line.as_str())
    }

    /// It as a package.
    pub fn package(&self) -> Option<Package> {
        let package = Package::new(Ecosystem::Npm, self.name.clone()?);
        Some(match &self.version {
            Some(version) => package.at(version.clone()),
            None => package,
        })
    }
}

/// Every file of `directories.bin`, which stands for a list of executables.
fn folder_of_bins(directories: Option<&Value>, folder: &Path) -> Vec<(String, String)> {
    let Some(bin) = directories.and_then(|directories| directories.get("bin")).and_then(Value::as_str) else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(folder.join(bin)) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), format!("{bin}/{name}"))).collect()
}

fn clean(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/")
}

/// The name without its scope.
pub fn unscoped(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
