//! deepagents.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "deepagents",
    "deepagents",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.deepagents/.mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.deepagents/.mcp.json", &["mcpServers"]),
    ],
);
