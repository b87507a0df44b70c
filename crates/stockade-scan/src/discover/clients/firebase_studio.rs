//! Firebase Studio.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "firebase-studio",
    "Firebase Studio",
    &[
        Source::new(Scope::Project, On::ALL, "{project}/.idx/mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
    ],
);
