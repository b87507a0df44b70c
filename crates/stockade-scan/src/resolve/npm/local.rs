//! What stands in for a package on this disk: npm looks in `node_modules` before it asks a registry.

use std::path::{Path, PathBuf};

use stockade_model::Pin;

use crate::document::{self, Format, Node};
use crate::resolve::Machine;

/// Names of `node_modules` and of manifests, as npm looks for them.
const MODULES: &str = "node_modules";

/// The folder that npm takes for its project: the nearest with a manifest or `node_modules`, else where it starts.
pub fn prefix(cwd: &Path, machine: &Machine<'_>) -> PathBuf {
    machine
        .ancestors(cwd)
        .find(|folder| machine.is_file(&folder.join("package.json")) || machine.is_dir(&folder.join(MODULES)))
        .map_or_else(|| cwd.to_path_buf(), Path::to_path_buf)
}

/// The file of that name in a `node_modules/.bin` of the folder or one above.
pub fn command(name: &str, cwd: &Path, machine: &Machine<'_>) -> Option<PathBuf> {
    if name.contains(['/', '\\']) {
        return None;
    }
    machine.ancestors(cwd).find_map(|folder| {
        let path = folder.join(MODULES).join(".bin").join(name);
        // A link leads into the package that brings the command; a bare file has none behind it.
        machine.is_file(&path).then(|| path.canonicalize().unwrap_or(path))
    })
}

/// The package's own file where an installed copy fits what the line asks for.
pub fn package(name: &str, wanted: &str, pin: &Pin, cwd: &Path, machine: &Machine<'_>) -> Option<PathBuf> {
    machine.ancestors(cwd).find_map(|folder| {
        let installed = folder.join(MODULES).join(name);
        let manifest = manifest(&installed, machine)?;
        let version = manifest.get("version").and_then(Node::as_str).unwrap_or("");
        let fits = match pin {
            Pin::Nothing => true,
            Pin::Exact(exact) => version == exact,
            Pin::Range(_) => satisfies(version, wanted),
            _ => false,
        };
        fits.then(|| entry(&installed, &manifest, base(name), machine)).flatten()
    })
}

/// The project's own command: npm runs it from the project's folder.
pub fn own(name: &str, cwd: &Path, machine: &Machine<'_>) -> Option<PathBuf> {
    let folder = prefix(cwd, machine);
    let manifest = manifest(&folder, machine)?;
    let own = manifest.get("name").and_then(Node::as_str)?;
    match manifest.get("bin") {
        Some(bin) if bin.is_object() => {
            let wanted = if own == name { base(own) } else { name };
            bin.get(wanted)
                .or_else(|| bin.entries().first().map(|entry| &entry.node).filter(|_| own == name))
                .and_then(Node::as_str)
                .map(|file| folder.join(file))
        }
        Some(bin) if base(own) == name || own == name => bin.as_str().map(|file| folder.join(file)),
        _ => None,
    }
    .filter(|path| machine.is_file(path))
}

/// The file that a folder's manifest says to run under a command's name.
pub fn entry(folder: &Path, manifest: &Node, command: &str, machine: &Machine<'_>) -> Option<PathBuf> {
    let bin = manifest.get("bin")?;
    let file = bin.as_str().or_else(|| bin.get(command).and_then(Node::as_str)).or_else(|| match bin.entries() {
        [only] => only.node.as_str(),
        _ => None,
    })?;
    let path = folder.join(file.trim_start_matches("./"));
    machine.is_file(&path).then_some(path)
}

/// The manifest of a folder.
pub fn manifest(folder: &Path, machine: &Machine<'_>) -> Option<Node> {
    document::parse(Format::Json, &machine.read(&folder.join("package.json"))?).ok()
}

/// The name behind the scope, which is what a package's only command is called.
pub fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a version lies in one of the alternatives of an npm range. What cannot be read as a range does not fit.
fn satisfies(version: &str, range: &str) -> bool {
    let Ok(version) = semver::Version::parse(version) else { return false };
    range.split("||").any(|part| {
        let part = part.trim();
        // `1.2` and `1.x` mean every version below; the crate wants a tilde or star for that.
        let comparators = part.split_whitespace().collect::<Vec<_>>().join(", ");
        let plain = comparators.starts_with(|c: char| c.is_ascii_digit());
        let text = if comparators.is_empty() {
            "*".to_owned()
        } else if plain {
            comparators.replace(['x', 'X'], "*")
        } else {
            comparators
        };
        let text = if plain && !text.contains('*') { format!("~{text}") } else { text };
        semver::VersionReq::parse(&text).is_ok_and(|range| range.matches(&version))
    })
}

#[cfg(test)]
mod tests {
    use super::satisfies;

    #[test]
    fn ranges() {
        assert!(
            satisfies("9.9.9", "^9.0.0")
                && satisfies("1.4.0", "1")
                && satisfies("1.4.0", "1.x")
                && satisfies("1.4.0", ">=1 <2")
        );
        assert!(!satisfies("9.9.9", "^1.0.0") && !satisfies("2.0.0", "1.x || 3") && !satisfies("x", "*"));
    }
}
