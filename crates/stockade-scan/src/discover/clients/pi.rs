//! Pi: its own files, and the one that several hosts share.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("pi", "Pi", &[Source::json(Scope::User, On::ALL, "{home}/.pi/agent/mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.config/mcp/mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.pi/mcp.json", KEYS),]);
