//! Antigravity (IDE and CLI): the shared `~/.gemini/config`, its older places, plugins, and the editor's own settings.

use stockade_model::Scope;

use super::super::hunt::Hunt;
use super::{Client, On, Read, Shape, Source};
use crate::discover::workspaces;
use crate::document::{Format, Node, Value};

const KEYS: &[&str] = &["mcpServers"];
/// A fork of VS Code: its settings may hold servers the way VS Code's did.
const SETTINGS: &[&str] = &["mcp/servers", "mcp.servers"];
const PLUGIN: Read = Read::Text(Format::Json, Shape::MapOrFlat(KEYS));

pub(super) const CLIENT: Client = Client {
    projects: Some(projects),
    ..Client::new(
        "antigravity",
        "Antigravity",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.gemini/config/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.gemini/antigravity/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.gemini/antigravity-cli/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{ud:Antigravity}/User/settings.json", SETTINGS),
            Source::json(Scope::User, On::ALL, "{ud:Antigravity IDE}/User/settings.json", SETTINGS),
            Source::json(Scope::Project, On::ALL, "{project}/.agents/mcp_config.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.agent/mcp_config.json", KEYS),
            Source::new(Scope::Plugin, On::ALL, "{home}/.gemini/config/plugins/**/mcp_config.json", PLUGIN),
            Source::new(Scope::Plugin, On::ALL, "{home}/.gemini/config/plugins/**/.mcp.json", PLUGIN),
        ],
    )
};

/// `~/.gemini/config/projects/<id>.json`: folders as `file:` URIs in `folderUri`, or a path as the project's name;
/// and what the editor, a fork of VS Code, had open.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for data in ["{ud:Antigravity}", "{ud:Antigravity IDE}"] {
        workspaces::add_recorded(hunt, client, data);
    }
    let id = Some(client.client_id());
    for place in hunt.paths("{home}/.gemini/config/projects/*.json", id) {
        let Some(document) = hunt.document(&place.path, Format::Json, id) else { continue };
        let mut found = Vec::new();
        folders(&document.node, &mut found);
        found.extend(
            document
                .node
                .get("name")
                .and_then(Node::as_str)
                .filter(|name| name.contains(['/', '\\']))
                .map(str::to_owned),
        );
        for folder in found {
            hunt.add_recorded_project(&folder);
        }
    }
}

fn folders(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| folders(item, found)),
        Value::Object(entries) => {
            for entry in entries {
                found.extend(entry.node.as_str().filter(|_| entry.key == "folderUri").map(str::to_owned));
                folders(&entry.node, found);
            }
        }
        _ => {}
    }
}
