//! Forge: its home folder with and without the dot, and the shared project file.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("forge", "Forge", &[Source::json(Scope::User, On::ALL, "{home}/.forge/.mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/forge/.mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", KEYS),]);
