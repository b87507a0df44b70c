//! Qoder: the editor and its command line.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("qoder", "Qoder", &[Source::json(Scope::User, On::UNIX, "{home}/.qoder/mcp.json", KEYS),Source::json(Scope::User, On::WINDOWS, "{roaming}/Qoder/SharedClientCache/mcp.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.qoder.json", KEYS),]);
