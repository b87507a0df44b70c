//! Atlassian Rovo Dev.

use stockade_model::Scope;

use super::{Client, On, Source};
use crate::document::Format;
use crate::discover::Hunt;
use crate::document::Node;
use stockade_model::State;

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "rovo-dev",
        "Rovo Dev",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.rovodev/mcp.json", &["mcpServers"]),
            Source::json(Scope::Project, On::ALL, "{project}/.rovodev/mcp.json", &["mcpServers"]),
        ],
    )
};

/// `mcp.disabledMcpServers` of the settings beside it switches servers off by name.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    for template in ["{home}/.rovodev/config.yml", "{project}/.rovodev/config.yml"] {
        for place in hunt.paths(template, Some(client.client_id())) {
            let Some(document) = hunt.document(&place.path, Format::Yaml, Some(client.client_id())) else { continue };
            let off: Vec<String> = document
                .node
                .at(&["mcp", "disabledMcpServers"])
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect();
            for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
                if off.contains(&server.name.value) && server.state == State::Enabled {
                    server.state = State::Disabled("`mcp.disabledMcpServers`".to_owned());
                }
            }
        }
    }
}
