//! ZCode, with the fallback it shares with other agents.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "zcode",
    "ZCode",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.zcode/cli/config.json", &["mcp/servers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.zcode/config.json", &["mcp/servers"]),
        Source::json(Scope::Project, On::ALL, "{project}/zcode.json", &["mcp/servers"]),
        Source::json(Scope::User, On::ALL, "{home}/.agents/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.agents/mcp.json", &["mcpServers"]),
    ],
);
