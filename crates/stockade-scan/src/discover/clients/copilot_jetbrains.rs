//! GitHub Copilot for JetBrains IDEs.

use stockade_model::Scope;

use super::{Client, On, Source};

/// The plugin's own key, and those under which people bring entries along.
const KEYS: &[&str] = &["servers", "mcp/servers", "mcpServers"];

pub(super) const CLIENT: Client = Client {
    switches: &[],
    ..Client::new(
        "copilot-jetbrains",
        "Copilot for JetBrains",
        &[
            Source::json(Scope::User, On::UNIX, "{cfg}/github-copilot/intellij/mcp.json", KEYS),
            Source::json(Scope::User, On::WINDOWS, "{local}/github-copilot/intellij/mcp.json", KEYS),
        ],
    )
};
