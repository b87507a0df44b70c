//! Path templates: where a client keeps its files, as data, resolved for the scanned home and system.
//!
//! | part | means |
//! |---|---|
//! | `{home}` | the home directory |
//! | `{mac}` | `~/Library/Application Support` |
//! | `{cfg}` `{data}` `{cache}` | `$XDG_CONFIG_HOME` or `~/.config`, `$XDG_DATA_HOME` or `~/.local/share`, `$XDG_CACHE_HOME` or `~/.cache` |
//! | `{roaming}` `{local}` | `%APPDATA%`, `%LOCALAPPDATA%` |
//! | `{ud:X}` | the user data folder of an Electron app X: `{mac}/X`, `{cfg}/X` or `{roaming}/X` |
//! | `{root}` `{programdata}` `{programfiles}` | system-wide places; not looked at without a system root |
//! | `{project}` | each project; `{ancestors}` each project and every folder above it |
//! | `{env:NAME\|rest}` | `$NAME` of the running user if set, else the rest, a template itself |
//! | `{env:NAME}` | `$NAME` of the running user; nothing where it is not set |
//! | `{paths:NAME}` | each folder of the path list `$NAME` of the running user; nothing where it is not set |
//! | `*` | any characters in one segment; `**` any folders, at most eight deep, without `node_modules`, `.git` and Python's environments |

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use stockade_model::Os;

use crate::Options;

/// A `**` looks at most this deep; that there is more below is reported.
pub const MAX_DEPTH: usize = 8;
/// A template looks at no more than this many folder entries; the rest is reported as not looked at.
const MAX_ENTRIES: usize = 50_000;
/// Folders that `**` does not enter: no client keeps configs there, and they are huge.
const SKIP: &[&str] = &["node_modules", ".git", ".venv", "venv", "site-packages", "__pycache__"];

/// A path a template led to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The file or folder; it may not exist if the template has no wildcard.
    pub path: PathBuf,
    /// The project it was resolved for.
    pub project: Option<PathBuf>,
}

/// What resolving gave.
#[derive(Debug, Default)]
pub struct Matches {
    /// In a fixed order: by project, then by name.
    pub found: Vec<Match>,
    /// The folder in which the search hit its cap.
    pub truncated: Option<PathBuf>,
    /// The first folder whose own folders lie deeper than `**` looks.
    pub too_deep: Option<PathBuf>,
    /// Folders that could not be listed, with what the system said.
    pub unreadable: Vec<(PathBuf, std::io::Error)>,
}

/// Resolves a template for the scanned system. Without wildcards the path is given whether it exists or not.
pub fn resolve(template: &str, options: &Options, projects: &[PathBuf]) -> Matches {
    let mut out = Matches::default();
    let mut seen = HashSet::new();
    if let Some(rest) = template.strip_prefix("{project}") {
        for project in projects {
            search(project, rest, Some(project), &mut out, &mut seen);
        }
    } else if let Some(rest) = template.strip_prefix("{ancestors}") {
        for project in projects {
            for folder in project.ancestors().take(64) {
                search(folder, rest, Some(folder), &mut out, &mut seen);
            }
        }
    } else if let Some((name, rest)) = path_list(template) {
        for folder in folders(name, options) {
            search(&folder, rest, None, &mut out, &mut seen);
        }
    } else if let Some((base, rest)) = start(template, options) {
        search(&base, &rest, None, &mut out, &mut seen);
    }
    out
}

/// Checks a template's parts.
///
/// # Errors
/// What is wrong with it, for the test that walks all clients.
pub fn check(template: &str) -> Result<(), String> {
    let mut options = Options::foreign(PathBuf::from("/home/x"), Os::Linux);
    options.root = Some(PathBuf::from("/"));
    let known = template.starts_with("{project}/") || template.starts_with("{ancestors}/");
    let named = path_list(template).or_else(|| variable(template)).is_some_and(|(name, _)| !name.is_empty());
    if known || named || start(template, &options).is_some() {
        Ok(())
    } else {
        Err(format!("`{template}` does not begin with a known part"))
    }
}

/// The variable of a `{paths:NAME}` template, and the rest.
fn path_list(template: &str) -> Option<(&str, &str)> {
    template.strip_prefix("{paths:")?.split_once('}')
}

/// The variable of an `{env:NAME}` template, which has nothing to fall back on, and the rest.
fn variable(template: &str) -> Option<(&str, &str)> {
    template.strip_prefix("{env:")?.split_once('}').filter(|(name, _)| !name.contains('|'))
}

/// The absolute folders of a path list.
fn folders(name: &str, options: &Options) -> Vec<PathBuf> {
    let separator = if options.os == Os::Windows { ';' } else { ':' };
    let value = options.env.get(name).filter(|_| options.live).map_or("", String::as_str);
    value.split(separator).map(PathBuf::from).filter(|folder| folder.is_absolute()).collect()
}

