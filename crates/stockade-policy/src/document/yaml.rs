//! YAML 1.2 from `saphyr-parser`'s events, with the core schema's types (YAML 1.2.2, section 10.3).
//!
//! Constraints:
//! - a plain scalar that YAML 1.1 and 1.2 read as different numbers (`010`, `1_000`, `0x1F`) is an error, not a guess;
//! - of merge keys (`<<`, plain: in quotes it is a name) the mapping's own members win.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use stockade_model::Span;

use super::{Entry, MAX_ALIASED, MAX_BYTES, MAX_DEPTH, MAX_NODES, Node, Tree};
use crate::decimal::Decimal;
use crate::problem::Problem;

enum Open {
    List {
        items: Vec<Node>,
        start: usize,
        anchor: usize,
    },
    /// `merged` is what stands behind `<<`.
    Map {
        entries: Vec<Entry>,
        merged: Vec<Entry>,
        key: Option<Key>,
        start: usize,
        anchor: usize,
    },
}

/// A key whose value is still to come.
struct Key {
    text: String,
    span: Span,
    merges: bool,
}

struct Builder<'t> {
    text: &'t str,
    shift: usize,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// Whether the scalar that was read last is a merge key, should it be a key.
    merges: bool,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    aliased: usize,
    problems: &'t mut Vec<Problem>,
}

