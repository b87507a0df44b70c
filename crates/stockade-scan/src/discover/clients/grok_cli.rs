//! Grok CLI.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "grok-cli",
    "Grok CLI",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.grok/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
        Source::new(Scope::Project, On::ALL, "{project}/.grok/config.toml", Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]))),
    ],
);
