//! Takes the secrets out of a freshly parsed file: out of its tree and out of the text that snippets are cut from.

use stockade_model::redact::{self, Sighting};
use stockade_model::{Secret, Span};

use super::{Node, Value};

/// Many secrets in a long value that is not written as it reads: looking for each takes too long beyond this many bytes, and
/// the whole value is masked instead.
const MAX_SEARCHED: usize = 64 << 20;

/// Replaces every secret in the tree by its placeholder and masks it in `text`, byte for byte, so that spans stay right.
/// Gives what was found, in file order.
pub fn take_out(node: &mut Node, text: &mut String) -> Vec<Secret> {
    let mut sweep = Sweep { text, masks: Vec::new(), found: Vec::new(), searched: 0 };
    sweep.walk(node, None);
    let Sweep { masks, mut found, .. } = sweep;
    mask(text, &masks);
    found.sort_by_key(|secret: &Secret| secret.span.start);
    found
}

struct Sweep<'t> {
    text: &'t str,
    masks: Vec<Span>,
    found: Vec<Secret>,
    /// Bytes that were searched for the places of secrets.
    searched: usize,
}

impl Sweep<'_> {
    fn walk(&mut self, node: &mut Node, key: Option<&str>) {
        let span = node.span;
        match &mut node.value {
            Value::String(value) => {
                if let Some(redacted) = self.value(key, value, span) {
                    *value = redacted;
                }
            }
            // `password: 12345678` needs no quotes in YAML. What counts tokens is a number, too.
            Value::Number(number) if key.is_some_and(|key| redact::names_a_secret(key) && !counts_tokens(key)) => {
                if let Some(redacted) = self.value(key, number, span) {
                    node.value = Value::String(redacted);
                }
            }
            Value::Array(items) => {
                let mut flag: Option<String> = None;
                for item in items {
                    let next = item.as_str().and_then(redact::flag_name).map(str::to_owned);
                    // `["--api-key", "x"]`: the flag names the next word; a list under a secret's key holds secrets.
                    self.walk(item, flag.as_deref().or(key));
                    flag = next;
                }
            }
            Value::Object(entries) => {
                // `{name: API_KEY, value: …}`: the name stands beside the value. There, and in lists of servers whose name
                // is called `key`, that `key` is no secret.
                let has = |keys: &[&str]| entries.iter().any(|entry| keys.contains(&entry.key.as_str()));
                let names = has(&["value", "@value"]);
                let key_is_name = names || has(&["command", "isActive"]);
                let name = entries
                    .iter()
                    .find(|entry| names && matches!(entry.key.as_str(), "name" | "@name" | "key" | "@key"));
                let name = name.and_then(|entry| entry.node.as_str()).map(str::to_owned);
                for entry in entries {
                    let key = match entry.key.as_str() {
                        "value" | "@value" if name.is_some() => name.as_deref(),
                        "key" | "@key" if key_is_name => None,
                        key => Some(key),
                    };
                    self.walk(&mut entry.node, key);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Notes the secrets of one value; gives the value without them, where there are some.
    fn value(&mut self, key: Option<&str>, value: &str, span: Span) -> Option<String> {
        let sightings = redact::find(key, value);
        if sightings.is_empty() {
            return None;
        }
        self.places(span, value, &sightings);
        self.found.extend(sightings.into_iter().map(|sighting| Secret {
            kind: sighting.kind,
            key: sighting.key.or_else(|| key.map(str::to_owned)),
            span,
        }));
        Some(redact::redact(key, value).0)
    }

    /// Where a value's secrets stand in the text. A value that stands there as it is tells the very bytes; of one that was
    /// unescaped or put together on the way, all bytes that read like the secret go, and where none do, all of it.
    fn places(&mut self, span: Span, value: &str, sightings: &[Sighting]) {
        let raw = self.text.get(span.start..span.end).unwrap_or("");
        let quoted = |at: usize| raw.get(at..raw.len().saturating_sub(at)) == Some(value);
        if let Some(at) = (0..=3).find(|at| quoted(*at)) {
            let start = span.start + at;
            let exact = sightings.iter().map(|found| Span::new(start + found.range.start, start + found.range.end));
            self.masks.extend(exact);
            return;
        }
        self.searched = self.searched.saturating_add(raw.len().saturating_mul(sightings.len() + 3));
        // An escape can hide one occurrence beside another.
        if self.searched > MAX_SEARCHED || ["\\u", "\\x", "&#"].iter().any(|escape| raw.contains(escape)) {
            self.masks.push(span);
            return;
        }
        for sighting in sightings {
            let secret = value.get(sighting.range.clone()).unwrap_or("");
            let before = self.masks.len();
            if !secret.is_empty() {
                let found = raw.match_indices(secret).map(|(at, _)| span.start + at);
                self.masks.extend(found.map(|at| Span::new(at, at + secret.len())));
            }
            if self.masks.len() == before {
                self.masks.push(span);
            }
        }
    }
}

/// `tokens`, `contextTokens`: how many, not which.
fn counts_tokens(key: &str) -> bool {
    key.to_ascii_lowercase().contains("tokens")
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
    fn a_secret_that_reads_like_something_in_front_of_it_is_masked_where_it_stands() {
        let mut text = "{\"args\": [\"hunter2-notes --password hunter2\"], \"env\": {\"PASSWORD\": 12345678}, \"maxTokens\": 1234567}".to_owned();
        let mut node = parse(Format::Json, &text).unwrap();
        take_out(&mut node, &mut text);
        assert_eq!(
            text,
            "{\"args\": [\"hunter2-notes --password *******\"], \"env\": {\"PASSWORD\": ********}, \"maxTokens\": 1234567}"
        );
        assert_eq!(node.at(&["env", "PASSWORD"]).unwrap().as_str(), Some("[redacted:password]"));
    }

    #[test]
    fn masking_many_secrets_in_one_long_value_takes_linear_time() {
        let one = "\\\\ --password hunter2x ";
        let mut text = format!("{{\"command\": \"{}\"}}", one.repeat(40_000));
        let mut node = parse(Format::Json, &text).unwrap();
        // No clock: a way that reads the value once a secret does not end within the runner's limit.
        assert_eq!(take_out(&mut node, &mut text).len(), 40_000);
        assert!(!text.contains("hunter2x"));
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
