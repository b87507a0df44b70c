//! Amazon Q Developer: command line, its agents, and the IDE plugins.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "amazon-q",
    "Amazon Q",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.aws/amazonq/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.amazonq/mcp.json", &["mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{home}/.aws/amazonq/cli-agents/*.json", &["mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{project}/.amazonq/cli-agents/*.json", &["mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{home}/.aws/amazonq/agents/default.json", &["mcpServers"]),
        Source::json(Scope::Agent, On::ALL, "{home}/.aws/amazonq/agents/mcp.json", &["mcpServers"]),
    ],
);
