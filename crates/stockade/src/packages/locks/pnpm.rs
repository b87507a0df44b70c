//! `pnpm-lock.yaml`, versions 5 to 9: packages by a key that changed with each, and what they ask for as a part of one.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::closure::Closure;
use stockade_model::Ecosystem;
use stockade_scan::document::{Format, Node, ParseError, parse};

use super::graph::{Graph, members, text};
use super::npm::INSTALLED;

/// Reads one.
///
/// # Errors
/// Where it is no YAML.
pub(super) fn read(file: &str, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Yaml, file)?;
    let mut graph = Graph::new(Ecosystem::Npm, project);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut dev = BTreeSet::new();
    // Version 9 says what each asks for in `snapshots`, once for each set of peers.
    let snapshots = root.get("snapshots").is_some();
    let list: &[&str] = if snapshots { &["snapshots"] } else { &["packages"] };
    let entries: Vec<(&str, &Node)> = members(&root, list).collect();
    let packages: BTreeMap<&str, &Node> = members(&root, &["packages"]).collect();
    for (key, entry) in &entries {
        let (name, version) = split(key);
        let version = text(entry, &["version"]).unwrap_or_else(|| version.to_owned());
        let bare = key.split('(').next().unwrap_or(key);
        let told = packages.get(bare).copied();
        let integrity =
            [Some(*entry), told].into_iter().flatten().find_map(|node| text(node, &["resolution", "integrity"]));
        let name = text(entry, &["name"]).unwrap_or_else(|| name.to_owned());
        let place = graph.add(&name, Some(&version), integrity);
        if entry.get("dev").and_then(Node::as_bool) == Some(true) {
            dev.insert(place);
        }
        places.insert((*key).to_owned(), place);
    }
    for (key, entry) in &entries {
        let Some(place) = places.get(*key).copied() else { continue };
        for (name, value) in members(entry, INSTALLED) {
            if let Some(found) = value.scalar().and_then(|value| find(&places, name, &value)) {
                graph.needs(place, found);
            }
        }
    }
    // One project without members names what it asks for at the top.
    let members_of = members(&root, &["importers"]).map(|(_, member)| member);
    for member in members_of.chain([&root]) {
        for (name, value) in members(member, INSTALLED) {
            let value = value.scalar().or_else(|| text(value, &["version"]));
            if let Some(found) = value.and_then(|value| find(&places, name, &value)) {
                graph.root(found);
            }
        }
    }
    Ok(graph.end(&dev))
}

/// A dependency as it is written: `1.2.3`, `1.2.3(peer@1)`, or the key of a package under another name.
fn find(places: &BTreeMap<String, usize>, name: &str, value: &str) -> Option<usize> {
    let keys = [
        format!("{name}@{value}"),
        format!("/{name}@{value}"),
        format!("/{name}/{value}"),
        value.to_owned(),
        format!("/{value}"),
    ];
    keys.iter().find_map(|key| places.get(key).copied())
}

/// Name and version of a key: `/name/1.2.3_peers`, `/name@1.2.3(peers)`, `name@1.2.3`, with a host in front or not.
fn split(key: &str) -> (&str, &str) {
    let key = key.split('(').next().unwrap_or(key);
    let bare = match key.split_once('/') {
        Some((host, rest)) if host.is_empty() || (host.contains('.') && !host.contains('@')) => rest,
        _ => key,
    };
    let from = if bare.starts_with('@') { bare.find('/').map_or(0, |at| at + 1) } else { 0 };
    let tail = bare.get(from..).unwrap_or_default();
    let Some(at) = tail.find(['@', '/']) else { return (bare, "") };
    let name = bare.get(..from + at).unwrap_or(bare);
    let version = bare.get(from + at + 1..).unwrap_or_default();
    (name, version.split('_').next().unwrap_or(version))
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use super::*;

    const EXPECTED: [&str; 3] = ["@s/deep@2.0.0 < server", "leaf@0.1.0 < server @s/deep", "server@1.0.0 <"];

    #[test]
    fn every_version_is_read() {
        let nine = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      server: {specifier: ^1, version: 1.0.0(zod@3.0.0)}\n    devDependencies:\n      tool: {specifier: '*', version: 9.0.0}\npackages:\n  server@1.0.0: {resolution: {integrity: sha512-aa}}\nsnapshots:\n  server@1.0.0(zod@3.0.0):\n    dependencies: {'@s/deep': 2.0.0}\n  '@s/deep@2.0.0':\n    dependencies: {alias: leaf@0.1.0}\n  leaf@0.1.0: {}\n  tool@9.0.0: {}\n";
        let closure = read(nine, "p").unwrap();
        assert_eq!(shown(&closure), EXPECTED);
        assert!(closure.nodes().iter().any(|node| node.integrity.as_deref() == Some("sha512-aa")));
        let six = "lockfileVersion: '6.0'\ndependencies:\n  server: {specifier: ^1, version: 1.0.0}\npackages:\n  /server@1.0.0:\n    dependencies: {'@s/deep': 2.0.0}\n  /@s/deep@2.0.0:\n    dependencies: {leaf: 0.1.0}\n  /leaf@0.1.0: {}\n  /tool@9.0.0: {dev: true}\n";
        assert_eq!(shown(&read(six, "p").unwrap()), EXPECTED);
        let five = "lockfileVersion: 5.4\nspecifiers: {server: ^1}\ndependencies: {server: 1.0.0}\npackages:\n  /server/1.0.0:\n    dependencies: {'@s/deep': 2.0.0_zod@3}\n  /@s/deep/2.0.0_zod@3:\n    dependencies: {leaf: 0.1.0}\n  /leaf/0.1.0: {}\n";
        assert_eq!(shown(&read(five, "p").unwrap()), EXPECTED);
    }
}
