//! GitHub Copilot in Eclipse: JSON inside a property of its preferences.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "copilot-eclipse",
    "Copilot for Eclipse",
    &[Source::new(
        Scope::Project,
        On::ALL,
        "{project}/.metadata/.plugins/org.eclipse.core.runtime/.settings/com.microsoft.copilot.eclipse.ui.prefs",
        Read::Text(Format::Properties, Shape::Map(&["mcp/servers", "mcp/mcpServers"])),
    )],
);
