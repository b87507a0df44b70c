//! LibreChat: a YAML file beside the deployment.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const READ: Read = Read::Text(Format::Yaml, Shape::Map(&["mcpServers"]));

pub(super) const CLIENT: Client = Client {
    gaps: &["servers that LibreChat's users add by themselves stand in its database, which is not read"],
    ..Client::new(
        "librechat",
        "LibreChat",
        &[
            Source::new(Scope::User, On::ALL, "{env:LIBRECHAT_CONFIG_DIR|{home}/LibreChat}/librechat.yaml", READ),
            Source::new(Scope::Project, On::ALL, "{project}/librechat.yaml", READ),
        ],
    )
};
