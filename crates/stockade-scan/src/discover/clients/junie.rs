//! JetBrains Junie.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "junie",
    "Junie",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.junie/mcp/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.junie/mcp/mcp.json", &["mcpServers"]),
    ],
);
