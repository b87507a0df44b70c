//! Which package a file on this machine is part of, told by the nearest manifest above it.
//!
//! A manifest is evidence of what a tree calls itself, no more: anybody can write any name into one. Names are therefore
//! reported as what a local file *belongs to*, never as a package that a registry vouches for.

use std::path::{Component, Path, PathBuf};

use stockade_model::{Ecosystem, Package};

use super::python::venv;
use super::{Call, Machine};
use crate::document::{self, Format, Node};

/// The package whose tree holds `path`: the `node_modules` folder it stands in, else the nearest `package.json`,
/// `pyproject.toml`, `Cargo.toml` or `go.mod` that has a name. A repository's root ends the search.
pub fn belongs_to(path: &Path, machine: &Machine<'_>) -> Option<Package> {
    if let Some(formula) = in_cellar(path) {
        return Some(formula);
    }
    if let Some((name, folder)) = in_node_modules(path) {
        let package = Package::new(Ecosystem::Npm, &name);
        let version = machine
            .read(&folder.join("package.json"))
            .and_then(|text| npm(&text))
            .filter(|found| found.name == name)
            .and_then(|found| found.version);
        return Some(match version {
            Some(version) => package.at(version),
            None => package,
        });
    }
    let folder = if machine.is_dir(path) { Some(path) } else { path.parent() };
    for folder in machine.ancestors(folder?) {
        let found = MANIFESTS.iter().find_map(|(file, parse)| parse(&machine.read(&folder.join(file))?));
        if found.is_some() {
            return found;
        }
        // A repository ends where its own root is; a linked work tree has a file there.
        let git = folder.join(".git");
        if machine.is_dir(&git) || machine.is_file(&git) {
            return None;
        }
    }
    None
}

/// The package that a path names by itself, nothing read: for paths that cannot be looked up from here.
pub fn named_by(text: &str) -> Option<Package> {
    let path = PathBuf::from(text.replace('\\', "/"));
    in_cellar(&path).or_else(|| in_node_modules(&path).map(|(name, _)| Package::new(Ecosystem::Npm, name)))
}

/// Whether a program that is called like a launcher is the project's own file (`./npx`): then nobody knows what it does.
/// A launcher that was installed there (`node_modules/.bin/tsx`, `.venv/bin/python`) is what it is called.
pub fn stands_in(call: &Call, name: &str, machine: &Machine<'_>) -> bool {
    let text = call.program.text.trim();
    if !text.contains(['/', '\\']) {
        return false;
    }
    let Some(cwd) = call.cwd.as_deref() else {
        // `./npx` from nobody knows where; a folder of installed programs is what it is called.
        let parts: Vec<&str> = text.split(['/', '\\']).collect();
        let absolute = text.starts_with(['/', '\\', '~']) || text.get(1..2) == Some(":");
        return !absolute && !parts.iter().any(|part| matches!(*part, "bin" | ".bin" | "Scripts"));
    };
    let Some(path) = machine.path(text, Some(cwd)).filter(|path| path.starts_with(cwd) && machine.is_file(path)) else {
        return false;
    };
    let real = path.canonicalize().unwrap_or_else(|_| path.clone());
    let inside = real.starts_with(cwd.canonicalize().as_deref().unwrap_or(cwd));
    let package = in_node_modules(&real).map(|(package, _)| package);
    let installed = package.is_some_and(|package| package == name || package == "npm" && name == "npx");
    inside && !installed && venv::root_of(&path, machine).is_none()
}

/// Folders that everybody can write to.
pub static OPEN: &[&str] = &["/tmp", "/var/tmp", "/dev/shm", "/private/tmp"];

/// Whether a program that is called like a launcher lies where everybody can put one (`/tmp/npx`). What is installed in
/// a folder of its own there (`/tmp/venv/bin/python`) is what it is called, and so is what the scanned home or the
/// working directory holds.
pub fn is_open(call: &Call, machine: &Machine<'_>) -> bool {
    let path = Path::new(call.program.text.trim());
    let own = path.starts_with(machine.home) || call.cwd.as_deref().is_some_and(|cwd| path.starts_with(cwd));
    let installed = path.parent().is_some_and(|folder| folder.ends_with("bin") || folder.ends_with(".bin"));
    !own && !installed && OPEN.iter().any(|open| path.starts_with(open))
}

