//! YAML 1.2, from `saphyr-parser`'s events: no recursion, aliases expanded within a budget, merge keys followed.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle};
use stockade_model::Span;

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, ParseError, Value};

/// Aliases may bring in this many nodes altogether: an alias bomb ends here.
const MAX_ALIASED: usize = 20_000;

enum Open {
    Sequence { items: Vec<Node>, start: usize, anchor: usize },
    Mapping { entries: Vec<Entry>, key: Option<(String, Span)>, start: usize, anchor: usize },
}

/// Reads the first document. `shift` is added to every span, for YAML that stands inside another file.
pub(super) fn parse(text: &str, shift: usize) -> Result<Node, ParseError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = shift + text.len() - body.len();
    let offsets = Offsets::new(body);
    let mut builder = Builder {
        text: body,
        shift,
        open: Vec::new(),
        root: None,
        anchors: HashMap::new(),
        nodes: 0,
        aliased: 0,
        kept: 0,
    };
    for event in Parser::new_from_str(body) {
        let (event, place) = event.map_err(|error| {
            let at = offsets.byte(error.marker().index()) + shift;
            ParseError::syntax(format!("not YAML: {}", error.info()), Span::new(at, at))
        })?;
        let span = Span::new(offsets.byte(place.start.index()), offsets.byte(place.end.index()));
        if builder.event(event, span)? {
            break;
        }
    }
    Ok(builder.root.unwrap_or_else(|| Node::new(Value::Null, Span::new(shift, shift + body.len()))))
}

struct Builder<'t> {
    text: &'t str,
    shift: usize,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    aliased: usize,
    kept: usize,
}

impl Builder<'_> {
    /// True when the first document is complete.
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<bool, ParseError> {
        let shifted = Span::new(span.start + self.shift, span.end + self.shift);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = if style == ScalarStyle::Plain { plain(&text) } else { Value::String(text.into_owned()) };
                self.finish(Node::new(value, shifted), anchor)?;
            }
            Event::SequenceStart(anchor, _) => {
                self.nest(shifted)?;
                self.open.push(Open::Sequence { items: Vec::new(), start: span.start, anchor });
            }
            Event::MappingStart(anchor, _) => {
                self.nest(shifted)?;
                self.open.push(Open::Mapping { entries: Vec::new(), key: None, start: span.start, anchor });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(false) };
                let (value, start, anchor, last) = match open {
                    Open::Sequence { items, start, anchor } => {
                        let last = items.last().map(|item| item.span.end);
                        (Value::Array(items), start, anchor, last)
                    }
                    Open::Mapping { entries, start, anchor, .. } => {
                        let last = entries.last().map(|entry| entry.node.span.end);
                        (Value::Object(merge(entries)), start, anchor, last)
                    }
                };
                // A block collection ends where its last value ends, not where the parser noticed.
                let flow = self.text.as_bytes().get(start).is_some_and(|byte| matches!(byte, b'[' | b'{'));
                let end = match last {
                    Some(last) if !flow => last,
                    _ => shifted.end,
                };
                let start = start + self.shift;
                self.finish(Node::new(value, Span::new(start, end.max(start))), anchor)?;
            }
            Event::Alias(anchor) => {
                let mut node =
                    self.anchors.get(&anchor).cloned().ok_or_else(|| ParseError::syntax("unknown alias", shifted))?;
                self.aliased += size(&node);
                if self.aliased > MAX_ALIASED {
                    return Err(ParseError::syntax(
                        format!("aliases bring in more than {MAX_ALIASED} values"),
                        shifted,
                    ));
                }
                node.span = shifted;
                self.finish(node, 0)?;
            }
            Event::DocumentEnd => return Ok(true),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
        Ok(false)
    }

    const fn depth(&self) -> usize {
        self.open.len()
    }

    fn nest(&self, span: Span) -> Result<(), ParseError> {
        if self.depth() >= MAX_DEPTH { Err(ParseError::too_deep(span)) } else { Ok(()) }
    }

    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), ParseError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(ParseError::syntax(format!("more than {MAX_NODES} values"), node.span));
        }
        if anchor != 0 {
            // Anchors inside of anchors: each keeps all below it once more.
            self.kept += size(&node);
            if self.kept > MAX_NODES {
                return Err(ParseError::syntax(format!("anchors on more than {MAX_NODES} values"), node.span));
            }
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, .. }) => match key.take() {
                None => *key = Some((node.scalar().unwrap_or_default(), node.span)),
                Some((key, key_span)) => entries.push(Entry { key, key_span, node }),
            },
        }
        Ok(())
    }
}

