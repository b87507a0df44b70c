//! Firebender: an assistant inside Android Studio.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("firebender", "Firebender", &[Source::json(Scope::User, On::ALL, "{home}/.firebender/firebender.json", KEYS),Source::json(Scope::Project, On::ALL, "{project}/firebender.json", KEYS),]);
