//! deepagents: LangChain's command line agent.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("deepagents", "deepagents", &[Source::json(Scope::User, On::ALL, "{home}/.deepagents/.mcp.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/.deepagents/.mcp.json", KEYS),]);
