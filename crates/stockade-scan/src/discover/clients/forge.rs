//! Forge.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "forge",
    "Forge",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.forge/.mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/forge/.mcp.json", &["mcpServers"]),
    ],
);
