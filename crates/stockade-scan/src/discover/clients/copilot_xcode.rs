//! GitHub Copilot for Xcode.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client {
    switches: &[],
    gaps: &["servers of Copilot for Xcode are mirrored in its preferences, a binary property list that is not read"],
    ..Client::new(
        "copilot-xcode",
        "Copilot for Xcode",
        &[Source::json(
            Scope::User,
            On::MACOS,
            "{home}/.config/github-copilot/xcode/mcp.json",
            &["servers", "mcp/servers", "mcpServers"],
        )],
    )
};
