//! Windsurf (Devin Desktop since 2026) and its JetBrains plugin.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "windsurf",
    "Windsurf",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.codeium/windsurf/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.codeium/windsurf-next/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.codeium/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.windsurf/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.windsurf/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.windsurf/mcp_config.json", &["mcpServers"]),
    ],
);
