//! OpenHands: a map in JSON for the command line, lists by transport in TOML and in the settings of the server.

use stockade_model::{Scope, Spanned, Transport};

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

pub(super) const CLIENT: Client = Client::new(
    "openhands",
    "OpenHands",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.openhands/mcp.json", &["mcpServers"]),
        Source::new(Scope::User, On::ALL, "{home}/.openhands/config.toml", Read::Text(Format::Toml, Shape::Custom(toml))),
        Source::new(
            Scope::User,
            On::ALL,
            "{home}/.openhands/settings.json",
            Read::Text(Format::Json, Shape::Custom(settings)),
        ),
        Source::new(Scope::Project, On::ALL, "{project}/config.toml", Read::Text(Format::Toml, Shape::Custom(toml))),
    ],
);

fn toml(root: &Node, entries: &mut Entries<'_>) {
    root.all_at(&["mcp"]).into_iter().for_each(|lists| read(lists, entries));
}

fn settings(root: &Node, entries: &mut Entries<'_>) {
    root.all_at(&["mcp_config"]).into_iter().for_each(|lists| read(lists, entries));
}

/// Remote entries are addresses, or objects with `url` and `api_key`; they have no names.
fn read(lists: &Node, entries: &mut Entries<'_>) {
    if let Some(list) = lists.get("stdio_servers") {
        entries.list(list, "name");
    }
    for (key, word, transport) in [("sse_servers", "sse", Transport::Sse), ("shttp_servers", "shttp", Transport::Http)] {
        let Some(list) = lists.get(key) else { continue };
        if list.items().is_empty() {
            continue;
        }
        for (index, item) in list.items().iter().enumerate() {
            let name = Spanned::new(format!("{word}#{}", index + 1), item.span);
            if let Some(server) = entries.server(name, item) {
                server.transport = transport;
            }
        }
    }
}
