//! Packages named in a project's own files: MCP packages for the inventory, all others to be judged. One format, one file `manifests/<id>.rs`, one line in the list below.
//!
//! Constraints:
//! - a file is read because of its name, wherever in the project it lies (within the limits of [`walk`]);
//! - a file that is not of its format is a problem of that file; an odd entry in it costs only itself;
//! - only what a file says literally is reported: a name that a variable has to complete is no name.
//!
//! Layout: [`walk`] finds the files, [`names`] tells MCP packages from others, `found` collects what a reader sees,
//! `npm_spec`, `pep508` and `images` read what stands behind a name, `script` and `commands` read launch and install
//! lines. All other modules are readers.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use stockade_model::{Dependency, Gap, Mention, ProblemKind};

use super::Hunt;
use crate::document::{Format, Node};

mod commands;
mod found;
mod images;
pub mod names;
mod npm_spec;
mod pep508;
mod script;
mod servers;
pub mod walk;

pub use found::Found;
pub(crate) use images::path as image_path;

/// A format: its identity and which files have it as data, its reader as a function.
pub struct Manifest {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// The files, for the reference.
    pub files: &'static str,
    /// Whether a file of this name in this folder has the format.
    pub claims: fn(name: &str, folder: &Path) -> bool,
    /// How it is read.
    pub read: Read,
}

