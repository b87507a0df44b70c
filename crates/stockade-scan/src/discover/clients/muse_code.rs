//! Muse Code: one file.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcp_servers"];

pub(super) const CLIENT: Client = Client::new("muse-code", "Muse Code", &[Source::json(Scope::User, On::ALL, "{home}/.config/muse/settings.json", KEYS),]);
