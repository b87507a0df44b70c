//! Tome: a chat client for local models.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("tome", "Tome", &[Source::json(Scope::User, On::ALL, "{home}/.tome/mcp_config.json", KEYS),]);