/// How a manifest is read.
pub enum Read {
    /// As a document.
    Tree(Format, fn(&Node, &mut Found<'_>)),
    /// As text, secrets masked.
    Text(fn(&str, &mut Found<'_>)),
    /// As a document if the text looks like one, else as text.
    Either(fn(&str) -> bool, Format, fn(&Node, &mut Found<'_>), fn(&str, &mut Found<'_>)),
}

macro_rules! manifests {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every format, in the order of the reference.
        pub static ALL: &[&Manifest] = &[$(&$module::MANIFEST),*];
    };
}

manifests! {
    package_json,
    package_lock,
    yarn_lock,
    pnpm_lock,
    pnpm_workspace,
    bun_lock,
    requirements,
    pyproject,
    uv_lock,
    poetry_lock,
    pipfile,
    pipfile_lock,
    pylock,
    dockerfile,
    compose,
    workflow,
    server_json,
    mcpb_manifest,
}

/// Formats that a tool writes: they name what the dependencies of dependencies brought in.
const LOCKS: &[&str] =
    &["package-lock", "yarn-lock", "pnpm-lock", "bun-lock", "uv-lock", "poetry-lock", "pipfile-lock", "pylock"];

/// Reads the manifests of every project.
pub fn read_projects(hunt: &mut Hunt<'_>) {
    let mut visited = HashSet::new();
    let mut read = HashSet::new();
    for project in hunt.projects().to_vec() {
        let scope = walk::Scope::of(&project, hunt.options);
        if scope == walk::Scope::TopLevel {
            hunt.gap(Gap {
                client: None,
                what:
                    "project files below the home directory itself were not searched: only those at its top level were \
                       read"
                        .to_owned(),
                path: Some(project.clone()),
            });
        }
        let files = walk::files(&project, scope, &mut visited, &claimed);
        if let Some(folder) = files.truncated {
            let message = "more folders or files than are searched for project files; the rest was left out";
            hunt.problem(None, ProblemKind::Truncated, &folder, message);
        }
        for (folder, error) in files.unreadable {
            hunt.problem(None, ProblemKind::Unreadable, &folder, format!("cannot list the folder: {error}"));
        }
        let mut queue = files.found;
        queue.reverse();
        while let Some(path) = queue.pop() {
            // Includes come again as files of their own; two paths to one file would name everything twice.
            let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if read.insert(real) {
                queue.extend(read_file(hunt, &path, &project));
            }
        }
    }
}

fn claimed(path: &Path) -> bool {
    find(path).is_some()
}

/// The format of a file, by its name; the first in the list wins.
pub fn find(path: &Path) -> Option<&'static Manifest> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    ALL.iter().copied().find(|manifest| (manifest.claims)(name, folder))
}

/// Reads one file; gives the files it includes.
fn read_file(hunt: &mut Hunt<'_>, path: &Path, project: &Path) -> Vec<PathBuf> {
    // An included file has the format of the one that includes it, whatever its name.
    let Some(manifest) = find(path).or_else(|| ALL.iter().copied().find(|manifest| manifest.id == "requirements"))
    else {
        return Vec::new();
    };
    let folder = path.parent().unwrap_or(project).to_path_buf();
    let mut found = Found::new(hunt.options, folder.clone());
    let source = match &manifest.read {
        Read::Tree(format, reader) => hunt.document(path, *format, None).map(|document| {
            reader(&document.node, &mut found);
            document.source
        }),
        Read::Text(reader) => hunt.masked_text(path).map(|(source, text)| {
            reader(&text, &mut found);
            source
        }),
        Read::Either(is_document, format, tree, text) => match hunt.text(path, None) {
            Some(raw) if is_document(&raw.text) => hunt.document(path, *format, None).map(|document| {
                tree(&document.node, &mut found);
                document.source
            }),
            Some(_) => hunt.masked_text(path).map(|(source, masked)| {
                text(&masked, &mut found);
                source
            }),
            None => None,
        },
    };
    let Some(source) = source else { return Vec::new() };
    let file = hunt.source_text(source);
    let placed = found.place(&file);
    for (span, message) in placed.problems {
        let location = stockade_model::Location::span(source, span);
        hunt.problem_at(None, ProblemKind::Entry, location, message);
    }
    let mentions = placed.sightings.into_iter().map(|sighting| Mention {
        package: sighting.package,
        pin: sighting.pin,
        manifest: manifest.id,
        reason: sighting.reason,
        source,
        span: sighting.span,
        integrity: sighting.integrity,
        resolved: sighting.resolved,
    });
    hunt.mentions_mut().extend(mentions);
    let is_direct = !LOCKS.contains(&manifest.id);
    let dependencies = placed.plain.into_iter().map(|plain| Dependency {
        package: plain.package,
        manifest: manifest.id,
        is_direct,
        source,
        span: plain.span,
        resolved: plain.resolved,
    });
    hunt.dependencies_mut().extend(dependencies);
    let includes = placed.includes.into_iter().filter_map(|name| walk::within(project, &folder, &name));
    includes.filter(|path| path.is_file()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case() {
        let mut seen = std::collections::BTreeSet::new();
        for manifest in ALL {
            assert!(seen.insert(manifest.id), "{} stands twice", manifest.id);
            assert!(manifest.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", manifest.id);
            assert!(!manifest.files.is_empty());
        }
        for id in LOCKS {
            assert!(seen.contains(id), "{id}");
        }
    }

    #[test]
    fn files_are_known_by_name_and_folder() {
        let id = |path: &str| find(Path::new(path)).map(|manifest| manifest.id);
        assert_eq!(id("/p/a/package.json"), Some("package-json"));
        assert_eq!(id("/p/npm-shrinkwrap.json"), Some("package-lock"));
        assert_eq!(id("/p/requirements-dev.txt"), Some("requirements"));
        assert_eq!(id("/p/requirements/base.txt"), Some("requirements"));
        assert_eq!(id("/p/notes/base.txt"), None);
        assert_eq!(id("/p/pylock.dev.toml"), Some("pylock"));
        assert_eq!(id("/p/Dockerfile.dev"), Some("dockerfile"));
        assert_eq!(id("/p/api.dockerfile"), Some("dockerfile"));
        assert_eq!(id("/p/docker-compose.override.yml"), Some("compose"));
        assert_eq!(id("/p/.github/workflows/ci.yaml"), Some("workflow"));
        assert_eq!(id("/p/workflows/ci.yaml"), None);
        assert_eq!(id("/p/x/action.yml"), Some("workflow"));
    }
}
