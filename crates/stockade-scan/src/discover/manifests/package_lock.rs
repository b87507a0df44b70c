//! `package-lock.json` and `npm-shrinkwrap.json`: version 1 nests `dependencies`, versions 2 and 3 list `packages` by
//! their place in the tree. Version 2 has both for old clients; the newer one counts.

use stockade_model::Ecosystem;

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Entry, Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "package-lock",
    files: "package-lock.json, npm-shrinkwrap.json",
    claims: |name, _| matches!(name, "package-lock.json" | "npm-shrinkwrap.json"),
    read: Read::Tree(Format::Json, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    let packages = node.all_at(&["packages"]);
    if packages.is_empty() {
        node.all_at(&["dependencies"]).into_iter().for_each(|map| nested(map, found));
        if node.get("dependencies").is_none() && node.get("lockfileVersion").is_none() {
            found.problem(node.span, "a lock file has `packages` or `dependencies`");
        }
        return;
    }
    for map in packages {
        let Value::Object(entries) = &map.value else {
            found.problem(map.span, "`packages` is not an object");
            continue;
        };
        for entry in entries {
            placed(entry, found);
        }
    }
}

/// `node_modules/a/node_modules/@scope/name`; other places are the project's own members, whose manifests are read.
fn placed(entry: &Entry, found: &mut Found<'_>) {
    let Some((_, name)) = entry.key.rsplit_once("node_modules/") else { return };
    if entry.node.get("link").and_then(Node::as_bool) == Some(true) {
        return;
    }
    if !entry.node.is_object() {
        found.problem(entry.node.span, format!("the entry of `{name}` is not an object"));
        return;
    }
    // An alias is installed under one name and says its real one.
    let name = entry.node.get("name").and_then(Node::as_str).unwrap_or(name);
    let version = entry.node.get("version").and_then(Node::as_str);
    found.package(Ecosystem::Npm, name, entry.key_span, || facts(version, &entry.node));
}

fn nested(map: &Node, found: &mut Found<'_>) {
    let mut todo = vec![map];
    while let Some(map) = todo.pop() {
        if !map.is_object() {
            found.problem(map.span, "`dependencies` is not an object");
        }
        for entry in map.entries() {
            if !entry.node.is_object() {
                found.problem(entry.node.span, format!("the entry of `{}` is not an object", entry.key));
                continue;
            }
            let version = entry.node.get("version").and_then(Node::as_str);
            let (name, version) = match version.and_then(|version| version.strip_prefix("npm:")) {
                Some(alias) => npm_spec::split(alias),
                None => (entry.key.as_str(), version),
            };
            found.package(Ecosystem::Npm, name, entry.key_span, || facts(version, &entry.node));
            todo.extend(entry.node.get("dependencies"));
        }
    }
}

fn facts(version: Option<&str>, node: &Node) -> Facts {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let resolved = text("resolved");
    let mut facts = npm_spec::facts(version.unwrap_or(""));
    // A repository's commit stands in the address.
    let commit = resolved.as_deref().filter(|address| address.starts_with("git")).and_then(|a| a.split_once('#'));
    if let Some((_, commit)) = commit {
        facts.pin = Some(npm_spec::repository_pin(commit));
    }
    facts.integrity = text("integrity");
    if facts.integrity.is_some() {
        facts.pin = None;
    }
    facts.resolved = resolved.or(facts.resolved);
    facts
}
