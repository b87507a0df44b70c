//! Mistral Vibe: an array of tables.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "mistral-vibe",
    "Mistral Vibe",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.vibe/config.toml", Read::Text(Format::Toml, Shape::List(&["mcp_servers"], "name"))),
        Source::new(Scope::Project, On::ALL, "{project}/.vibe/config.toml", Read::Text(Format::Toml, Shape::List(&["mcp_servers"], "name"))),
    ],
);
