//! Cursor: its own files, the shared `.mcp.json`, plugins, and extensions that bring an `mcp.json`.
//!
//! An entry has no switch of its own: `disabled` and the like mean nothing (cursor/cursor#3656).
//! Allow lists (`permissions.json`, and the command line's `cli-config.json`) say which tools run unasked.

use std::path::PathBuf;

use stockade_model::Scope;

use super::{Base, Client, On, Read, Shape, Source};
use crate::discover::entry::Entries;
use crate::discover::grants::{self, Grant};
use crate::discover::{Hunt, workspaces};
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcpServers"];
const PLUGIN: Read = Read::Text(Format::Json, Shape::MapOrFlat(KEYS));
const MANIFEST: Read = Read::Text(Format::Json, Shape::Custom(manifest));

pub(super) const CLIENT: Client = Client {
    switches: &[],
    gaps: &[
        "servers switched off in Cursor's settings page count as enabled: the choice is in its state database",
        "servers that extensions register in code, or a team's dashboard sets, stand in no file",
    ],
    projects: Some(|hunt, client| {
        workspaces::add_recorded(hunt, client, "{ud:Cursor}");
        workspaces::add_recorded(hunt, client, "{home}/.cursor-server/data");
    }),
    adjust: Some(adjust),
    ..Client::new(
        "cursor",
        "Cursor",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.cursor/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.cursor/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", KEYS),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/cache/**/.mcp.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/cache/**/mcp.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/cache/**/.cursor-plugin/plugin.json", MANIFEST)
                .base(Base::Up(2)),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/local/**/.mcp.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/local/**/mcp.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/local/**/.cursor-plugin/plugin.json", MANIFEST)
                .base(Base::Up(2)),
            Source::new(Scope::Extension, On::ALL, "{home}/.cursor/extensions/*/mcp.json", PLUGIN),
        ],
    )
};

fn manifest(root: &Node, entries: &mut Entries<'_>) {
    entries.plugin_servers(root, "mcpServers");
}

fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let mut grants = Vec::new();
    for template in ["{home}/.cursor/permissions.json", "{project}/.cursor/permissions.json"] {
        each(hunt, client, template, |root, project| {
            for text in root.get("mcpAllowlist").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str) {
                let (server, tool) = text.split_once(':').unwrap_or((text, ""));
                grants.push(Grant::new(server, tool).within(project.clone()));
            }
        });
    }
    for template in ["{home}/.cursor/cli-config.json", "{project}/.cursor/cli.json"] {
        each(hunt, client, template, |root, project| {
            let allowed = root.at(&["permissions", "allow"]).map(Node::items).unwrap_or_default();
            for text in allowed.iter().filter_map(Node::as_str) {
                let named = text.strip_prefix("Mcp(").and_then(|rest| rest.strip_suffix(')'));
                if let Some((server, tool)) = named.and_then(|named| named.split_once(':')) {
                    grants.push(Grant::new(server, tool).within(project.clone()));
                }
            }
        });
    }
    grants::apply(hunt, client, &grants);
}

fn each(hunt: &mut Hunt<'_>, client: &Client, template: &str, mut read: impl FnMut(&Node, &Option<PathBuf>)) {
    for (project, document) in hunt.documents(template, Format::Json, client) {
        read(&document.node, &project);
    }
}
