//! Pi, and the file it shares with other hosts.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "pi",
    "Pi",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.pi/agent/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.pi/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.config/mcp/mcp.json", &["mcpServers"]),
    ],
);
