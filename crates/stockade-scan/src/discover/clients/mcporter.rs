//! MCPorter: a runner that also takes in other clients' files, which are read as theirs.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client::new("mcporter", "MCPorter", &[Source::json(Scope::User, On::ALL, "{home}/.mcporter/mcporter.json", KEYS),Source::json(Scope::User, On::ALL, "{home}/.mcporter/mcporter.jsonc", KEYS),Source::json(Scope::Project, On::ALL, "{project}/config/mcporter.json", KEYS),]);
