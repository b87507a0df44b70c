//! TOML, through `toml_edit`'s immutable document, which keeps byte ranges. Duplicate keys are errors of the format.

use stockade_model::Span;
use toml_edit::{Document, Item, Key, TableLike};

use super::census::{Look, refuse_crowds};
use super::{Entry, MAX_DEPTH, Node, ParseError, Value};

/// A dot can stand for a table.
const LOOK: Look = Look { marks: b"=[{,.", quotes: b"\"'", triple: true, comment: "#" };
/// The parser keeps how everything was written, at some hundred bytes a value.
const MAX_VALUES: usize = 1_000_000;

pub(super) fn parse(text: &str) -> Result<Node, ParseError> {
    refuse_crowds(text, &LOOK, MAX_VALUES)?;
    let document = Document::parse(text).map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), |range| Span::new(range.start, range.end));
        ParseError::syntax(format!("not TOML: {}", error.message().lines().next().unwrap_or("syntax error")), span)
    })?;
    let whole = Span::new(0, text.len());
    table(document.as_table(), whole, 0)
}

fn table(table: &dyn TableLike, span: Span, depth: usize) -> Result<Node, ParseError> {
    if depth > MAX_DEPTH {
        return Err(ParseError::too_deep(span));
    }
    let mut entries = Vec::with_capacity(table.len());
    for (name, item) in table.iter() {
        let key_span = table.key(name).and_then(Key::span).map_or(span, |range| Span::new(range.start, range.end));
        let node = convert(item, key_span, depth + 1)?;
        entries.push(Entry { key: name.to_owned(), key_span, node });
    }
    // A table's own place is its header; what it holds belongs to it too.
    let span = entries.iter().fold(span, |all, entry| all.cover(entry.key_span).cover(entry.node.span));
    Ok(Node::new(Value::Object(entries), span))
}

fn convert(item: &Item, fallback: Span, depth: usize) -> Result<Node, ParseError> {
    let span = item.span().map_or(fallback, |range| Span::new(range.start, range.end));
    if depth > MAX_DEPTH {
        return Err(ParseError::too_deep(span));
    }
    match item {
        Item::None => Ok(Node::new(Value::Null, span)),
        // Implicit tables (`[a.b]` makes `a`) have no place of their own: they get their key's.
        Item::Table(inner) => table(inner, span, depth),
        Item::ArrayOfTables(array) => {
            let mut items = Vec::with_capacity(array.len());
            for inner in array {
                let place = inner.span().map_or(span, |range| Span::new(range.start, range.end));
                items.push(table(inner, place, depth + 1)?);
            }
            Ok(Node::new(Value::Array(items), span))
        }
        Item::Value(value) => convert_value(value, span, depth),
    }
}

fn convert_value(value: &toml_edit::Value, fallback: Span, depth: usize) -> Result<Node, ParseError> {
    let span = value.span().map_or(fallback, |range| Span::new(range.start, range.end));
    if depth > MAX_DEPTH {
        return Err(ParseError::too_deep(span));
    }
    let converted = match value {
        toml_edit::Value::String(text) => Value::String(text.value().clone()),
        toml_edit::Value::Boolean(value) => Value::Bool(*value.value()),
        toml_edit::Value::Integer(number) => Value::Number(number.value().to_string()),
        toml_edit::Value::Float(number) => Value::Number(number.value().to_string()),
        toml_edit::Value::Datetime(moment) => Value::Number(moment.value().to_string()),
        toml_edit::Value::Array(array) => {
            Value::Array(array.iter().map(|item| convert_value(item, span, depth + 1)).collect::<Result<_, _>>()?)
        }
        toml_edit::Value::InlineTable(inner) => return table(inner, span, depth),
    };
    Ok(Node::new(converted, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_point_at_keys_and_values() {
        let text = "[mcp_servers.a]\ncommand = \"npx\"\nargs = [\"-y\", 'x']\n[[list]]\nn = 1\n";
        let node = parse(text).unwrap();
        let command = node.at(&["mcp_servers", "a", "command"]).unwrap();
        assert_eq!(&text[command.span.start..command.span.end], "\"npx\"");
        assert_eq!(node.get("list").unwrap().items().len(), 1);
        let key = &node.get("mcp_servers").unwrap().entries()[0];
        assert_eq!(&text[key.key_span.start..key.key_span.end], "a");
    }

    #[test]
    fn errors_have_a_place() {
        let error = parse("a = 1\na = 2\n").unwrap_err();
        assert!(error.span.start >= 6, "{error:?}");
        assert!(parse(&"[".repeat(10_000)).is_err());
        assert!(parse(&format!("a = {}", "[".repeat(10_000))).is_err());
    }
}
