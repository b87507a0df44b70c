//! LibreChat: servers that its own server starts.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "librechat",
    "LibreChat",
    &[
        Source::new(Scope::Project, On::ALL, "{project}/librechat.yaml", Read::Text(Format::Yaml, Shape::Map(&["mcpServers"]))),
        Source::new(Scope::User, On::ALL, "{env:LIBRECHAT_CONFIG_DIR|{home}/LibreChat}/librechat.yaml", Read::Text(Format::Yaml, Shape::Map(&["mcpServers"]))),
    ],
);
