//! Tabnine.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "tabnine",
    "Tabnine",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.tabnine/agent/settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.tabnine/mcp_servers.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.tabnine/agent/settings.json", &["mcpServers"]),
    ],
);
