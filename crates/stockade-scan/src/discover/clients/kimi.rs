//! Kimi: command line and code editor.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "kimi",
    "Kimi",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.kimi/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{env:KIMI_CODE_HOME|{home}/.kimi-code}/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.kimi-code/mcp.json", &["mcpServers"]),
    ],
);
