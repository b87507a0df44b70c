//! Antigravity: IDE and command line, version 2 and before.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "antigravity",
    "Antigravity",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.gemini/config/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.gemini/antigravity/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.gemini/antigravity-cli/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.agents/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.agent/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::Plugin, On::ALL, "{home}/.gemini/config/plugins/*/mcp_config.json", &["mcpServers"]),
    ],
);
