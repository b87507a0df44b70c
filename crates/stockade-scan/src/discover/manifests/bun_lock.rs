//! `bun.lock`: JSONC whose `packages` are lists of varying length: `[name@version, registry, info, hash]` from a
//! registry, shorter ones for repositories, archives and workspace members. The binary `bun.lockb` is not read.

use stockade_model::Ecosystem;

use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Entry, Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "bun-lock",
    files: "bun.lock",
    claims: |name, _| name == "bun.lock",
    read: Read::Tree(Format::Json, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    let Some(packages) = node.get("packages") else {
        if node.get("workspaces").is_none() {
            found.problem(node.span, "a bun lock file has `workspaces` and `packages`");
        }
        return;
    };
    for entry in packages.entries() {
        package(entry, found);
    }
}

fn package(entry: &Entry, found: &mut Found<'_>) {
    let items = entry.node.items();
    let Some((head, rest)) = items.split_first().and_then(|(head, rest)| Some((head.as_str()?, rest))) else {
        found.problem(entry.node.span, format!("the entry of `{}` is not a list that begins with a string", entry.key));
        return;
    };
    // The key is where it is installed; the head is what it is.
    let (name, version) = npm_spec::split(head);
    let version = version.unwrap_or("");
    if version.starts_with("workspace:") {
        return;
    }
    found.package(Ecosystem::Npm, name, entry.key_span, || {
        let mut facts = npm_spec::facts(version);
        let strings: Vec<&str> = rest.iter().filter_map(Node::as_str).collect();
        let hash = strings.iter().find(|text| text.starts_with("sha") && text.contains('-'));
        let registry = match rest.first().map(|node| &node.value) {
            Some(Value::String(text)) if !text.is_empty() && text.contains("://") => Some(text.clone()),
            _ => None,
        };
        if let Some(hash) = hash {
            facts.integrity = Some((*hash).to_owned());
            facts.pin = None;
        }
        facts.resolved = registry.or(facts.resolved);
        facts
    });
}
