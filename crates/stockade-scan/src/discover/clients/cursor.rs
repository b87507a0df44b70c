//! Cursor: its own files, the shared `.mcp.json`, plugins, and extensions that bring an `mcp.json`.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

const KEYS: &[&str] = &["mcpServers"];
const PLUGIN: Read = Read::Text(Format::Json, Shape::MapOrFlat(KEYS));

pub(super) const CLIENT: Client = Client::new(
    "cursor",
    "Cursor",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.cursor/mcp.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.cursor/mcp.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", KEYS),
        Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/cache/**/.mcp.json", PLUGIN),
        Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/cache/**/mcp.json", PLUGIN),
        Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/local/**/.mcp.json", PLUGIN),
        Source::new(Scope::Plugin, On::ALL, "{home}/.cursor/plugins/local/**/mcp.json", PLUGIN),
        Source::new(Scope::Extension, On::ALL, "{home}/.cursor/extensions/*/mcp.json", PLUGIN),
    ],
);
