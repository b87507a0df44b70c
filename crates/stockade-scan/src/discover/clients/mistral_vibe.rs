//! Mistral Vibe: an array of tables in TOML.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const READ: Read = Read::Text(Format::Toml, Shape::List(&["mcp_servers"], "name"));

pub(super) const CLIENT: Client = Client::new(
    "mistral-vibe",
    "Mistral Vibe",
    &[
        Source::new(Scope::User, On::ALL, "{env:VIBE_HOME|{home}/.vibe}/config.toml", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.vibe/config.toml", READ),
    ],
);
