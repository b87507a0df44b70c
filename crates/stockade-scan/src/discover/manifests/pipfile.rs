//! `Pipfile`: Pipenv's TOML. Every table but the few known ones is a category of packages; scripts launch things.

use super::commands::{Place, script};
use super::{Found, Manifest, Read, pyproject};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pipfile",
    files: "Pipfile",
    claims: |name, _| name == "Pipfile",
    read: Read::Tree(Format::Toml, read),
};

const OTHERS: &[&str] = &["source", "requires", "pipenv", "scripts"];

fn read(node: &Node, found: &mut Found<'_>) {
    for entry in node.entries().iter().filter(|entry| !OTHERS.contains(&entry.key.as_str())) {
        pyproject::versions(&entry.node, found);
    }
    for entry in node.get("scripts").map(Node::entries).unwrap_or_default() {
        if let Some(text) = entry.node.as_str() {
            script(found, text, entry.node.span, Place::Here);
        }
    }
}
