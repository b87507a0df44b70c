//! OpenClaw, and the folder of its first name.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "openclaw",
    "OpenClaw",
    &[
        Source::json(Scope::User, On::ALL, "{env:OPENCLAW_STATE_DIR|{home}/.openclaw}/openclaw.json", &["mcp/servers"]),
        Source::json(Scope::User, On::ALL, "{home}/.clawdbot/clawdbot.json", &["mcp/servers"]),
    ],
);
