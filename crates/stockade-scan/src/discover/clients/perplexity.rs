//! Perplexity: macOS alone.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client { gaps: &["connectors of the Perplexity account are not on this disk"], ..Client::new("perplexity", "Perplexity", &[Source::json(Scope::User, On::MACOS, "{mac}/Perplexity/mcp_config.json", KEYS),]) };
