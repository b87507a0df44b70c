//! A Python project on disk: `pyproject.toml`, its lock file and its sources.

use std::path::{Path, PathBuf};

use stockade_model::{Ecosystem, Package, Pin, package::normalise_pypi};

use super::requirement::{Requirement, Source};
use super::{requirements_file, settings};
use crate::document::Node;
use crate::resolve::Machine;

/// A folder with a `pyproject.toml`.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    node: Node,
}

impl Project {
    /// The nearest one at a folder or above it that names a project.
    ///
    /// # Errors
    /// One line naming a `pyproject.toml` that is no TOML.
    pub fn nearest(from: &Path, machine: &Machine<'_>) -> Result<Option<Self>, String> {
        for folder in machine.ancestors(from) {
            if let Some(node) = settings::read(&folder.join("pyproject.toml"), machine)?
                && (node.get("project").is_some() || node.at(&["tool", "poetry"]).is_some())
            {
                return Ok(Some(Self { root: folder.to_path_buf(), node }));
            }
        }
        Ok(None)
    }

    /// Its own name and version.
    pub fn package(&self) -> Option<Package> {
        let of = |key: &str| {
            ["project", "poetry"].iter().find_map(|table| {
                let node =
                    if *table == "project" { self.node.get("project") } else { self.node.at(&["tool", "poetry"]) };
                node?.get(key)?.as_str()
            })
        };
        let package = Package::new(Ecosystem::Pypi, of("name")?);
        Some(match of("version") {
            Some(version) => package.at(version),
            None => package,
        })
    }

    /// Whether it provides a command itself.
    pub fn provides(&self, command: &str) -> bool {
        let tables: [&[&str]; 4] = [
            &["project", "scripts"],
            &["project", "gui-scripts"],
            &["tool", "poetry", "scripts"],
            &["tool", "poetry", "plugins", "console_scripts"],
        ];
        tables.iter().any(|keys| self.node.at(keys).is_some_and(|table| table.get(command).is_some()))
            || self.package().is_some_and(|package| package.name == normalise_pypi(command))
    }

    /// A value of its file.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        self.node.at(keys)
    }

    /// The dependency of a name, with what `tool.uv.sources` and `uv.lock` say about it; the second is the name of the
    /// one index it must come from.
    ///
    /// # Errors
    /// One line saying what cannot be known.
    pub fn dependency(
        &self,
        name: &str,
        machine: &Machine<'_>,
    ) -> Result<Option<(Requirement, Option<String>)>, String> {
        let wanted = normalise_pypi(name);
        let all = self.node.get("project").map_or(Ok(Vec::new()), requirements_file::dependencies)?;
        let Some(mut found) = all.into_iter().find(|one| one.normalised().as_deref() == Some(&wanted)) else {
            return Ok(None);
        };
        let sources = self.node.at(&["tool", "uv", "sources"]).map(Node::entries).unwrap_or_default();
        if let Some(entry) = sources.iter().find(|entry| normalise_pypi(&entry.key) == wanted) {
            let index = self.source(&mut found, &entry.node)?;
            return Ok(Some((found, index)));
        }
        if let (Source::Index(Pin::Nothing | Pin::Range(_)), Some(version)) =
            (&found.source, self.locked(&wanted, machine))
        {
            found.source = Source::Index(Pin::Exact(version));
        }
        Ok(Some((found, None)))
    }

    fn source(&self, found: &mut Requirement, node: &Node) -> Result<Option<String>, String> {
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        if let Some(index) = text("index") {
            return Ok(Some(index.to_owned()));
        }
        let source = if let Some(path) = text("path") {
            Source::Path(self.root.join(path).display().to_string())
        } else if let Some(url) = text("url") {
            super::requirement::parse(url, super::requirement::Form::Plain)?.source
        } else if let Some(url) = text("git") {
            let (url, _) = stockade_model::redact::redact(None, url);
            let reference = ["rev", "tag", "branch"].iter().find_map(|key| text(key)).map(str::to_owned);
            Source::Git { url, reference }
        } else {
            let name = found.name.clone().unwrap_or_default();
            return Err(format!("the source of `{name}` in `pyproject.toml` depends on the machine or a workspace"));
        };
        found.source = source;
        Ok(None)
    }

    /// The version that `uv.lock` has for a package.
    fn locked(&self, name: &str, machine: &Machine<'_>) -> Option<String> {
        let lock = settings::read(&self.root.join("uv.lock"), machine).ok()??;
        let mut versions = lock
            .get("package")?
            .items()
            .iter()
            .filter_map(|item| (item.get("name")?.as_str()? == name).then(|| item.get("version")?.as_str())?);
        let version = versions.next()?.to_owned();
        // Two versions in one lock are for different machines.
        versions.next().is_none().then_some(version)
    }
}

/// The package whose tree a path belongs to, by the nearest `pyproject.toml`.
pub fn owner(path: &Path, machine: &Machine<'_>) -> Option<Package> {
    Project::nearest(path, machine).ok()??.package()
}
