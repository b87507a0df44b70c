//! JetBrains AI Assistant: JSON since 2025.3, before that XML in each IDE's options and in each project's workspace.
//!
//! Two forms of XML are known, `McpServerCommand` and `McpServerConfigurationProperties`: both name what they hold in
//! `option` elements. JSON inside XML is read too.

use stockade_model::{Scope, Spanned};

use super::super::entry::Entries;
use super::{Base, Client, On, Read, Shape, Source};
use crate::document::{Entry, Format, Node, Value};
use crate::resolve::shell;

const JSON: Read = Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]));
const XML: Read = Read::Text(Format::Xml, Shape::Custom(elements));

pub(super) const CLIENT: Client = Client::new(
    "jetbrains-ai",
    "JetBrains AI Assistant",
    &[
        Source::new(Scope::User, On::ALL, "{home}/.ai/mcp/mcp.json", JSON),
        Source::new(Scope::Project, On::ALL, "{project}/.ai/mcp/mcp.json", JSON),
        Source::new(Scope::User, On::ALL, "{ud:JetBrains}/*/options/*mcp*.xml", XML).base(Base::None),
        Source::new(Scope::Project, On::ALL, "{project}/.idea/workspace.xml", XML),
        Source::new(Scope::Project, On::ALL, "{project}/.idea/.idea.*/.idea/workspace.xml", XML),
    ],
);

/// Looks for servers at any depth: the elements around them differ from version to version.
fn elements(root: &Node, entries: &mut Entries<'_>) {
    let mut todo = vec![("", root)];
    while let Some((name, node)) = todo.pop() {
        match name {
            "McpServerCommand" | "McpServerConfigurationProperties" => server(node, entries),
            "mcpServers" if node.is_object() => entries.map(node),
            _ => todo.extend(node.entries().iter().rev().map(|entry| (entry.key.as_str(), &entry.node))),
        }
    }
}

/// Gathers the options of one element into the members that an entry has in JSON.
fn server(element: &Node, entries: &mut Entries<'_>) {
    let mut members: Vec<Entry> = Vec::new();
    let mut name = None;
    let mut put = |key: &str, node: Node| members.push(Entry { key: key.to_owned(), key_span: node.span, node });
    for option in each(element, "option") {
        let Some(key) = option.get("@name").and_then(Node::as_str) else { continue };
        let value = option.get("@value").cloned();
        match (key, value) {
            ("name", Some(value)) => name = value.as_str().map(|text| Spanned::new(text.to_owned(), value.span)),
            ("programPath" | "command", Some(value)) => put("command", value),
            ("arguments", Some(value)) => match shell::words_only(value.as_str().unwrap_or_default()) {
                Some(words) => {
                    let words = words.into_iter().map(|word| Node::new(Value::String(word), value.span)).collect();
                    put("args", Node::new(Value::Array(words), value.span));
                }
                None => entries.problem(value.span, "`arguments` cannot be split into words"),
            },
            ("args", None) => {
                let lists = each(option, "list");
                let words = lists.flat_map(|list| each(list, "option").filter_map(|item| item.get("@value").cloned()));
                put("args", Node::new(Value::Array(words.collect()), option.span));
            }
            ("env" | "headers", None) => {
                let pairs = each(option, "map").flat_map(|map| each(map, "entry")).filter_map(|pair| {
                    let (key, value) = (pair.get("@key")?, pair.get("@value")?);
                    Some(Entry { key: key.as_str()?.to_owned(), key_span: key.span, node: value.clone() })
                });
                let pairs: Vec<Entry> = pairs.collect();
                put(key, Node::new(Value::Object(pairs), option.span));
            }
            ("workingDirectory", Some(value)) => put("cwd", value),
            ("url", Some(value)) => put("url", value),
            ("enabled", Some(value)) => {
                let enabled = value.as_str() != Some("false");
                put("enabled", Node::new(Value::Bool(enabled), value.span));
            }
            _ => {}
        }
    }
    let pairs = each(element, "envs").flat_map(|envs| each(envs, "env")).filter_map(|pair| {
        let (key, value) = (pair.get("@name")?, pair.get("@value")?);
        Some(Entry { key: key.as_str()?.to_owned(), key_span: key.span, node: value.clone() })
    });
    let pairs: Vec<Entry> = pairs.collect();
    if !pairs.is_empty() {
        put("env", Node::new(Value::Object(pairs), element.span));
    }
    // Since 2025.3 the element holds only the switch of an entry that stands in JSON.
    let name = name.unwrap_or_else(|| Spanned::new(String::new(), element.span));
    if name.value.is_empty() && members.iter().all(|member| member.key == "enabled") {
        return;
    }
    entries.server(name, &Node::new(Value::Object(members), element.span));
}

/// The children of one name.
fn each<'n>(node: &'n Node, name: &'n str) -> impl Iterator<Item = &'n Node> {
    node.entries().iter().filter(move |entry| entry.key == name).map(|entry| &entry.node)
}
