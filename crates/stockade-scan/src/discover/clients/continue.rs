//! Continue: lists of servers in YAML, blocks dropped into `mcpServers` folders, and the old experimental list.

use stockade_model::{Scope, Spanned};

use super::super::entry::{Entries, looks_like_server};
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node, Value};

const YAML: Read = Read::Text(Format::Yaml, Shape::Custom(config));
const JSON: Read = Read::Text(Format::Json, Shape::Custom(config));
const DROPPED: Read = Read::Text(Format::Json, Shape::Custom(dropped));

pub(super) const CLIENT: Client = Client {
    gaps: &["assistants and blocks that Continue takes from its hub are not on this disk"],
    ..Client::new(
        "continue",
        "Continue",
        &[
            Source::new(Scope::User, On::ALL, "{env:CONTINUE_GLOBAL_DIR|{home}/.continue}/config.yaml", YAML),
            Source::new(Scope::User, On::ALL, "{env:CONTINUE_GLOBAL_DIR|{home}/.continue}/config.json", JSON),
            Source::new(Scope::User, On::ALL, "{env:CONTINUE_GLOBAL_DIR|{home}/.continue}/mcpServers/*.yaml", YAML),
            Source::new(Scope::User, On::ALL, "{env:CONTINUE_GLOBAL_DIR|{home}/.continue}/mcpServers/*.yml", YAML),
            Source::new(Scope::User, On::ALL, "{env:CONTINUE_GLOBAL_DIR|{home}/.continue}/mcpServers/*.json", DROPPED),
            Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.yaml", YAML),
            Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.yml", YAML),
            Source::new(Scope::Project, On::ALL, "{project}/.continue/mcpServers/*.json", DROPPED),
        ],
    )
};

/// A list with names, or a map as other clients have it; and the old list.
fn config(root: &Node, entries: &mut Entries<'_>) {
    for servers in root.all_at(&["mcpServers"]) {
        if servers.is_object() { entries.map(servers) } else { entries.list(servers, "name") }
    }
    entries.read_shape(root, Shape::List(&["experimental/modelContextProtocolServers"], "name"));
}

/// Another client's file as it is, with `projects` like Claude Code's, or one bare server that the file names.
fn dropped(root: &Node, entries: &mut Entries<'_>) {
    config(root, entries);
    for project in root.get("projects").map(Node::entries).unwrap_or_default() {
        for servers in project.node.all_at(&["mcpServers"]) {
            entries.map(servers);
        }
    }
    if matches!(root.value, Value::Object(_)) && looks_like_server(root) {
        let name = entries.path().file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        entries.server(Spanned::new(name, root.span), root);
    }
}
