//! Claude Desktop: its config, and what a managed machine or the cloud account adds out of sight. Extensions are a client of their own.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client {
    gaps: &["connectors of the Claude account are kept in the cloud and are not on this disk", "settings that an administrator pushes (MDM, registry policies) are not read"],
    ..Client::new(
        "claude-desktop",
        "Claude Desktop",
        &[
            Source::json(Scope::User, On::MACOS, "{mac}/Claude/claude_desktop_config.json", &["mcpServers"]),
            Source::json(Scope::User, On::WINDOWS, "{roaming}/Claude/claude_desktop_config.json", &["mcpServers"]),
            Source::json(Scope::User, On::WINDOWS, "{local}/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json", &["mcpServers"]),
            Source::json(Scope::User, On::LINUX, "{cfg}/Claude/claude_desktop_config.json", &["mcpServers"]),
            Source::json(Scope::User, On::LINUX, "{cfg}/claude/claude_desktop_config.json", &["mcpServers"]),
        ],
    )
};
