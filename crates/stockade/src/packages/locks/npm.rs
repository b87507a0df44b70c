//! The lock files of npm's first version and of bun.
//!
//! - dependencies for development are left out where the file, or the `package.json` beside it, tells them apart;
//! - what is installed in the folder of a package goes before what lies in those above it, as Node looks it up.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::closure::Closure;
use stockade_model::Ecosystem;
use stockade_scan::document::{Format, Node, ParseError, parse};

use super::graph::{Graph, members, text};

/// The lists of a manifest that are installed with it.
pub(super) const INSTALLED: &[&str] = &["dependencies", "optionalDependencies"];
/// The same with what a package wants beside it.
const WITH_PEERS: &[&str] = &["dependencies", "optionalDependencies", "peerDependencies"];

/// What a `package.json` asks for: names and ranges.
pub(super) fn asked(manifest: Option<&str>) -> Option<BTreeMap<String, String>> {
    let node = parse(Format::Json, manifest?).ok()?;
    let all = members(&node, INSTALLED);
    Some(all.filter_map(|(name, range)| Some((name.to_owned(), range.as_str()?.to_owned()))).collect())
}

/// What lies in one folder, and the folder above it.
struct Folder {
    names: BTreeMap<String, usize>,
    above: Option<usize>,
}

/// A `package-lock.json` before version 2, while it is read.
struct First {
    graph: Graph,
    folders: Vec<Folder>,
    /// A package, the folder that it looks into first, and what it asks for.
    asks: Vec<(usize, usize, Vec<String>)>,
    dev: BTreeSet<usize>,
}

/// npm's `package-lock.json` before version 2: packages inside of those that have them in their own folder.
///
/// # Errors
/// Where it is no JSON.
pub(super) fn first_version(file: &str, manifest: Option<&str>, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Json, file)?;
    let graph = Graph::new(Ecosystem::Npm, project);
    let mut first = First { graph, folders: Vec::new(), asks: Vec::new(), dev: BTreeSet::new() };
    // The parser bounds how deep it goes.
    first.folder(&root, None);
    for (place, folder, names) in std::mem::take(&mut first.asks) {
        for name in names {
            if let Some(found) = first.find(folder, &name) {
                first.graph.needs(place, found);
            }
        }
    }
    for name in asked(manifest).unwrap_or_default().keys() {
        if let Some(place) = first.find(0, name) {
            first.graph.root(place);
        }
    }
    Ok(first.graph.end(&first.dev))
}

impl First {
    fn folder(&mut self, node: &Node, above: Option<usize>) -> usize {
        let folder = self.folders.len();
        self.folders.push(Folder { names: BTreeMap::new(), above });
        let mut places = Vec::new();
        for (name, entry) in members(node, &["dependencies"]) {
            let version = text(entry, &["version"]);
            // `npm:real@1.0.0` is an alias.
            let alias = version.as_deref().and_then(|version| version.strip_prefix("npm:")?.rsplit_once('@'));
            let (real, version) = alias.unwrap_or((name, version.as_deref().unwrap_or_default()));
            let place = self.graph.add(real, Some(version), text(entry, &["integrity"]));
            if entry.get("dev").and_then(Node::as_bool) == Some(true) {
                self.dev.insert(place);
            }
            if let Some(folder) = self.folders.get_mut(folder) {
                folder.names.insert(name.to_owned(), place);
            }
            places.push((place, entry));
        }
        for (place, entry) in places {
            let inside = if entry.get("dependencies").is_some() { self.folder(entry, Some(folder)) } else { folder };
            let names = members(entry, &["requires"]).map(|(name, _)| name.to_owned()).collect();
            self.asks.push((place, inside, names));
        }
        folder
    }

    fn find(&self, folder: usize, name: &str) -> Option<usize> {
        let mut at = self.folders.get(folder);
        while let Some(folder) = at {
            if let Some(found) = folder.names.get(name) {
                return Some(*found);
            }
            at = folder.above.and_then(|above| self.folders.get(above));
        }
        None
    }
}

