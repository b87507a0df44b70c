//! Warp: `.warp/.mcp.json`, and the name that others write it under.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client { gaps: &["servers that Warp keeps in its cloud drive are not on this disk"], ..Client::new("warp", "Warp", &[Source::json(Scope::User, On::ALL, "{home}/.warp/.mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.warp/mcp_config.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.warp/.mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.warp/mcp_config.json", KEYS),]) };
