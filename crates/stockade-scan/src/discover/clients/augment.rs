//! Augment and Auggie: settings at three levels, and a list inside VS Code's settings.

use stockade_model::Scope;

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcpServers"];
const EDITOR: Read = Read::Text(Format::Json, Shape::Custom(editor));

pub(super) const CLIENT: Client = Client::new(
    "augment",
    "Augment",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.augment/settings.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.augment/settings.json", KEYS),
        Source::json(Scope::Local, On::ALL, "{project}/.augment/settings.local.json", KEYS),
        Source::new(Scope::User, On::ALL, "{ud:Code}/User/settings.json", EDITOR),
        Source::new(Scope::Project, On::ALL, "{project}/.vscode/settings.json", EDITOR),
    ],
);

/// `augment.advanced` is one key; its servers are a list with names, or a map.
fn editor(root: &Node, entries: &mut Entries<'_>) {
    for path in [&["augment.advanced", "mcpServers"][..], &["augment", "advanced", "mcpServers"], &["augment.mcpServers"]]
    {
        for servers in root.all_at(path) {
            if servers.is_object() { entries.map(servers) } else { entries.list(servers, "name") }
        }
    }
}
