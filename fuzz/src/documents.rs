//! The parsers of documents: what they accept keeps its places, what they refuse has one.

use stockade_model::Span;
use stockade_scan::document::{self, Format, MAX_DEPTH, Node, Value};

/// JSON, JSONC and JSON5.
pub fn json(data: &[u8]) {
    document(Format::Json, data);
}

/// TOML.
pub fn toml(data: &[u8]) {
    document(Format::Toml, data);
}

/// YAML.
pub fn yaml(data: &[u8]) {
    document(Format::Yaml, data);
}

/// YAML in front of Markdown.
pub fn front_matter(data: &[u8]) {
    document(Format::FrontMatter, data);
}

/// Java properties.
pub fn properties(data: &[u8]) {
    document(Format::Properties, data);
}

/// XML.
pub fn xml(data: &[u8]) {
    document(Format::Xml, data);
}

fn document(format: Format, data: &[u8]) {
    // A reader refuses what is not UTF-8 before any parser sees it.
    let text = String::from_utf8_lossy(data).into_owned();
    let parsed = document::parse(format, &text);
    assert_eq!(parsed, document::parse(format, &text), "two readings of one text differ");
    match parsed {
        Ok(node) => accepted(node, text),
        Err(error) => {
            assert!(error.span.start <= text.len() && error.span.end <= text.len() + 1, "{error:?}");
            assert_eq!(error.message.lines().count(), 1, "{error:?}");
        }
    }
}

fn accepted(mut node: Node, mut text: String) {
    check(&node, &text, 0);
    for (_, first, second) in document::duplicate_keys(&node) {
        assert!(is_in(first, &text) && is_in(second, &text));
    }
    let before = text.clone();
    let secrets = document::secrets::take_out(&mut node, &mut text);
    assert_eq!(text.len(), before.len(), "masking moved the text");
    assert_eq!(text.matches('\n').count(), before.matches('\n').count(), "masking moved lines");
    assert!(secrets.iter().all(|secret| is_in(secret.span, &text)));
    check(&node, &text, 0);
    // What was taken out once is not there to be taken out again.
    let again = document::secrets::take_out(&mut node, &mut text.clone());
    assert!(again.len() <= secrets.len(), "{again:?}");
}

fn check(node: &Node, text: &str, depth: usize) {
    // Embedded JSON may begin anywhere, and has a limit of its own.
    assert!(depth <= 2 * MAX_DEPTH + 2, "a tree deeper than the limit");
    assert!(is_in(node.span, text), "{:?} of {} bytes", node.span, text.len());
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| check(item, text, depth + 1)),
        Value::Object(entries) => {
            for entry in entries {
                assert!(is_in(entry.key_span, text), "{entry:?}");
                check(&entry.node, text, depth + 1);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_in(span: Span, text: &str) -> bool {
    text.get(span.start..span.end).is_some()
}
