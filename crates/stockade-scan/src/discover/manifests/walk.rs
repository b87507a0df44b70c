//! Which files of a project are looked at.
//!
//! - folders that hold copies of other people's code, build results or caches are not entered, links to folders neither;
//! - depth and number of entries are capped, and reaching the number is reported;
//! - the home directory is no project tree: where it is given as one, only its top level is looked at.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::Options;

/// Folders nested deeper than this are not entered.
const MAX_DEPTH: usize = 8;
/// A project's search looks at no more entries than this.
const MAX_ENTRIES: usize = 60_000;
/// Never entered: installed packages, build results, caches.
const SKIP: &[&str] = &[
    "node_modules",
    "bower_components",
    "jspm_packages",
    "site-packages",
    "dist-packages",
    "__pycache__",
    "venv",
    "virtualenv",
    "target",
    "dist",
    "Pods",
    "DerivedData",
];
/// Hidden folders hold caches and tools, but for these.
const HIDDEN: &[&str] = &[".github", ".gitea", ".forgejo", ".devcontainer", ".docker"];

/// How much of a project is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Tree,
    /// The files of its top level.
    TopLevel,
}

impl Scope {
    /// The home directory, and everything above it, only has its top level searched.
    pub fn of(project: &Path, options: &Options) -> Self {
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if real(&options.home).starts_with(real(project)) { Self::TopLevel } else { Self::Tree }
    }
}

/// What a search gave.
#[derive(Debug, Default)]
pub struct Files {
    /// In a fixed order: a folder's own files by name, then its folders by name.
    pub found: Vec<PathBuf>,
    /// The folder in which the search hit its cap.
    pub truncated: Option<PathBuf>,
    /// Folders that could not be listed, with what the system said.
    pub unreadable: Vec<(PathBuf, std::io::Error)>,
}

/// Searches a project for files that are wanted. Folders that are `visited` already belong to another project.
pub fn files(project: &Path, scope: Scope, visited: &mut HashSet<PathBuf>, wanted: &dyn Fn(&Path) -> bool) -> Files {
    let mut out = Files::default();
    let mut budget = MAX_ENTRIES;
    let mut todo = vec![(project.to_path_buf(), 0)];
    while let Some((folder, depth)) = todo.pop() {
        if scope == Scope::Tree && !visited.insert(folder.clone()) {
            continue;
        }
        let (files, folders) = list(&folder, &mut budget, &mut out);
        out.found.extend(files.into_iter().filter(|path| wanted(path)));
        if scope == Scope::Tree && depth < MAX_DEPTH {
            todo.extend(folders.into_iter().rev().map(|path| (path, depth + 1)));
        }
    }
    out
}

fn list(folder: &Path, budget: &mut usize, out: &mut Files) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                out.unreadable.push((folder.to_path_buf(), error));
            }
            return (files, folders);
        }
    };
    for entry in entries {
        if *budget == 0 {
            out.truncated.get_or_insert_with(|| folder.to_path_buf());
            break;
        }
        *budget -= 1;
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                out.unreadable.push((folder.to_path_buf(), error));
                continue;
            }
        };
        // Of the entry itself: a link to a folder is none, a link to a file is read like a file.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder {
            files.push(entry.path());
        } else if entry.file_name().to_str().is_none_or(enters) {
            folders.push(entry.path());
        }
    }
    files.sort();
    folders.sort();
    (files, folders)
}

fn enters(name: &str) -> bool {
    if name.starts_with('.') { HIDDEN.contains(&name) } else { !SKIP.contains(&name) }
}

/// A path that a file of `folder` names, if it stays inside the project.
pub fn within(project: &Path, folder: &Path, name: &str) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    path.starts_with(project).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_project_are_left_alone() {
        let (project, folder) = (Path::new("/p"), Path::new("/p/a"));
        assert_eq!(within(project, folder, "../b.txt"), Some("/p/b.txt".into()));
        assert_eq!(within(project, folder, "./c/b.txt"), Some("/p/a/c/b.txt".into()));
        assert_eq!(within(project, folder, "../../b.txt"), None);
        assert_eq!(within(project, folder, "/etc/b.txt"), None);
    }

    #[test]
    fn installed_packages_and_hidden_folders_are_not_entered() {
        for name in ["node_modules", "target", ".git", ".venv", "dist"] {
            assert!(!enters(name), "{name}");
        }
        for name in ["src", ".github", "packages", "build"] {
            assert!(enters(name), "{name}");
        }
    }

    #[test]
    fn the_cap_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let mut out = Files::default();
        let mut budget = 2;
        let (files, _) = list(folder.path(), &mut budget, &mut out);
        assert_eq!(files.len(), 2);
        assert_eq!(out.truncated.as_deref(), Some(folder.path()));
    }
}