/// Members that `<<` brings in stand in front, so that the mapping's own ones win.
fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return entries;
    }
    let (merged, own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.key == "<<");
    let mut taken: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    let mut out: Vec<Entry> = Vec::new();
    for entry in merged {
        let sources = if entry.node.is_object() { std::slice::from_ref(&entry.node) } else { entry.node.items() };
        for member in sources.iter().flat_map(Node::entries) {
            if taken.insert(member.key.clone()) {
                out.push(member.clone());
            }
        }
    }
    out.extend(own);
    out
}

fn size(node: &Node) -> usize {
    let mut count = 0;
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        count += 1;
        match &node.value {
            Value::Array(items) => todo.extend(items),
            Value::Object(entries) => todo.extend(entries.iter().map(|entry| &entry.node)),
            _ => {}
        }
    }
    count
}

/// The YAML 1.2 core schema: `no` is a string, `010` a number.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
            && text.parse::<f64>().is_ok() =>
        {
            Value::Number(text.to_owned())
        }
        _ => Value::String(text.to_owned()),
    }
}

/// The parser counts characters; spans count bytes.
struct Offsets<'t> {
    /// Byte offset of every 64th character; none where the text is ASCII and both counts agree.
    marks: Option<Vec<usize>>,
    text: &'t [u8],
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        let marks = (!text.is_ascii()).then(|| text.char_indices().step_by(64).map(|(at, _)| at).collect());
        Self { marks, text: text.as_bytes() }
    }

    fn byte(&self, character: usize) -> usize {
        let Some(marks) = &self.marks else { return character };
        let Some(mut at) = marks.get(character / 64).copied() else { return self.text.len() };
        for _ in 0..character % 64 {
            at += 1;
            while self.text.get(at).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {
                at += 1;
            }
        }
        at.min(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_merge_keys_and_anchors() {
        let text = "# é\nbase: &b {type: stdio}\nextensions:\n  a:\n    <<: *b\n    cmd: \"npx\"\n    args: [-y, x]\n";
        let node = parse(text, 0).unwrap();
        let cmd = node.at(&["extensions", "a", "cmd"]).unwrap();
        assert_eq!(&text[cmd.span.start..cmd.span.end], "\"npx\"");
        assert_eq!(node.at(&["extensions", "a", "type"]).unwrap().as_str(), Some("stdio"));
        assert_eq!(node.at(&["extensions", "a", "args"]).unwrap().items().len(), 2);
        let entry = &node.get("extensions").unwrap().entries()[0];
        assert_eq!(&text[entry.node.span.start..entry.node.span.end].lines().count(), &3);
    }

    #[test]
    fn only_core_schema_words_are_booleans() {
        let node = parse("a: no\nb: true\nc: 010\nd: 1.5\ne: -y\nf: ''\n", 0).unwrap();
        let values: Vec<_> = node.entries().iter().map(|entry| entry.node.value.clone()).collect();
        let text = |text: &str| Value::String(text.into());
        assert_eq!(
            values,
            [
                text("no"),
                Value::Bool(true),
                Value::Number("010".into()),
                Value::Number("1.5".into()),
                text("-y"),
                text("")
            ]
        );
    }

    #[test]
    fn bombs_and_depth_end_in_an_error() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let refs = vec![format!("*a{}", level - 1); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{refs}]\n"));
        }
        assert!(parse(&bomb, 0).unwrap_err().message.contains("aliases"));
        assert!(parse(&"[".repeat(10_000), 0).is_err());
        assert!(parse(&"- ".repeat(10_000), 0).is_err());
    }
}
