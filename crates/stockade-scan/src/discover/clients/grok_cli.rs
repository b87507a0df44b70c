//! Grok CLI: tables in TOML.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const READ: Read = Read::Text(Format::Toml, Shape::Map(&["mcp_servers"]));

pub(super) const CLIENT: Client = Client::new(
    "grok-cli",
    "Grok CLI",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.grok/config.toml", READ),
        Source::new(Scope::Project, On::ALL, "{project}/.grok/config.toml", READ),
    ],
);
