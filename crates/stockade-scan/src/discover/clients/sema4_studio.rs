//! Sema4.ai Studio: another folder on Windows.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("sema4-studio", "Sema4.ai Studio", &[Source::json(Scope::User, On::UNIX, "{home}/.sema4ai/sema4ai-studio/mcp_servers.json", KEYS),Source::json(Scope::User, On::WINDOWS, "{local}/sema4ai/sema4ai-studio/mcp_servers.json", KEYS),]);
