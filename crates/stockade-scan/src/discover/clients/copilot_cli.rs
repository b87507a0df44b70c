//! GitHub Copilot CLI: its own file, the repository's, and the shared `.mcp.json`.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "copilot-cli",
    "GitHub Copilot CLI",
    &[
        Source::json(Scope::User, On::ALL, "{env:COPILOT_HOME|{home}/.copilot}/mcp-config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.github/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", &["mcpServers"]),
    ],
);
