//! BoltAI: macOS alone; sources disagree about the file, so both are tried.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("boltai", "BoltAI", &[Source::json(Scope::User, On::MACOS, "{home}/.boltai/mcp.json", KEYS),Source::json(Scope::User, On::MACOS, "{mac}/BoltAI/config.json", KEYS),]);
