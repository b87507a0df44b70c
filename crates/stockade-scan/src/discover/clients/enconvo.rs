//! Enconvo: macOS alone.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("enconvo", "Enconvo", &[Source::json(Scope::User, On::MACOS, "{home}/.config/enconvo/mcp_config.json", KEYS),]);