/// The folder a template begins with, and the rest of it.
fn start(template: &str, options: &Options) -> Option<(PathBuf, String)> {
    if let Some((name, rest)) = variable(template) {
        let value = options.env.get(name).filter(|value| options.live && !value.is_empty())?;
        return Some((PathBuf::from(value), rest.to_owned()));
    }
    if let Some(inner) = template.strip_prefix("{env:") {
        let (name, inner) = inner.split_once('|')?;
        let end = closing(inner)?;
        let (fallback, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
        if let Some(value) = options.env.get(name).filter(|value| options.live && !value.is_empty()) {
            return Some((PathBuf::from(value), rest.to_owned()));
        }
        return start(&format!("{fallback}{rest}"), options);
    }
    let end = template.find('}')?;
    let (part, rest) = (template.get(1..end)?, template.get(end + 1..)?);
    if !template.starts_with('{') {
        return None;
    }
    let home = &options.home;
    let variable =
        |name: &str| options.env.get(name).filter(|value| options.live && !value.is_empty()).map(PathBuf::from);
    let base = match part {
        "home" => home.clone(),
        "mac" => home.join("Library/Application Support"),
        "cfg" => variable("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config")),
        "data" => variable("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share")),
        "cache" => variable("XDG_CACHE_HOME").unwrap_or_else(|| home.join(".cache")),
        "roaming" => variable("APPDATA").unwrap_or_else(|| home.join("AppData/Roaming")),
        "local" => variable("LOCALAPPDATA").unwrap_or_else(|| home.join("AppData/Local")),
        "root" => options.root.clone()?,
        "programdata" => system(options, "ProgramData", "ProgramData")?,
        "programfiles" => system(options, "ProgramFiles", "Program Files")?,
        _ => {
            let app = part.strip_prefix("ud:")?;
            let parent = match options.os {
                Os::Linux => "{cfg}",
                Os::Macos => "{mac}",
                Os::Windows => "{roaming}",
            };
            start(parent, options)?.0.join(app)
        }
    };
    Some((base, rest.to_owned()))
}

fn system(options: &Options, variable: &str, folder: &str) -> Option<PathBuf> {
    let root = options.root.as_ref()?;
    match options.env.get(variable) {
        Some(value) if options.live && Os::current() == Os::Windows => Some(PathBuf::from(value)),
        _ => Some(root.join(folder)),
    }
}

/// The index of the brace that closes an `{env:…` part, nested parts skipped.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn search(base: &Path, rest: &str, project: Option<&Path>, out: &mut Matches, seen: &mut HashSet<OsString>) {
    let segments: Vec<&str> = rest.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut paths = Vec::new();
    let mut budget = MAX_ENTRIES;
    descend(base.to_path_buf(), &segments, &mut paths, &mut budget, out, 0);
    for path in paths {
        if seen.insert(path.as_os_str().to_owned()) {
            out.found.push(Match { path, project: project.map(Path::to_path_buf) });
        }
    }
}

fn descend(
    at: PathBuf,
    segments: &[&str],
    paths: &mut Vec<PathBuf>,
    budget: &mut usize,
    out: &mut Matches,
    depth: usize,
) {
    let Some((segment, rest)) = segments.split_first() else {
        paths.push(at);
        return;
    };
    if *segment == "**" {
        descend(at.clone(), rest, paths, budget, out, depth);
        for (name, path) in list(&at, budget, out) {
            // Links are not followed here: a loop of folders would never end, and plugins are copied, not linked.
            let real_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
            if !real_folder || SKIP.contains(&name.as_str()) {
                continue;
            }
            if depth >= MAX_DEPTH {
                out.too_deep.get_or_insert_with(|| at.clone());
                return;
            }
            descend(path, segments, paths, budget, out, depth + 1);
        }
    } else if segment.contains('*') {
        for (name, path) in list(&at, budget, out) {
            if wildcard(segment, &name) {
                descend(path, rest, paths, budget, out, depth);
            }
        }
    } else {
        descend(at.join(segment), rest, paths, budget, out, depth);
    }
}

fn list(folder: &Path, budget: &mut usize, out: &mut Matches) -> Vec<(String, PathBuf)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if !matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) {
                out.unreadable.push((folder.to_path_buf(), error));
            }
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        if *budget == 0 {
            out.truncated.get_or_insert_with(|| folder.to_path_buf());
            break;
        }
        *budget -= 1;
        match entry {
            Ok(entry) => found.push((entry.file_name().to_string_lossy().into_owned(), entry.path())),
            Err(error) => out.unreadable.push((folder.to_path_buf(), error)),
        }
    }
    found.sort();
    found
}

