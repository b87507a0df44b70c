//! LM Studio: one file, in either of its homes.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("lm-studio", "LM Studio", &[Source::json(Scope::User, On::ALL, "{home}/.lmstudio/mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.cache/lm-studio/mcp.json", KEYS),]);
