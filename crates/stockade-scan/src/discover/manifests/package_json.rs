//! `package.json`: every group of dependencies, overrides among them, and the scripts that launch servers.

use stockade_model::Ecosystem;

use super::commands::{Place, script};
use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "package-json",
    files: "package.json",
    claims: |name, _| name == "package.json",
    read: Read::Tree(Format::Json, read),
};

const GROUPS: &[&str] =
    &["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions", "overrides"];

fn read(node: &Node, found: &mut Found<'_>) {
    if !node.is_object() {
        found.problem(node.span, "a package manifest is an object");
        return;
    }
    for group in GROUPS {
        for map in node.all_at(&[group]) {
            dependencies(map, found);
        }
    }
    for map in node.all_at(&["pnpm", "overrides"]) {
        dependencies(map, found);
    }
    // Bun and pnpm catalogues stand beside the list of workspaces, or in it.
    for holder in [Some(node), node.get("workspaces")].into_iter().flatten() {
        holder.all_at(&["catalog"]).into_iter().for_each(|map| dependencies(map, found));
        for catalogues in holder.all_at(&["catalogs"]) {
            catalogues.entries().iter().for_each(|entry| dependencies(&entry.node, found));
        }
    }
    for entry in node.get("scripts").map(Node::entries).unwrap_or_default() {
        if let Some(text) = entry.node.as_str() {
            script(found, text, entry.node.span, Place::Here);
        }
    }
    if let Some((name, span)) = node.get("name").and_then(|name| Some((name.as_str()?, name.span))) {
        let version = node.get("version").and_then(Node::as_str).map(str::to_owned);
        found.own_package(Ecosystem::Npm, name, version, span);
    }
}

/// A map from name to spec; overrides nest, and their keys can carry a range or a path of parents.
pub(super) fn dependencies(map: &Node, found: &mut Found<'_>) {
    let mut todo = vec![map];
    while let Some(map) = todo.pop() {
        let Value::Object(entries) = &map.value else {
            if map.value != Value::Null {
                found.problem(map.span, "dependencies are an object from name to version");
            }
            continue;
        };
        for entry in entries {
            let key = entry.key.rsplit(['>', ' ']).next().unwrap_or(&entry.key);
            let key = key.strip_prefix("**/").unwrap_or(key);
            let (name, _) = npm_spec::split(key);
            match &entry.node.value {
                Value::String(spec) => npm_spec::dependency(found, name, spec, entry.key_span),
                Value::Object(_) => todo.push(&entry.node),
                _ => found.problem(entry.node.span, format!("the version of `{name}` is not a string")),
            }
        }
    }
}