/// `bun.lock`: each package by its place, and a list that begins with what it is.
///
/// # Errors
/// Where it is no JSON.
pub(super) fn bun(file: &str, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Json, file)?;
    let mut graph = Graph::new(Ecosystem::Npm, project);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut infos: Vec<(usize, &str, &Node)> = Vec::new();
    for (key, entry) in members(&root, &["packages"]) {
        let items = entry.items();
        let Some(head) = items.first().and_then(Node::as_str) else { continue };
        let at = head.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
        let (name, version) = at.and_then(|at| head.split_at_checked(at)).unwrap_or((head, ""));
        let hash = items.iter().skip(1).filter_map(Node::as_str).find(|hash| hash.starts_with("sha"));
        let place = graph.add(name, Some(version.trim_start_matches('@')), hash.map(str::to_owned));
        places.insert(key.to_owned(), place);
        infos.extend(items.iter().find(|item| item.is_object()).map(|info| (place, key, info)));
    }
    for (place, key, info) in infos {
        for (name, _) in members(info, WITH_PEERS) {
            let mut above = Some(key);
            let found = loop {
                match above {
                    Some(folder) => match places.get(&format!("{folder}/{name}")) {
                        Some(found) => break Some(*found),
                        None => above = parent(folder),
                    },
                    None => break places.get(name).copied(),
                }
            };
            if let Some(found) = found {
                graph.needs(place, found);
            }
        }
    }
    for (_, member) in members(&root, &["workspaces"]) {
        for place in members(member, WITH_PEERS).filter_map(|(name, _)| places.get(name)) {
            graph.root(*place);
        }
    }
    Ok(graph.end(&BTreeSet::new()))
}

/// `a` of `a/b` and of `a/@s/b`; none of a name alone.
fn parent(place: &str) -> Option<&str> {
    let (above, _) = place.rsplit_once('/')?;
    let above = match above.rsplit_once('/') {
        Some((rest, scope)) if scope.starts_with('@') => rest,
        None if above.starts_with('@') => return None,
        _ => above,
    };
    Some(above)
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use super::*;

    #[test]
    fn npms_first_version_is_read_as_node_looks_it_up() {
        let lock = r#"{"lockfileVersion":1,"dependencies":{
            "server":{"version":"1.0.0","requires":{"deep":"^1","shared":"*"},"dependencies":{
                "deep":{"version":"1.5.0","requires":{"leaf":"*","shared":"*"}}}},
            "deep":{"version":"2.0.0"},"shared":{"version":"3.0.0"},
            "leaf":{"version":"npm:real-leaf@0.1.0"},"tool":{"version":"9.0.0","dev":true}}}"#;
        let expected =
            ["deep@1.5.0 < server", "real-leaf@0.1.0 < server deep", "server@1.0.0 <", "shared@3.0.0 < server"];
        let manifest = r#"{"dependencies":{"server":"^1"},"devDependencies":{"tool":"*"}}"#;
        assert_eq!(shown(&first_version(lock, Some(manifest), "p").unwrap()), expected);
        // Without a manifest what nobody asks for is the project's, tools for development apart.
        let alone = shown(&first_version(lock, None, "p").unwrap());
        assert_eq!(alone.len(), 5, "{alone:?}");
        assert!(alone.contains(&"deep@2.0.0 <".to_owned()) && !alone.iter().any(|line| line.contains("tool")));
    }

    #[test]
    fn buns_places_are_followed() {
        let lock = r#"{"lockfileVersion":1,"workspaces":{"":{"name":"p","dependencies":{"@s/server":"1"},"devDependencies":{"tool":"1"}}},
            "packages":{
            "@s/server":["@s/server@1.0.0","",{"dependencies":{"deep":"^1","leaf":"*"}},"sha512-aa"],
            "@s/server/deep":["deep@1.5.0","",{"dependencies":{"leaf":"*"}},"sha512-bb"],
            "deep":["deep@2.0.0","",{},"sha512-cc"],
            "leaf":["leaf@0.1.0","",{},"sha512-dd"],
            "tool":["tool@1.0.0","",{"dependencies":{"deep":"2"}},"sha512-ee"],
            },}"#;
        let closure = bun(lock, "p").unwrap();
        assert_eq!(shown(&closure), ["@s/server@1.0.0 <", "deep@1.5.0 < @s/server", "leaf@0.1.0 < @s/server"]);
        assert!(closure.nodes().iter().any(|node| node.integrity.as_deref() == Some("sha512-aa")));
        for (place, above) in
            [("a", None), ("@s/a", None), ("a/b", Some("a")), ("a/@s/b", Some("a")), ("@s/a/b", Some("@s/a"))]
        {
            assert_eq!(parent(place), above, "{place}");
        }
    }
}
