//! Java properties (`java.util.Properties`, load format): `key=value`, escapes, continued lines; values that are JSON are read as JSON.
//!
//! Written here because the crates for this format drop the places of values, which every finding needs.

use stockade_model::Span;

use super::census::{Look, refuse_crowds};
use super::{Entry, MAX_NODES, Node, ParseError, Value, json};

/// For all that is embedded in the file together, and its own lines.
const LOOK: Look = Look { marks: b"[{,\n", quotes: b"", triple: false, comment: "" };

pub(super) fn parse(text: &str) -> Result<Node, ParseError> {
    refuse_crowds(text, &LOOK, MAX_NODES)?;
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = logical_line(rest);
        let line = rest.get(..length).unwrap_or(rest);
        let start = at + (line.len() - line.trim_start().len());
        let body = line.trim_start().trim_end_matches(['\n', '\r']);
        at += length.max(1);
        if body.is_empty() || body.starts_with(['#', '!']) {
            continue;
        }
        let (key_length, value_start) = split(body);
        let key_span = Span::new(start, start + key_length);
        let span = Span::new(start + value_start, start + body.len());
        let value = unescape(body.get(value_start..).unwrap_or(""), span)?;
        let node = embedded(&value, span).unwrap_or_else(|| Node::new(Value::String(value), span));
        entries.push(Entry { key: unescape(body.get(..key_length).unwrap_or(""), key_span)?, key_span, node });
    }
    Ok(Node::new(Value::Object(entries), Span::new(0, text.len())))
}

/// JSON inside a value. All its nodes get the value's span: escapes make finer places wrong.
pub(super) fn embedded(text: &str, span: Span) -> Option<Node> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut node = json::parse(text).ok()?;
    node.set_spans(span);
    Some(node)
}

/// Bytes up to the end of a line that no backslash continues.
fn logical_line(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' if !escaped => return at + 1,
            // A carriage return belongs to the newline behind it.
            '\r' if escaped => {}
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// Length of the key and start of the value.
fn split(body: &str) -> (usize, usize) {
    let mut escaped = false;
    let mut key = body.len();
    for (at, c) in body.char_indices() {
        if !escaped && (matches!(c, '=' | ':') || c.is_whitespace()) {
            key = at;
            break;
        }
        escaped = c == '\\' && !escaped;
    }
    let rest = body.get(key..).unwrap_or("");
    let mut value = rest.trim_start();
    value = value.strip_prefix(['=', ':']).unwrap_or(value).trim_start();
    (key, body.len() - value.len())
}

fn unescape(text: &str, span: Span) -> Result<String, ParseError> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut units: Vec<u16> = Vec::new();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek() == Some(&'u') {
            chars.next();
            let digits: String = chars.by_ref().take(4).collect();
            let unit = u16::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
            units.push(
                unit.ok_or_else(|| ParseError::syntax("`\\u` is not followed by four hexadecimal digits", span))?,
            );
            continue;
        }
        out.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some(newline @ ('\n' | '\r')) => {
                if newline == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                while chars.peek().is_some_and(|c| matches!(c, ' ' | '\t')) {
                    chars.next();
                }
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out.push_str(&String::from_utf16_lossy(&units));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_is_read_and_placed() {
        let text = "# c\neclipse.preferences.version=1\nmcp={\\n  \"servers\"\\: {\\n \"a\"\\: {\"command\"\\: \"n\\u0070x\"}}}\nlong = a\\\n   b\n";
        let node = parse(text).unwrap();
        assert_eq!(node.at(&["mcp", "servers", "a", "command"]).unwrap().as_str(), Some("npx"));
        assert_eq!(node.get("long").unwrap().as_str(), Some("ab"));
        let span = node.get("mcp").unwrap().span;
        assert!(text[span.start..span.end].starts_with("{\\n"));
        assert!(parse("a=\\u12").is_err());
    }
}
