//! Junie: JetBrains' coding agent.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("junie", "Junie", &[Source::json(Scope::User, On::ALL, "{home}/.junie/mcp/mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.junie/mcp/mcp.json", KEYS),]);
