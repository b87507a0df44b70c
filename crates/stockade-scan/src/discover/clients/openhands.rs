//! OpenHands: a JSON file, and lists in its TOML, of which the remote ones may be bare addresses.

use stockade_model::{Scope, Spanned};

use super::{Client, On, Read, Shape, Source};
use crate::discover::entry::Entries;
use crate::document::{Format, Node};

pub(super) const CLIENT: Client = Client::new(
    "openhands",
    "OpenHands",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.openhands/mcp.json", &["mcpServers"]),
        Source::new(Scope::User, On::ALL, "{home}/.openhands/config.toml", Read::Text(Format::Toml, Shape::Custom(lists))),
        Source::new(Scope::Project, On::ALL, "{project}/config.toml", Read::Text(Format::Toml, Shape::Custom(lists))),
    ],
);

fn lists(root: &Node, entries: &mut Entries<'_>) {
    for key in ["stdio_servers", "sse_servers", "shttp_servers"] {
        for (index, item) in root.at(&["mcp", key]).map(Node::items).unwrap_or_default().iter().enumerate() {
            let named = item.get("name").and_then(|name| Some(Spanned::new(name.as_str()?.to_owned(), name.span)));
            let name = named.unwrap_or_else(|| Spanned::new(format!("{key}#{}", index + 1), item.span));
            entries.server(name, item);
        }
    }
}
