//! Firebase Studio: a file in the workspace alone.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("firebase-studio", "Firebase Studio", &[Source::json(Scope::Project, On::ALL, "{project}/.idx/mcp.json", KEYS),]);
