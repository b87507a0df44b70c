//! Devin Local: `mcp_config.json`, its private twin in a project, and the older `config.json`.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("devin-local", "Devin Local", &[Source::json(Scope::User, On::ALL, "{home}/.config/devin/mcp_config.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.config/devin/config.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.devin/mcp_config.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.devin/config.json", KEYS),Source::json(Scope::Local, On::ALL, "{project}/.devin/mcp_config.local.json", KEYS),]);
