//! Hermes Agent: a map in YAML; `trust: full` lets a server's tools run without asking.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "hermes-agent",
    "Hermes Agent",
    &[Source::new(
        Scope::User,
        On::ALL,
        "{env:HERMES_HOME|{home}/.hermes}/config.yaml",
        Read::Text(Format::Yaml, Shape::Map(&["mcp_servers"])),
    )],
);
