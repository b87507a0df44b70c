//! JetBrains AI Assistant: files of its own, and the IDE's store, which is JSON inside XML.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::discover::entry::{Entries, looks_like_server};
use crate::document::{Format, Node, Value};

const KEYS: &[&str] = &["mcpServers"];
const STORE: Read = Read::Text(Format::Xml, Shape::Custom(store));

pub(super) const CLIENT: Client = Client::new(
    "jetbrains-ai",
    "JetBrains AI Assistant",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.ai/mcp/mcp.json", KEYS),
        Source::json(Scope::Project, On::ALL, "{project}/.ai/mcp/mcp.json", KEYS),
        Source::new(Scope::User, On::MACOS, "{mac}/JetBrains/*/options/mcp.xml", STORE),
        Source::new(Scope::User, On::LINUX, "{cfg}/JetBrains/*/options/mcp.xml", STORE),
        Source::new(Scope::User, On::WINDOWS, "{roaming}/JetBrains/*/options/mcp.xml", STORE),
    ],
);

/// Wherever JSON is embedded, its `mcpServers`, or the JSON itself where it is a map of servers.
fn store(root: &Node, entries: &mut Entries<'_>) {
    let mut todo = vec![root];
    while let Some(node) = todo.pop() {
        match &node.value {
            Value::Object(members) => {
                for member in members {
                    let named = member.key == "mcpServers";
                    let embedded = member.key == "#json"
                        && member.node.entries().iter().any(|entry| looks_like_server(&entry.node));
                    if named || embedded {
                        entries.map(&member.node);
                    } else {
                        todo.push(&member.node);
                    }
                }
            }
            Value::Array(items) => todo.extend(items),
            _ => {}
        }
    }
}
