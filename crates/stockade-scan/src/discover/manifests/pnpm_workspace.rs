//! `pnpm-workspace.yaml`: the catalogues that `catalog:` in a member's manifest points at, and overrides.

use super::{Found, Manifest, Read, package_json};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pnpm-workspace",
    files: "pnpm-workspace.yaml",
    claims: |name, _| name == "pnpm-workspace.yaml",
    read: Read::Tree(Format::Yaml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    for key in ["catalog", "overrides"] {
        node.all_at(&[key]).into_iter().for_each(|map| package_json::dependencies(map, found));
    }
    for catalogues in node.all_at(&["catalogs"]) {
        catalogues.entries().iter().for_each(|entry| package_json::dependencies(&entry.node, found));
    }
}
