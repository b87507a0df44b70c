//! Warp.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "warp",
    "Warp",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.warp/.mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.warp/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.warp/.mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.warp/mcp_config.json", &["mcpServers"]),
    ],
);