/// Reads the one document of a text.
pub(super) fn parse(text: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    if text.len() > MAX_BYTES {
        problems.push(Problem::error(
            "too-large",
            Span::new(0, 0),
            format!("the file has more than {MAX_BYTES} bytes"),
        ));
        return None;
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let offsets = Offsets::new(body);
    let mut builder = Builder {
        text: body,
        shift,
        open: Vec::new(),
        root: None,
        documents: 0,
        merges: false,
        anchors: HashMap::new(),
        nodes: 0,
        aliased: 0,
        problems,
    };
    for event in Parser::new_from_str(body) {
        let done = match event {
            Ok((event, place)) => {
                let span = Span::new(offsets.byte(place.start.index()), offsets.byte(place.end.index()));
                builder.event(event, span)
            }
            Err(error) => {
                let at = offsets.byte(error.marker().index());
                Err(Problem::error("syntax", Span::new(at, at), format!("not YAML: {}", error.info())))
            }
        };
        match done {
            Ok(true) => break,
            Ok(false) => {}
            Err(mut problem) => {
                problem.span = builder.shifted(problem.span);
                builder.problems.push(problem);
                return None;
            }
        }
    }
    let all = Span::new(shift, text.len());
    Some(builder.root.unwrap_or_else(|| Node::new(Tree::Null, all)))
}

impl Builder<'_> {
    const fn shifted(&self, span: Span) -> Span {
        Span::new(span.start + self.shift, span.end + self.shift)
    }

    /// True when nothing more is wanted. Spans of nodes are those of the whole text, spans of errors those of the body.
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<bool, Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tree = self.scalar(&text, style, tag.as_deref(), span)?;
                self.merges = text == "<<" && style == ScalarStyle::Plain && tag.is_none();
                self.finish(Node::new(tree, self.shifted(span)), anchor, span)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.nest(span, tag.as_deref())?;
                self.open.push(Open::List { items: Vec::new(), start: span.start, anchor });
            }
            Event::MappingStart(anchor, tag) => {
                self.nest(span, tag.as_deref())?;
                let (entries, merged) = (Vec::new(), Vec::new());
                self.open.push(Open::Map { entries, merged, key: None, start: span.start, anchor });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(anchor) => {
                let unknown = || Problem::error("alias", span, "an alias to something that is not complete");
                let mut node = self.anchors.get(&anchor).cloned().ok_or_else(unknown)?;
                self.aliased += node.size();
                if self.aliased > MAX_ALIASED {
                    let message = format!("aliases bring in more than {MAX_ALIASED} values");
                    return Err(Problem::error("too-large", span, message));
                }
                if self.open.len() + depth(&node) > MAX_DEPTH {
                    return Err(too_deep(span));
                }
                node.span = self.shifted(span);
                self.finish(node, 0, span)?;
            }
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Problem::error("second-document", self.shifted(span), "a second YAML document");
                    self.problems
                        .push(problem.hint("a policy is one document; write the other into a file of its own"));
                    return Ok(true);
                }
            }
            Event::DocumentEnd | Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
        Ok(false)
    }

    fn nest(&self, span: Span, tag: Option<&Tag>) -> Result<(), Problem> {
        if let Some(tag) = tag.filter(|tag| !matches!(tag.suffix.as_str(), "map" | "seq")) {
            return Err(unknown_tag(tag, span));
        }
        if self.open.len() >= MAX_DEPTH { Err(too_deep(span)) } else { Ok(()) }
    }

    fn close(&mut self, span: Span) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (tree, start, anchor, last) = match open {
            Open::List { items, start, anchor } => {
                let last = items.last().map(|item| item.span.end);
                (Tree::List(items), start, anchor, last)
            }
            Open::Map { entries, merged, start, anchor, .. } => {
                let last = entries.iter().chain(&merged).map(|entry| entry.node.span.end).max();
                (Tree::Map(self.unique(self.merge(entries, merged)?)), start, anchor, last)
            }
        };
        // A block collection ends where its last value ends, not where the parser noticed.
        let flow = self.text.as_bytes().get(start).is_some_and(|byte| matches!(byte, b'[' | b'{'));
        let end = match last {
            Some(last) if !flow => last,
            _ => span.end + self.shift,
        };
        let start = start + self.shift;
        self.finish(Node::new(tree, Span::new(start, end.max(start))), anchor, span)
    }

    fn finish(&mut self, node: Node, anchor: usize, span: Span) -> Result<(), Problem> {
        let merges = std::mem::take(&mut self.merges);
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Problem::error("too-large", span, format!("more than {MAX_NODES} values")));
        }
        if anchor != 0 {
            self.aliased += node.size();
            if self.aliased > MAX_NODES {
                return Err(Problem::error("too-large", span, format!("anchors on more than {MAX_NODES} values")));
            }
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, merged, key, .. }) => match key.take() {
                None => {
                    let text = key_text(&node, self.text, self.shift)?;
                    *key = Some(Key { text, span: node.span, merges });
                }
                Some(Key { text, span, merges }) => {
                    let entry = Entry { key: text, key_span: span, node };
                    if merges { merged.push(entry) } else { entries.push(entry) }
                }
            },
        }
        Ok(())
    }

    /// Members that `<<` brings in stand behind the mapping's own ones, which win.
    fn merge(&self, mut own: Vec<Entry>, merged: Vec<Entry>) -> Result<Vec<Entry>, Problem> {
        if merged.is_empty() {
            return Ok(own);
        }
        let mut taken: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
        for entry in merged {
            let back = |span: Span| Span::new(span.start - self.shift, span.end - self.shift);
            let wrong =
                || Problem::error("merge", back(entry.node.span), "`<<` takes a mapping, or a list of mappings");
            let sources = match &entry.node.tree {
                Tree::Map(_) => std::slice::from_ref(&entry.node),
                Tree::List(items) => items.as_slice(),
                _ => return Err(wrong()),
            };
            for source in sources {
                let Tree::Map(members) = &source.tree else { return Err(wrong()) };
                own.extend(members.iter().filter(|member| taken.insert(member.key.clone())).cloned());
            }
        }
        Ok(own)
    }

    /// Duplicates are reported; the first one stays, so that the rest of the file is still looked at.
    fn unique(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            match seen.get(&entry.key) {
                Some(first) => self.problems.push(
                    Problem::error("duplicate-key", entry.key_span, format!("the key `{}` is there twice", entry.key))
                        .related(*first, "first here"),
                ),
                None => {
                    seen.insert(entry.key.clone(), entry.key_span);
                    kept.push(entry);
                }
            }
        }
        kept
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Tree, Problem> {
        if let Some(tag) = tag {
            let core = tag.handle.is_empty() || tag.handle == "!!" || tag.handle.starts_with("tag:yaml.org");
            return match tag.suffix.as_str() {
                "str" if core => Ok(Tree::Text(text.to_owned())),
                _ => Err(unknown_tag(tag, span)),
            };
        }
        if style != ScalarStyle::Plain {
            return Ok(Tree::Text(text.to_owned()));
        }
        Ok(match text {
            "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
            "true" | "True" | "TRUE" => Tree::Bool(true),
            "false" | "False" | "FALSE" => Tree::Bool(false),
            _ => match number(text) {
                Some(Ok(lexeme)) => Tree::Number(lexeme),
                Some(Err(message)) => {
                    let problem = Problem::error("number", self.shifted(span), format!("`{text}`: {message}"));
                    self.problems.push(problem.hint("write it as a JSON number, or in quotes if it is a text"));
                    Tree::Text(text.to_owned())
                }
                None => Tree::Text(text.to_owned()),
            },
        })
    }
}

