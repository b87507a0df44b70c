//! OpenAI Codex: command line and desktop, managed layers and plugins.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;
use crate::discover::Hunt;
use crate::document::Node;

pub(super) const CLIENT: Client = Client {
    gaps: &["layers that an administrator keeps in the cloud are not on this disk"],
    projects: Some(projects),
    ..Client::new(
        "codex",
        "Codex",
        &[
            Source::new(Scope::Managed, On::UNIX, "{root}/etc/codex/managed_config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
            Source::new(Scope::Managed, On::UNIX, "{root}/etc/codex/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
            Source::new(Scope::Managed, On::WINDOWS, "{programdata}/OpenAI/Codex/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
            Source::new(Scope::User, On::ALL, "{env:CODEX_HOME|{home}/.codex}/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
            Source::new(Scope::Project, On::ALL, "{ancestors}/.codex/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
            Source::new(Scope::Plugin, On::ALL, "{home}/.codex/plugins/**/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers", "mcp_servers"]))),
            Source::json(Scope::Plugin, On::ALL, "{home}/.codex/plugins/**/.codex-plugin/plugin.json", &["mcpServers", "mcp_servers"]),
        ],
    )
};

/// The keys of `[projects]` are folders.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for place in hunt.paths("{env:CODEX_HOME|{home}/.codex}/config.toml", Some(client.client_id())) {
        if let Some(document) = hunt.document(&place.path, Format::Toml, Some(client.client_id())) {
            for project in document.node.get("projects").map(Node::entries).unwrap_or_default() {
                hunt.add_recorded_project(&project.key);
            }
        }
    }
}
