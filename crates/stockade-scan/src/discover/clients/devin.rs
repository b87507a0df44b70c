//! Devin Local.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "devin",
    "Devin Local",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.config/devin/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.config/devin/config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.devin/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.devin/mcp_config.local.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.devin/config.json", &["mcpServers"]),
    ],
);