/// The number that a plain scalar is, in the form of JSON; none where it is a text.
fn number(text: &str) -> Option<Result<String, String>> {
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => ("-", text.get(1..).unwrap_or_default()),
        Some(b'+') => ("", text.get(1..).unwrap_or_default()),
        _ => ("", text),
    };
    if matches!(rest, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Err("no number that can be compared".to_owned()));
    }
    let lead = rest.bytes().next()?;
    if !(lead.is_ascii_digit() || (lead == b'.' && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit))) {
        return None;
    }
    let ambiguous = || Some(Err("YAML 1.1 and 1.2 read this as different values".to_owned()));
    if let Some(("0", tail)) = rest.split_at_checked(1) {
        let radix = |from: char, digits: fn(char) -> bool| {
            tail.strip_prefix(from).is_some_and(|tail| !tail.is_empty() && tail.chars().all(digits))
        };
        if radix('x', |c| c.is_ascii_hexdigit() || c == '_')
            || radix('o', |c| matches!(c, '0'..='7' | '_'))
            || radix('b', |c| matches!(c, '0' | '1' | '_'))
            || (!tail.is_empty() && tail.chars().all(|c| c.is_ascii_digit() || c == '_'))
        {
            return ambiguous();
        }
    }
    if rest.contains('_') && rest.chars().all(|c| c.is_ascii_digit() || c == '_' || c == '.') {
        return ambiguous();
    }
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')) {
        return None;
    }
    // JSON wants a digit on both sides of the point.
    let (mantissa, exponent) = rest.find(['e', 'E']).map_or((rest, ""), |at| rest.split_at(at));
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, "")) => whole.to_owned(),
        _ => mantissa.to_owned(),
    };
    let lexeme = format!("{sign}{mantissa}{exponent}");
    match Decimal::parse(&lexeme) {
        Ok(_) => Some(Ok(lexeme)),
        Err(crate::decimal::NumberError::Grammar) => None,
        Err(error) => Some(Err(error.to_string())),
    }
}

/// The key as it is written: `1` and `true` are names too.
fn key_text(node: &Node, body: &str, shift: usize) -> Result<String, Problem> {
    match &node.tree {
        Tree::Text(text) => Ok(text.clone()),
        Tree::Number(_) | Tree::Bool(_) | Tree::Null => {
            let raw = body.get(node.span.start - shift..node.span.end - shift);
            Ok(raw.unwrap_or_default().to_owned())
        }
        Tree::List(_) | Tree::Map(_) => {
            let span = Span::new(node.span.start - shift, node.span.end - shift);
            Err(Problem::error("key", span, format!("{} as a key", node.kind())))
        }
    }
}

fn unknown_tag(tag: &Tag, span: Span) -> Problem {
    Problem::error("tag", span, format!("the tag `{}{}` means nothing here", tag.handle, tag.suffix))
}

fn too_deep(span: Span) -> Problem {
    Problem::error("too-deep", span, format!("more than {MAX_DEPTH} levels"))
}

fn depth(node: &Node) -> usize {
    let mut most = 0;
    let mut todo = vec![(node, 1)];
    while let Some((node, level)) = todo.pop() {
        most = most.max(level);
        match &node.tree {
            Tree::List(items) => todo.extend(items.iter().map(|item| (item, level + 1))),
            Tree::Map(entries) => todo.extend(entries.iter().map(|entry| (&entry.node, level + 1))),
            _ => {}
        }
    }
    most
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
        let Some(marks) = &self.marks else { return character.min(self.text.len()) };
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
