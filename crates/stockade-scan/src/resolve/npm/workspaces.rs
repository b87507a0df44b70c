//! The folder that npm takes for the project, and the members of a workspace.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use super::manifest::Manifest;
use crate::resolve::Machine;

/// Members are looked for this many folders deep.
const DEPTH: usize = 5;

/// No more folders than these are looked at.
const MOST: usize = 5_000;

/// What npm takes for the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its root: settings, `node_modules` and scripts are those of this folder.
    pub root: PathBuf,
    /// The member of a workspace that the line starts in: then it runs as if started for that one.
    pub member: Option<PathBuf>,
}

/// The nearest folder with a manifest or `node_modules`; the workspace above it, where it is a member of one.
pub fn project(cwd: &Path, follow: bool, machine: &Machine<'_>) -> Project {
    let has_manifest = |folder: &Path| machine.is_file(&folder.join("package.json"));
    let is_project = |folder: &&Path| has_manifest(folder) || machine.is_dir(&folder.join("node_modules"));
    let Some(nearest) = machine.ancestors(cwd).find(is_project) else {
        return Project { root: cwd.to_path_buf(), member: None };
    };
    let above = machine.ancestors(nearest).skip(1).filter(|_| follow);
    for folder in above.filter(|folder| has_manifest(folder)) {
        let patterns = Manifest::read(folder, machine).map(|manifest| manifest.workspaces).unwrap_or_default();
        if is_member(nearest, folder, &patterns) {
            return Project { root: folder.to_path_buf(), member: Some(nearest.to_path_buf()) };
        }
    }
    Project { root: nearest.to_path_buf(), member: None }
}

fn is_member(folder: &Path, root: &Path, patterns: &[String]) -> bool {
    let Ok(relative) = folder.strip_prefix(root) else { return false };
    let mut member = false;
    for pattern in patterns {
        let (wanted, pattern) = pattern.strip_prefix('!').map_or((true, pattern.as_str()), |pattern| (false, pattern));
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        if glob.is_ok_and(|glob| glob.compile_matcher().is_match(relative)) {
            member = wanted;
        }
    }
    member && relative.components().count() > 0
}

/// The members that one `--workspace` value means: by name, by path, or by the path of a folder around them.
pub fn named(wanted: &str, root: &Path, cwd: &Path, machine: &Machine<'_>) -> Vec<PathBuf> {
    let Some(manifest) = Manifest::read(root, machine) else { return Vec::new() };
    let folder = machine.path(wanted, Some(cwd));
    let mut found: Vec<PathBuf> = members(root, &manifest.workspaces, machine)
        .into_iter()
        .filter(|member| {
            let named = || Manifest::read(member, machine).and_then(|manifest| manifest.name);
            folder.as_deref().is_some_and(|folder| member == folder || member.parent() == Some(folder))
                || named().as_deref() == Some(wanted)
        })
        .collect();
    found.sort();
    found
}

fn members(root: &Path, patterns: &[String], machine: &Machine<'_>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![(root.to_path_buf(), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = left.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                return found;
            }
            let path = entry.path();
            let hidden = entry.file_name().to_str().is_none_or(|name| name == "node_modules" || name.starts_with('.'));
            if hidden || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            if is_member(&path, root, patterns) && machine.is_file(&path.join("package.json")) {
                found.push(path.clone());
            }
            if depth < DEPTH {
                left.push((path, depth + 1));
            }
        }
    }
    found
}
