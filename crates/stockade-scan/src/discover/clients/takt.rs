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
    let mut todo = vec![("", root)];
    while let Some((name, node)) = todo.pop() {
        if name == "mcp_servers" && node.is_object() {
            entries.map(node);
            continue;
        }
        todo.extend(node.items().iter().rev().map(|item| ("", item)));
        todo.extend(node.entries().iter().rev().map(|entry| (entry.key.as_str(), &entry.node)));
    }
}
