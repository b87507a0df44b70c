//! Rovo Dev: a map in JSON; the switches stand in the YAML beside it.

use stockade_model::Scope;

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcpServers"];
const SWITCHES: Read = Read::Text(Format::Yaml, Shape::Custom(switches));

pub(super) const CLIENT: Client = Client::new(
    "rovo-dev",
    "Rovo Dev",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.rovodev/mcp.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.rovodev/mcp.json", KEYS),
        Source::new(Scope::User, On::ALL, "{home}/.rovodev/config.yml", SWITCHES),
        Source::new(Scope::Project, On::ALL, "{project}/.rovodev/config.yml", SWITCHES),
    ],
);

fn switches(root: &Node, entries: &mut Entries<'_>) {
    for name in root.at(&["mcp", "disabledMcpServers"]).map(Node::items).unwrap_or_default() {
        let Some(name) = name.as_str() else { continue };
        entries.notes.toggles.push((name.to_owned(), "`mcp.disabledMcpServers`".to_owned()));
    }
}
