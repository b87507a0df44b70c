//! Continue: one file for everything, and one file a server.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "continue",
    "Continue",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.continue/config.yaml", Read::Text(Format::Yaml, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::User, On::ALL, "{home}/.continue/config.json", Read::Text(Format::Json, Shape::ListOrMap(&["experimental/modelContextProtocolServers", "mcpServers"], "name"))),
        Source::new(Scope::User, On::ALL, "{home}/.continue/mcpServers/*.yaml", Read::Text(Format::Yaml, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::User, On::ALL, "{home}/.continue/mcpServers/*.yml", Read::Text(Format::Yaml, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::User, On::ALL, "{home}/.continue/mcpServers/*.json", Read::Text(Format::Json, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.yaml", Read::Text(Format::Yaml, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.yml", Read::Text(Format::Yaml, Shape::ListOrMap(&["mcpServers"], "name"))),
        Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.json", Read::Text(Format::Json, Shape::ListOrMap(&["mcpServers"], "name"))),
    ],
);
