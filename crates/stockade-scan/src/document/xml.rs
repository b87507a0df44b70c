//! XML with JSON inside (JetBrains `mcp.xml`): elements become objects; JSON in text or attributes is read as JSON.

use roxmltree::{Document, ParsingOptions};
use stockade_model::Span;

use super::census::{Look, refuse_crowds};
use super::{Entry, MAX_DEPTH, MAX_NODES, Node, ParseError, Value, properties};

/// For all that is embedded in the file together.
const LOOK: Look = Look { marks: b"[{,<", quotes: b"", triple: false, comment: "" };
/// No element of a settings file has more. Embedded JSON in an attribute can hold some `=`.
const MAX_ATTRIBUTES: usize = 2_000;

/// Elements as objects: `@name` for attributes, the element's name for children (repeated where it repeats), `#text` for text.
pub(super) fn parse(text: &str) -> Result<Node, ParseError> {
    refuse_crowds(text, &LOOK, MAX_NODES)?;
    refuse_monsters(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 200_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = line_column(text, error.pos().row as usize, error.pos().col as usize);
        ParseError::syntax("not well-formed XML", Span::new(at, at))
    })?;
    let root = document.root_element();
    let node = element(root);
    let span = node.span;
    let entry = Entry { key: root.tag_name().name().to_owned(), key_span: span, node };
    Ok(Node::new(Value::Object(vec![entry]), Span::new(0, text.len())))
}

/// Refuses what the parser below could not bear: it recurses into elements, and compares each attribute of an element
/// with all others of it. Both are counted from the tags alone, so that the counts are upper bounds.
fn refuse_monsters(text: &str) -> Result<(), ParseError> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(open) = bytes.iter().skip(at).position(|byte| *byte == b'<').map(|length| at + length) {
        // A tag that is not closed reaches to the end, and nothing comes behind it.
        let end = bytes.iter().skip(open).position(|byte| *byte == b'>').map_or(bytes.len(), |length| open + length);
        let tag = bytes.get(open..end).unwrap_or_default();
        match tag.get(1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ if tag.last() == Some(&b'/') => {}
            _ => depth += 1,
        }
        if depth > MAX_DEPTH {
            return Err(ParseError::too_deep(Span::new(open, end)));
        }
        if tag.iter().filter(|byte| **byte == b'=').count() > MAX_ATTRIBUTES {
            let message = format!("a tag with more than {MAX_ATTRIBUTES} attributes");
            return Err(ParseError::syntax(message, Span::new(open, end)));
        }
        at = end + 1;
    }
    Ok(())
}

fn element(xml: roxmltree::Node<'_, '_>) -> Node {
    let span = Span::new(xml.range().start, xml.range().end);
    let mut entries = Vec::new();
    for attribute in xml.attributes() {
        let range = attribute.range_value();
        let place = Span::new(range.start, range.end);
        entries.push(Entry {
            key: format!("@{}", attribute.name()),
            key_span: place,
            node: text_node(attribute.value(), place),
        });
    }
    for child in xml.children() {
        let place = Span::new(child.range().start, child.range().end);
        if child.is_element() {
            entries.push(Entry { key: child.tag_name().name().to_owned(), key_span: place, node: element(child) });
        } else if let Some(text) = child.text().filter(|text| child.is_text() && !text.trim().is_empty()) {
            entries.push(Entry { key: "#text".to_owned(), key_span: place, node: text_node(text, place) });
        }
    }
    Node::new(Value::Object(entries), span)
}

fn text_node(text: &str, span: Span) -> Node {
    properties::embedded(text, span).unwrap_or_else(|| Node::new(Value::String(text.to_owned()), span))
}

fn line_column(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_text_and_attributes_is_read() {
        let text = "<application><component name=\"Mcp\"><option value=\"{&quot;mcpServers&quot;:{&quot;a&quot;:{&quot;command&quot;:&quot;npx&quot;}}}\"/><json>{\"b\": 1}</json></component></application>";
        let node = parse(text).unwrap();
        let component = node.at(&["application", "component"]).unwrap();
        let servers = component.at(&["option", "@value", "mcpServers"]).unwrap();
        assert_eq!(servers.at(&["a", "command"]).unwrap().as_str(), Some("npx"));
        assert!(component.at(&["json", "#text", "b"]).is_some());
    }

    #[test]
    fn entities_and_depth_are_refused() {
        assert!(parse("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>").is_err());
        assert!(parse(&"<a>".repeat(10_000)).is_err());
        assert!(parse("<a").is_err());
    }
}