/// `…/Cellar/name/version/…`: where Homebrew keeps what it installed.
fn in_cellar(path: &Path) -> Option<Package> {
    let mut parts = path.iter().skip_while(|part| *part != "Cellar").skip(1);
    let name = parts.next()?.to_str()?;
    let version = parts.next()?.to_str()?;
    Some(Package::new(Ecosystem::Generic, format!("homebrew/{name}")).at(version))
}

/// Reads the name out of a manifest's text.
type Parse = fn(&str) -> Option<Package>;

/// The manifests, the first one in a folder wins.
static MANIFESTS: &[(&str, Parse)] =
    &[("package.json", npm), ("pyproject.toml", pypi), ("Cargo.toml", cargo), ("go.mod", golang)];

/// `node_modules/name` or `node_modules/@scope/name`, innermost, with its folder.
fn in_node_modules(path: &Path) -> Option<(String, PathBuf)> {
    let parts: Vec<Component<'_>> = path.components().collect();
    let at = parts.iter().rposition(|part| part.as_os_str() == "node_modules")?;
    let text = |offset: usize| parts.get(at + offset).and_then(|part| part.as_os_str().to_str());
    let first = text(1)?;
    let (name, length) = match first.starts_with('@') {
        true => (format!("{first}/{}", text(2)?), 2),
        // `.bin`, `.pnpm`, `.cache`: of the tool, no package.
        false if first.starts_with('.') => return None,
        false => (first.to_owned(), 1),
    };
    Some((name, parts.iter().take(at + length + 1).collect()))
}

fn npm(text: &str) -> Option<Package> {
    let node = document::parse(Format::Json, text).ok()?;
    named(Ecosystem::Npm, &node, &["name"], &["version"])
}

fn pypi(text: &str) -> Option<Package> {
    let node = document::parse(Format::Toml, text).ok()?;
    named(Ecosystem::Pypi, &node, &["project", "name"], &["project", "version"])
        .or_else(|| named(Ecosystem::Pypi, &node, &["tool", "poetry", "name"], &["tool", "poetry", "version"]))
}

fn cargo(text: &str) -> Option<Package> {
    let node = document::parse(Format::Toml, text).ok()?;
    named(Ecosystem::Cargo, &node, &["package", "name"], &["package", "version"])
}

/// The `module` line; a module's version is its repository's tag, which the file does not hold.
fn golang(text: &str) -> Option<Package> {
    let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix("module"))?;
    let name = line.split("//").next()?.trim().trim_matches(['"', '`']);
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| Package::new(Ecosystem::Golang, name))
}

fn named(ecosystem: Ecosystem, node: &Node, name: &[&str], version: &[&str]) -> Option<Package> {
    let name = node.at(name)?.as_str().filter(|name| !name.is_empty())?;
    let package = Package::new(ecosystem, name);
    Some(match node.at(version).and_then(Node::as_str).filter(|version| !version.is_empty()) {
        Some(version) => package.at(version),
        None => package,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_modules_name_the_package() {
        let of = |path: &str| in_node_modules(Path::new(path)).map(|(name, _)| name);
        assert_eq!(of("/p/node_modules/a/dist/x.js").unwrap(), "a");
        assert_eq!(of("/p/node_modules/@s/n/x.js").unwrap(), "@s/n");
        assert_eq!(of("/p/node_modules/a/node_modules/b/x.js").unwrap(), "b");
        assert_eq!(of("/p/node_modules/.pnpm/b@1/node_modules/b/x.js").unwrap(), "b");
        for none in ["/p/node_modules/.bin/x", "/p/src/x.js", "/p/node_modules"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn manifests_name_their_tree() {
        assert_eq!(npm(r#"{"name": "@s/n", "version": "1.2.3"}"#).unwrap().purl(), "pkg:npm/%40s/n@1.2.3");
        assert_eq!(npm(r#"{"type": "module"}"#), None);
        assert_eq!(pypi("[project]\nname = \"My_Server\"").unwrap().purl(), "pkg:pypi/my-server");
        assert_eq!(pypi("[tool.poetry]\nname = \"x\"\nversion = \"2\"").unwrap().purl(), "pkg:pypi/x@2");
        assert_eq!(cargo("[package]\nname = \"x\"\nversion.workspace = true").unwrap().purl(), "pkg:cargo/x");
        assert_eq!(cargo("[workspace]\nmembers = []"), None);
        assert_eq!(
            golang("// note\nmodule example.com/a/b // x\n\ngo 1.25").unwrap().purl(),
            "pkg:golang/example.com/a/b"
        );
    }
}
