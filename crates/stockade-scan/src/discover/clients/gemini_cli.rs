//! Gemini CLI: settings of user, project and system, and extensions.

use stockade_model::Scope;

use super::{Client, On, Source};
use crate::document::Format;
use crate::discover::Hunt;
use stockade_model::State;

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    ..Client::new(
        "gemini-cli",
        "Gemini CLI",
        &[
            Source::json(Scope::Managed, On::LINUX, "{root}/etc/gemini-cli/settings.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::LINUX, "{root}/etc/gemini-cli/system-defaults.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/GeminiCli/settings.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/GeminiCli/system-defaults.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::WINDOWS, "{programdata}/gemini-cli/settings.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::WINDOWS, "{programdata}/gemini-cli/system-defaults.json", &["mcpServers"]),
            Source::json(Scope::User, On::ALL, "{home}/.gemini/settings.json", &["mcpServers"]),
            Source::json(Scope::Project, On::ALL, "{project}/.gemini/settings.json", &["mcpServers"]),
            Source::json(Scope::Extension, On::ALL, "{home}/.gemini/extensions/*/gemini-extension.json", &["mcpServers"]),
        ],
    )
};

/// `mcp.allowed` and `mcp.excluded` of the user's settings switch servers off by name.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    for place in hunt.paths("{home}/.gemini/settings.json", Some(client.client_id())) {
        let Some(document) = hunt.document(&place.path, Format::Json, Some(client.client_id())) else { continue };
        let names = |key: &str| -> Option<Vec<String>> {
            let list = document.node.at(&["mcp", key])?;
            Some(list.items().iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
        };
        let (allowed, excluded) = (names("allowed"), names("excluded").unwrap_or_default());
        for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id && server.state == State::Enabled) {
            let name = &server.name.value;
            if excluded.contains(name) {
                server.state = State::Disabled("`mcp.excluded`".to_owned());
            } else if allowed.as_ref().is_some_and(|allowed| !allowed.contains(name)) {
                server.state = State::Disabled("`mcp.allowed` does not name it".to_owned());
            }
        }
    }
}
