//! What is installed: packages below `node_modules`, executables in `node_modules/.bin`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::manifest::Manifest;
use super::range::{Range, version};
use super::spec::Wanted;
use crate::resolve::Machine;

/// A `node_modules` without npm's own list is looked through up to so many packages.
const MOST: usize = 2_000;

/// A package that npm finds installed.
#[derive(Clone, Debug)]
pub struct Installed {
    /// What it says of itself.
    pub manifest: Manifest,
}

/// The installed package that npm takes instead of asking a registry: any of that name whose version will do, the
/// project itself and packages below other packages included.
pub fn find(root: &Path, name: &str, wanted: &Wanted, machine: &Machine<'_>) -> Option<Installed> {
    let range = match wanted {
        // A tag is always looked up.
        Wanted::Tag(_) => return None,
        Wanted::Any => None,
        Wanted::Range(range) if range == "*" => None,
        Wanted::Range(range) | Wanted::Version(range) => Some(Range::parse(range)?),
    };
    let fits = |manifest: &Manifest| {
        let own = manifest.version.as_deref().and_then(version);
        manifest.name.as_deref() == Some(name)
            && range.as_ref().is_none_or(|range| own.is_some_and(|own| range.contains(&own)))
    };
    folders(root, name, machine)
        .into_iter()
        .filter_map(|folder| Manifest::read(&folder, machine))
        .find(fits)
        .map(|manifest| Installed { manifest })
}

/// Folders that may hold a package of that name, the likeliest first.
fn folders(root: &Path, name: &str, machine: &Machine<'_>) -> Vec<PathBuf> {
    let modules = root.join("node_modules");
    let mut found = vec![modules.join(name), root.to_path_buf()];
    if !machine.is_dir(&modules) {
        return found;
    }
    // npm writes down what it installed; the list is right as long as nobody else touched the folder.
    if let Some(listed) = listed(root, &modules, name, machine) {
        found.extend(listed);
        return found;
    }
    let mut seen = 0;
    for entry in sorted(&modules) {
        let scoped = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('@'));
        for folder in if scoped { sorted(&entry) } else { vec![entry] } {
            seen += 1;
            if seen > MOST {
                return found;
            }
            let nested = folder.join("node_modules").join(name);
            found.push(folder);
            found.push(nested);
        }
    }
    found
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    entries.sort();
    entries
}

fn listed(root: &Path, modules: &Path, name: &str, machine: &Machine<'_>) -> Option<Vec<PathBuf>> {
    let text = machine.read(&modules.join(".package-lock.json"))?;
    let list: Value = serde_json::from_str(&text).ok()?;
    let packages = list.get("packages")?.as_object()?;
    let end = format!("node_modules/{name}");
    let is_it =
        |path: &str, entry: &Value| path.ends_with(&end) || entry.get("name").and_then(Value::as_str) == Some(name);
    Some(packages.iter().filter(|(path, entry)| is_it(path, entry)).map(|(path, _)| root.join(path)).collect())
}

/// The file that `node_modules/.bin` of a folder or of one above it holds under this name, as it would be started. A
/// name with slashes is looked up from there too, and may lead out of it.
pub fn executable(from: &Path, name: &str, machine: &Machine<'_>) -> Option<PathBuf> {
    let plain = !name.contains(['/', '\\']);
    let file = |folder: &Path| {
        let bins = folder.join("node_modules/.bin");
        if plain { Some(bins.join(name)) } else { machine.path(name, Some(&bins)).filter(|_| !name.starts_with('~')) }
    };
    machine.ancestors(from).filter_map(file).find(|path| machine.is_file(path))
}

/// The file behind a link.
pub fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
