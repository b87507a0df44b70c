//! GitHub Copilot in Xcode.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "copilot-xcode",
    "Copilot for Xcode",
    &[
        Source::json(Scope::User, On::MACOS, "{home}/.config/github-copilot/xcode/mcp.json", &["servers"]),
    ],
);
