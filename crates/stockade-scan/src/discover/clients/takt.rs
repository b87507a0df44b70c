//! Takt: servers stand in the steps of its workflows.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::document::Format;
use crate::discover::entry::Entries;
use crate::document::Node;

pub(super) const CLIENT: Client = Client::new(
    "takt",
    "Takt",
    &[
        Source::new(Scope::Agent, On::ALL, "{project}/.takt/pieces/*.yaml", Read::Text(Format::Yaml, Shape::Custom(steps))),
        Source::new(Scope::Agent, On::ALL, "{home}/.takt/pieces/*.yaml", Read::Text(Format::Yaml, Shape::Custom(steps))),
    ],
);

/// Servers of the workflow itself and of each of its steps.
fn steps(root: &Node, entries: &mut Entries<'_>) {
    for servers in root.all_at(&["mcp_servers"]) {
        entries.map(servers);
    }
    for key in ["steps", "movements"] {
        for step in root.get(key).map(Node::items).unwrap_or_default() {
            for servers in step.all_at(&["mcp_servers"]) {
                entries.map(servers);
            }
        }
    }
}
