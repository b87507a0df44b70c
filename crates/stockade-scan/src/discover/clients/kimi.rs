//! Kimi CLI and Kimi Code.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("kimi", "Kimi", &[Source::json(Scope::User, On::ALL, "{home}/.kimi/mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{env:KIMI_CODE_HOME|{home}/.kimi-code}/mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.kimi-code/mcp.json", KEYS),]);