/// `*` matches any characters; everything else itself. Linear in both lengths for one star, quadratic at worst.
pub(super) fn wildcard(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let tail: Vec<&str> = parts.collect();
    let Some((last, middle)) = tail.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(os: Os) -> Options {
        Options::foreign(PathBuf::from("/h"), os)
    }

    fn only(template: &str, options: &Options) -> String {
        let matches = resolve(template, options, &[]);
        assert_eq!(matches.found.len(), 1, "{template}");
        matches.found[0].path.display().to_string()
    }

    #[test]
    fn parts_follow_the_system() {
        assert_eq!(only("{ud:Code}/User/mcp.json", &options(Os::Linux)), "/h/.config/Code/User/mcp.json");
        assert_eq!(only("{ud:Code}/x", &options(Os::Macos)), "/h/Library/Application Support/Code/x");
        assert_eq!(only("{ud:Code}/x", &options(Os::Windows)), "/h/AppData/Roaming/Code/x");
        assert_eq!(only("{env:CODEX_HOME|{home}/.codex}/config.toml", &options(Os::Linux)), "/h/.codex/config.toml");
        let mut live = options(Os::Linux);
        live.live = true;
        live.env.insert("CODEX_HOME".into(), "/c".into());
        assert_eq!(only("{env:CODEX_HOME|{home}/.codex}/config.toml", &live), "/c/config.toml");
        assert!(resolve("{root}/etc/x", &options(Os::Linux), &[]).found.is_empty());
    }

    #[test]
    fn variables_without_a_fallback_and_path_lists_are_nothing_where_unset() {
        let mut live = options(Os::Linux);
        live.env.insert("SEEDS".into(), "/s:relative::/t".into());
        live.env.insert("FILE".into(), "/f.json".into());
        for template in ["{paths:SEEDS}/cache", "{env:FILE}"] {
            assert!(check(template).is_ok(), "{template}");
            assert!(resolve(template, &live, &[]).found.is_empty(), "somebody else's home: {template}");
        }
        live.live = true;
        let seeds = resolve("{paths:SEEDS}/cache", &live, &[]).found;
        let seeds: Vec<_> = seeds.iter().map(|found| found.path.display().to_string()).collect();
        assert_eq!(seeds, ["/s/cache", "/t/cache"]);
        assert_eq!(only("{env:FILE}", &live), "/f.json");
        assert!(resolve("{env:OTHER}/x", &live, &[]).found.is_empty());
        assert!(check("{env:}/x").is_err() && check("{pats:SEEDS}/x").is_err());
    }

    #[test]
    fn what_lies_deeper_than_double_stars_look_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options::foreign(dir.path().to_path_buf(), Os::Linux);
        let deepest: PathBuf = dir.path().join(["d"; MAX_DEPTH].join("/"));
        fs::create_dir_all(deepest.join("node_modules")).unwrap();
        let matches = resolve("{home}/**/x", &options, &[]);
        assert_eq!((matches.found.len(), matches.too_deep), (MAX_DEPTH + 1, None));
        fs::create_dir(deepest.join("more")).unwrap();
        let matches = resolve("{home}/**/x", &options, &[]);
        assert_eq!((matches.found.len(), matches.too_deep), (MAX_DEPTH + 1, Some(deepest)));
    }

    #[test]
    fn ancestors_stars_and_double_stars() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["a/b/c", "p/one/two", "p/node_modules/x"] {
            fs::create_dir_all(dir.path().join(path)).unwrap();
        }
        for path in ["p/one/.mcp.json", "p/one/two/.mcp.json", "p/node_modules/x/.mcp.json", "p/.mcp.json"] {
            fs::write(dir.path().join(path), "{}").unwrap();
        }
        let options = Options::foreign(dir.path().to_path_buf(), Os::Linux);
        let names = |template: &str, projects: &[PathBuf]| -> Vec<String> {
            let found = resolve(template, &options, projects).found;
            found
                .iter()
                .filter(|found| found.path.parent().is_some_and(Path::is_dir) || !template.contains('*'))
                .filter(|found| found.path.starts_with(dir.path()))
                .map(|found| found.path.strip_prefix(dir.path()).unwrap().display().to_string())
                .collect()
        };
        assert_eq!(names("{home}/p/**/.mcp.json", &[]).iter().filter(|name| dir.path().join(name).exists()).count(), 3);
        assert_eq!(names("{home}/p/*/.mcp.json", &[]), ["p/node_modules/.mcp.json", "p/one/.mcp.json"]);
        let projects = [dir.path().join("a/b"), dir.path().join("a/b/c")];
        assert_eq!(names("{ancestors}/x", &projects), ["a/b/x", "a/x", "x", "a/b/c/x"]);
    }

    #[test]
    fn wildcards() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ab", false),
            ("*.db", "x.db", true),
            ("opencode*.db", "opencode.db", true),
            ("a*b*c", "a1b2c", true),
        ] {
            assert_eq!(wildcard(pattern, name), expected, "{pattern} {name}");
        }
    }
}
