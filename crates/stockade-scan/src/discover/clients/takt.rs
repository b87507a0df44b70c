//! Takt: servers of single steps, anywhere in a workflow's YAML.

use stockade_model::Scope;

use super::super::entry::Entries;
use super::{Base, Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const READ: Read = Read::Text(Format::Yaml, Shape::Custom(steps));

pub(super) const CLIENT: Client = Client::new(
    "takt",
    "Takt",
    &[
        Source::new(Scope::Agent, On::ALL, "{home}/.takt/**/*.yaml", READ).base(Base::None),
        Source::new(Scope::Agent, On::ALL, "{project}/.takt/**/*.yaml", READ),
    ],
);

fn steps(root: &Node, entries: &mut Entries<'_>) {
    let mut todo = vec![root];
    while let Some(node) = todo.pop() {
        todo.extend(node.items().iter().rev());
        for entry in node.entries().iter().rev() {
            if entry.key == "mcp_servers" && entry.node.is_object() {
                entries.map(&entry.node);
            } else {
                todo.push(&entry.node);
            }
        }
    }
}
