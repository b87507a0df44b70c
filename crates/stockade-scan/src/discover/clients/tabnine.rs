//! Tabnine: sources disagree about the file, so every one of them is tried.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("tabnine", "Tabnine", &[Source::json(Scope::User, On::ALL, "{home}/.tabnine/agent/settings.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.tabnine/mcp_servers.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.tabnine/agent/settings.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.tabnine/mcp_servers.json", KEYS),]);
