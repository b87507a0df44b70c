//! Factory Droid: one file a level.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("factory-droid", "Factory Droid", &[Source::json(Scope::User, On::ALL, "{home}/.factory/mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.factory/mcp.json", KEYS),]);
