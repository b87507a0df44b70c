//! OpenClaw, and the folder of its former name.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcp/servers"];

pub(super) const CLIENT: Client = Client::new("openclaw", "OpenClaw", &[Source::json(Scope::User, On::ALL, "{env:OPENCLAW_STATE_DIR|{home}/.openclaw}/openclaw.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.clawdbot/openclaw.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.clawdbot/clawdbot.json", KEYS),]);
