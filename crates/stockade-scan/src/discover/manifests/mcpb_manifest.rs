//! `manifest.json` of an MCP bundle (`.mcpb`, before that `.dxt`), where a project builds one: its launch line.

use super::commands::Place;
use super::{Found, Manifest, Read, servers};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "mcpb-manifest",
    files: "manifest.json",
    claims: |name, _| name == "manifest.json",
    // Browser extensions and web apps have a file of this name too, which is none of this reader's business.
    read: Read::Either(|text| text.contains("mcp_config"), Format::Json, read, |_, _| {}),
};

fn read(node: &Node, found: &mut Found<'_>) {
    if node.get("manifest_version").is_none() && node.get("dxt_version").is_none() {
        return;
    }
    if let Some(config) = node.at(&["server", "mcp_config"]) {
        servers::server(found, config, config.span, Place::Here);
        for system in config.get("platform_overrides").map(Node::entries).unwrap_or_default() {
            servers::server(found, &system.node, system.node.span, Place::Here);
        }
    }
}
