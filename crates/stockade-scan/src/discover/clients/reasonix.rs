//! Reasonix: `plugins` in TOML, tables or an array of tables.

use stockade_model::Scope;

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const READ: Read = Read::Text(Format::Toml, Shape::Custom(plugins));

pub(super) const CLIENT: Client = Client::new(
    "reasonix",
    "Reasonix",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.reasonix/config.toml", READ),
        Source::new(Scope::Project, On::ALL, "{project}/reasonix.toml", READ),
    ],
);

fn plugins(root: &Node, entries: &mut Entries<'_>) {
    for plugins in root.all_at(&["plugins"]) {
        if plugins.is_object() { entries.map(plugins) } else { entries.list(plugins, "name") }
    }
}
