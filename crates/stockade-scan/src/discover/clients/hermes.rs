//! Hermes Agent.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "hermes",
    "Hermes Agent",
    &[
        Source::new(Scope::User, On::ALL, "{env:HERMES_HOME|{home}/.hermes}/config.yaml", Read::Text(Format::Yaml, Shape::Map(&["mcp_servers"]))),
    ],
);
