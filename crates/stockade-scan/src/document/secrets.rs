//! Takes the secrets out of a freshly parsed file: out of its tree and out of the text that snippets are cut from.

use stockade_model::{Secret, Span, redact};

use super::{Node, Value};

/// Replaces every secret in the tree by its placeholder and masks it in `text`, byte for byte, so that spans stay right.
/// Gives what was found, in file order.
pub fn take_out(node: &mut Node, text: &mut String) -> Vec<Secret> {
    let mut masks: Vec<Span> = Vec::new();
    let mut found = Vec::new();
    walk(node, None, text, &mut masks, &mut found);
    mask(text, &masks);
    found.sort_by_key(|secret: &Secret| secret.span.start);
    found
}

fn walk(node: &mut Node, key: Option<&str>, text: &str, masks: &mut Vec<Span>, found: &mut Vec<Secret>) {
    match &mut node.value {
        Value::String(value) => {
            let sightings = redact::find(key, value);
            if sightings.is_empty() {
                return;
            }
            for sighting in &sightings {
                let secret = value.get(sighting.range.clone()).unwrap_or("");
                masks.push(place(text, node.span, secret));
                found.push(Secret {
                    kind: sighting.kind,
                    key: sighting.key.clone().or_else(|| key.map(str::to_owned)),
                    span: node.span,
                });
            }
            *value = redact::redact(key, value).0;
        }
        Value::Array(items) => {
            let mut flag: Option<String> = None;
            for item in items {
                let next = item.as_str().and_then(redact::flag_name).map(str::to_owned);
                // `["--api-key", "x"]`: the flag names the next word; a list under a secret's key holds secrets.
                let name = flag.as_deref().or(key);
                walk(item, name, text, masks, found);
                flag = next;
            }
        }
        Value::Object(entries) => {
            // `{name: API_KEY, value: …}`: the name stands beside the value. There, and in lists of servers whose name is
            // called `key`, that `key` is no secret.
            let has = |keys: &[&str]| entries.iter().any(|entry| keys.contains(&entry.key.as_str()));
            let names = has(&["value", "@value"]);
            let key_is_name = names || has(&["command", "isActive"]);
            let name =
                entries.iter().find(|entry| names && matches!(entry.key.as_str(), "name" | "@name" | "key" | "@key"));
            let name = name.and_then(|entry| entry.node.as_str()).map(str::to_owned);
            for entry in entries {
                let key = match entry.key.as_str() {
                    "value" | "@value" if name.is_some() => name.as_deref(),
                    "key" | "@key" if key_is_name => None,
                    key => Some(key),
                };
                walk(&mut entry.node, key, text, masks, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Where the secret stands in the text: its own bytes where they stand there literally, else the whole value.
fn place(text: &str, span: Span, secret: &str) -> Span {
    text.get(span.start..span.end)
        .and_then(|raw| raw.find(secret))
        .map_or(span, |at| Span::new(span.start + at, span.start + at + secret.len()))
}

/// Overwrites the spans with `*`, keeping line ends, so that neither offsets nor lines move.
fn mask(text: &mut String, spans: &[Span]) {
    if spans.is_empty() {
        return;
    }
    let mut bytes = std::mem::take(text).into_bytes();
    for span in spans {
        let end = span.end.min(bytes.len());
        if let Some(part) = bytes.get_mut(span.start.min(end)..end) {
            part.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b'*');
        }
    }
    // Spans lie on characters, so this is UTF-8 still; were it not, nothing readable may remain.
    *text = String::from_utf8(bytes).unwrap_or_else(|error| "*".repeat(error.as_bytes().len()));
}

#[cfg(test)]
mod tests {
    use super::super::{Format, parse};
    use super::*;

    #[test]
    fn a_name_beside_a_value_is_its_key_and_no_secret_itself() {
        for (format, text) in [
            (
                Format::Json,
                "[{\"name\": \"API_KEY\", \"value\": \"abcdefgh\"}, {\"key\": \"PLAIN\", \"value\": \"x\"}]",
            ),
            (Format::Xml, "<e><env name=\"API_KEY\" value=\"abcdefgh\"/><entry key=\"PLAIN\" value=\"x\"/></e>"),
            (Format::Json, "[{\"key\": \"server\", \"command\": \"npx\", \"env\": {\"API_KEY\": \"abcdefgh\"}}]"),
        ] {
            let mut text = text.to_owned();
            let mut node = parse(format, &text).unwrap();
            let found = take_out(&mut node, &mut text);
            assert_eq!(
                found.iter().map(|secret| secret.key.as_deref()).collect::<Vec<_>>(),
                [Some("API_KEY")],
                "{text}"
            );
            assert!(!text.contains("abcdefgh") && !format!("{node:?}").contains("abcdefgh"), "{node:?}");
        }
    }

    #[test]
    fn secrets_leave_neither_tree_nor_text() {
        let mut text = "{\"env\": {\"API_KEY\": \"s3cr\\u0065t-value\", \"MODE\": \"x\"}, \"args\": [\"--token\", \"abcdefgh\", \"y\"],\n \"headers\": {\"Authorization\": \"Bearer abcdefgh\"}}".to_owned();
        let before = text.len();
        let mut node = parse(Format::Json, &text).unwrap();
        let found = take_out(&mut node, &mut text);
        assert_eq!(found.iter().map(|secret| secret.kind).collect::<Vec<_>>(), ["api-key", "token", "authorization"]);
        assert_eq!(text.len(), before);
        assert!(!text.contains("abcdefgh") && !text.contains("s3cr"), "{text}");
        assert!(!format!("{node:?}").contains("abcdefgh") && !format!("{node:?}").contains("s3cret"), "{node:?}");
        assert_eq!(node.at(&["env", "MODE"]).unwrap().as_str(), Some("x"));
        assert_eq!(node.at(&["headers", "Authorization"]).unwrap().as_str(), Some("Bearer [redacted:authorization]"));
    }
}
