//! Goose: `extensions` of several kinds, plugins, and its standing permissions.

use std::collections::BTreeMap;

use stockade_model::{Approval, Scope, Spanned};

use super::super::entry::Entries;
use super::super::hunt::Hunt;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const YAML: Read = Read::Text(Format::Yaml, Shape::Custom(config));
const PLUGIN: Read = Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]));

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "goose",
        "Goose",
        &[
            Source::new(Scope::User, On::UNIX, "{cfg}/goose/config.yaml", YAML),
            Source::new(Scope::User, On::WINDOWS, "{roaming}/Block/goose/config/config.yaml", YAML),
            Source::new(Scope::Project, On::ALL, "{project}/.goose/config.yaml", YAML),
            Source::new(Scope::Plugin, On::ALL, "{home}/.agents/plugins/*/.mcp.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{project}/.agents/plugins/*/.mcp.json", PLUGIN),
        ],
    )
};

/// `GOOSE_MODE: auto` lets every tool run without asking.
fn config(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["extensions"]));
    if let Some(mode) = root.get("GOOSE_MODE").filter(|mode| mode.as_str() == Some("auto")) {
        for server in &mut entries.servers {
            server.approvals.push(Spanned::new(Approval::All, mode.span));
        }
    }
}

/// `permission.yaml` lists tools as `extension__tool`.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let id = Some(client.client_id());
    let windows = hunt.options.os == stockade_model::Os::Windows;
    let path = if windows { "{roaming}/Block/goose/config/permission.yaml" } else { "{cfg}/goose/permission.yaml" };
    let mut allowed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in hunt.paths(path, id) {
        let Some(document) = hunt.document(&place.path, Format::Yaml, id) else { continue };
        let lists = document.node.entries().iter().filter_map(|level| level.node.get("always_allow"));
        for tool in lists.flat_map(Node::items).filter_map(Node::as_str) {
            if let Some((extension, tool)) = tool.split_once("__") {
                allowed.entry(extension.to_owned()).or_default().push(tool.to_owned());
            }
        }
    }
    for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
        if let Some(tools) = allowed.get(&server.name.value) {
            server.approvals.push(Spanned::new(Approval::Tools(tools.clone()), server.name.span));
        }
    }
}
