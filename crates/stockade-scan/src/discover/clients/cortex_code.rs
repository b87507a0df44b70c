//! Snowflake Cortex Code.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "cortex-code",
    "Cortex Code",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.snowflake/cortex/mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
    ],
);
