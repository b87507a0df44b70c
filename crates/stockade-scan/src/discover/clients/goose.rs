//! Goose: extensions of several kinds, one of them source text that it runs; and plugins of other agents.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;

pub(super) const CLIENT: Client = Client::new(
    "goose",
    "Goose",
    &[
        Source::new(Scope::User, On::UNIX, "{cfg}/goose/config.yaml", Read::Text(Format::Yaml, Shape::Map(&["extensions"]))),
        Source::new(Scope::User, On::WINDOWS, "{roaming}/Block/goose/config/config.yaml", Read::Text(Format::Yaml, Shape::Map(&["extensions"]))),
        Source::new(Scope::Project, On::ALL, "{project}/.goose/config.yaml", Read::Text(Format::Yaml, Shape::Map(&["extensions"]))),
        Source::new(Scope::Plugin, On::ALL, "{home}/.agents/plugins/*/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
        Source::new(Scope::Plugin, On::ALL, "{project}/.agents/plugins/*/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
    ],
);
