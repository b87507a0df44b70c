//! BoltAI.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "boltai",
    "BoltAI",
    &[
        Source::json(Scope::User, On::MACOS, "{home}/.boltai/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::MACOS, "{mac}/BoltAI/config.json", &["mcpServers"]),
    ],
);
