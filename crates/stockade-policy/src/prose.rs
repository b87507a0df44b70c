//! What a server writes for the model to read - names, titles, descriptions, schemas, instructions - searched for
//! instructions that are hidden from people or that no description needs.
//!
//! Constraints:
//! - a text is first read as a model would: what nobody sees is dropped, look-alike letters are taken for what they
//!   imitate ([`reading`]); what is reported is the span of the text as it was sent;
//! - every string and every key of an object is read, not only `description`: models get the whole listing;
//! - linear time on any input, and no state: the same text always gives the same hits;
//! - words are looked for in English only; what is told in other words or other languages is not found.
//!
//! One rule, one file `rules/<id>.rs`, one line in [`rules`]; `docs/prose.md` says how many real tools each fires on.

use std::ops::Range;

use serde::Serialize;
use stockade_model::{Confidence, Severity, Span};

use crate::message::Value;

pub mod hidden;
mod pattern;
pub mod reading;
pub mod rules;

use pattern::{Patterns, Wanted};
pub use reading::Reading;

/// What else a model that reads this sees.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The names of the server's own tools.
    pub own: &'a [&'a str],
    /// The names of tools of other servers of the same client.
    pub others: &'a [&'a str],
}

/// What a rule sees.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The text, as sent and as read.
    pub text: &'a Reading<'a>,
    /// Whether the text is the key of an object.
    pub is_key: bool,
    /// The tools that there are.
    pub context: Context<'a>,
}

/// One rule: its identity as data, and its work.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, never renamed.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// How bad it is if it is meant so.
    pub severity: Severity,
    /// How often it is meant so.
    pub confidence: Confidence,
    /// The work.
    work: Work,
}

/// How a rule finds: it calls back with ranges of the text as sent.
#[derive(Debug)]
enum Work {
    /// By patterns over the text as read.
    Patterns(Patterns),
    /// By looking at the text itself.
    Own(fn(&Scene<'_>, &mut dyn FnMut(Range<usize>))),
}

impl Rule {
    /// Calls back with each place that it finds, in bytes of the text as sent.
    pub fn find(&self, scene: &Scene<'_>, each: &mut dyn FnMut(Range<usize>)) {
        match &self.work {
            Work::Patterns(patterns) if !patterns.may_match(&scene.text.seen) => {}
            Work::Patterns(patterns) => patterns.seen(scene, each),
            Work::Own(find) => find(scene, each),
        }
    }
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The rule's id.
    pub rule: &'static str,
    /// What it finds.
    pub summary: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where: a JSON pointer (RFC 6901) from the object that was searched; empty for a bare text.
    pub pointer: String,
    /// The key at that place is meant, not its value.
    pub is_key: bool,
    /// The bytes of that string, unescaped, as it was sent.
    pub span: Span,
    /// What stands there, with hidden characters written as `\u{...}`, cut to one line.
    pub excerpt: String,
}

impl Hit {
    /// Whether a person should see the text before a model does.
    pub fn is_alarming(&self) -> bool {
        self.severity >= Severity::High && self.confidence >= Confidence::Medium
    }
}

/// The longest excerpt, in characters.
const EXCERPT: usize = 120;

/// More hits of one rule in one text say nothing new.
const MOST_PER_TEXT: usize = 8;

/// Searches a bare text, such as the instructions of a server.
pub fn text(text: &str, context: Context<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    search(text, false, "", context, &mut hits);
    hits
}

/// Compiles all patterns, so that the first listing need not wait for it: for a thread of its own, while the server is asked
/// for it.
pub fn warm() {
    pattern::warm();
    for rule in rules::ALL {
        if let Work::Patterns(patterns) = &rule.work {
            patterns.warm();
        }
    }
}

/// Searches a whole object as a server lists it: a tool, a prompt, a resource.
pub fn object(value: &Value, context: Context<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    walk(value, &mut String::new(), context, &mut hits);
    hits
}

fn walk(value: &Value, pointer: &mut String, context: Context<'_>, hits: &mut Vec<Hit>) {
    let length = pointer.len();
    match value {
        Value::String(text) => search(text, false, pointer, context, hits),
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                walk(element, pointer, context, hits);
                pointer.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                search(key, true, pointer, context, hits);
                walk(member, pointer, context, hits);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn search(text: &str, is_key: bool, pointer: &str, context: Context<'_>, hits: &mut Vec<Hit>) {
    if text.is_empty() {
        return;
    }
    let reading = Reading::new(text);
    let scene = Scene { text: &reading, is_key, context };
    let wanted = Wanted::of(&reading.seen);
    let mut patterned = 0;
    for rule in rules::ALL {
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut each = |range: Range<usize>| {
            let seen = found.iter().any(|other| range.start < other.end && other.start < range.end);
            if !seen && found.len() < MOST_PER_TEXT {
                found.push(range);
            }
        };
        match &rule.work {
            Work::Own(find) => find(&scene, &mut each),
            Work::Patterns(patterns) => {
                if wanted.has(patterned) {
                    patterns.seen(&scene, &mut each);
                }
                patterned += 1;
            }
        }
        hits.extend(found.into_iter().map(|range| Hit {
            rule: rule.id,
            summary: rule.summary,
            severity: rule.severity,
            confidence: rule.confidence,
            pointer: pointer.to_owned(),
            is_key,
            excerpt: excerpt(text, &range),
            span: Span::new(range.start, range.end),
        }));
    }
}

/// What stands there, safe to print: hidden characters escaped, letters of the tag block also as what they spell.
fn excerpt(text: &str, range: &Range<usize>) -> String {
    let part = text.get(range.clone()).unwrap_or("");
    let mut out: String = part.chars().take(EXCERPT).map(hidden::shown).collect();
    let count = out.chars().count();
    if count > EXCERPT {
        out = out.chars().take(EXCERPT).collect();
    }
    if count > EXCERPT || part.chars().nth(EXCERPT).is_some() {
        out.push('…');
    }
    let spelt: String = part.chars().filter_map(hidden::tag_letter).take(EXCERPT).map(hidden::shown).collect();
    if spelt.is_empty() { out } else { format!("{out} (spells `{spelt}`)") }
}

#[cfg(test)]
mod tests;
