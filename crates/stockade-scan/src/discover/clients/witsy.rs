//! Witsy: a map as other clients have it, and a list of its own whose local servers keep their arguments under `url`.

use stockade_model::{Scope, Spanned, State};

use super::super::entry::Entries;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};
use crate::resolve::shell;

pub(super) const CLIENT: Client = Client::new(
    "witsy",
    "Witsy",
    &[Source::new(Scope::User, On::ALL, "{ud:Witsy}/settings.json", Read::Text(Format::Json, Shape::Custom(settings)))],
);

fn settings(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["mcpServers"]));
    for (index, item) in root.at(&["mcp", "servers"]).map(Node::items).unwrap_or_default().iter().enumerate() {
        let named = ["label", "registryId", "uuid"].iter().find_map(|key| item.get(key));
        let name = named.and_then(|node| Some(Spanned::new(node.as_str()?.to_owned(), node.span)));
        let name = name.unwrap_or_else(|| Spanned::new(format!("#{}", index + 1), item.span));
        let Some(server) = entries.server(name, item) else { continue };
        if server.command.is_some()
            && let Some(words) = server.url.take()
        {
            let place = words.span;
            server.args.extend(
                shell::words_only(&words.value).unwrap_or(vec![words.value]).into_iter().map(|w| Spanned::new(w, place)),
            );
        }
        if item.get("state").and_then(Node::as_str) == Some("disabled") {
            server.state = State::Disabled("`state: disabled`".to_owned());
        }
    }
    for name in root.at(&["mcp", "disabledMcpServers"]).map(Node::items).unwrap_or_default() {
        entries.disable(name.as_str().unwrap_or_default(), "`mcp.disabledMcpServers`");
    }
}
