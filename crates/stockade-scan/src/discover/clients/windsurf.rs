//! Windsurf (since 2026 Devin Desktop): the editor, its preview build, and the plugin for JetBrains IDEs.

use stockade_model::Scope;

use super::{Client, On, Source};
use crate::discover::workspaces;

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client {
    switches: &["disabled"],
    gaps: &["servers that a team's administrator sets for Windsurf live in its cloud account"],
    projects: Some(|hunt, client| {
        for data in ["{ud:Windsurf}", "{ud:Windsurf - Next}", "{home}/.windsurf-server/data"] {
            workspaces::add_recorded(hunt, client, data);
        }
    }),
    ..Client::new(
        "windsurf",
        "Windsurf",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.codeium/windsurf/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.codeium/windsurf-next/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.codeium/mcp_config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.windsurf/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", KEYS),
            // Not documented, but named by several tools: probed, for an entry there may be meant to start.
            Source::json(Scope::Project, On::ALL, "{project}/.windsurf/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.windsurf/mcp_config.json", KEYS),
        ],
    )
};
