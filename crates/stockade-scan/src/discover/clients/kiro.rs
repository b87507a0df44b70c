//! Kiro: settings, powers and agents.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "kiro",
    "Kiro",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.kiro/settings/mcp.json", &["mcpServers", "powers/mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.kiro/settings/mcp.json", &["mcpServers", "powers/mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{home}/.kiro/agents/*.json", &["mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{project}/.kiro/agents/*.json", &["mcpServers"]),
        Source::json(Scope::Plugin, On::ALL, "{home}/.kiro/powers/installed/*/mcp.json", &["mcpServers"]),
    ],
);
