//! MCP configs that stand inside other files: JSON with `mcpServers` in a workflow's inputs or a container's settings.

use stockade_model::Span;

use super::Found;
use super::commands::{Place, launch};
use crate::document::{self, Format, Node};

/// Reads a text as such a config, if it is one.
pub(super) fn embedded(found: &mut Found<'_>, text: &str, span: Span, place: Place) -> bool {
    if !text.trim_start().starts_with('{') || !text.contains("mcpServers") {
        return false;
    }
    match document::parse(Format::Json, text) {
        Ok(node) => map(found, &node, span, place),
        Err(error) => found.problem(span, format!("an MCP config that is not JSON: {}", error.message)),
    }
    true
}

fn map(found: &mut Found<'_>, node: &Node, span: Span, place: Place) {
    for entry in node.get("mcpServers").map(Node::entries).unwrap_or_default() {
        server(found, &entry.node, span, place);
    }
}

/// One server entry: its command and arguments are a launch line. Everything it names counts.
pub(super) fn server(found: &mut Found<'_>, node: &Node, span: Span, place: Place) {
    let Some(command) = node.get("command").and_then(Node::as_str) else { return };
    let args = node.get("args").map(Node::items).unwrap_or_default();
    let mut words = vec![command.to_owned()];
    words.extend(args.iter().filter_map(Node::scalar));
    launch(found, &words, span, place, true);
}
