//! What changed between two versions of an object, line by line, as people read it.
//!
//! - each line is a place (JSON pointer) and what stands there; texts are split at their line breaks;
//! - hidden characters are written out: a change that cannot be seen must be seen here.

use similar::{ChangeTag, TextDiff};
use stockade_policy::message::Value;
use stockade_policy::prose::hidden;

use super::book::Version;

/// A line that went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// It came; otherwise it went.
    pub added: bool,
    /// Place and text.
    pub text: String,
}

impl std::fmt::Display for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", if self.added { '+' } else { '-' }, self.text)
    }
}

/// The lines of a version.
pub fn lines(version: &Version) -> Vec<String> {
    let mut out = Vec::new();
    match version.value() {
        Some(value) => walk(&value, "", &mut out),
        None => out.push(visible(&version.text)),
    }
    out
}

/// What went and what came.
pub fn between(old: &Version, new: &Version) -> Vec<Line> {
    let (old, new) = (lines(old), lines(new));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let diff = TextDiff::from_slices(&old, &new);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    changes.map(|change| Line { added: change.tag() == ChangeTag::Insert, text: change.value().to_string() }).collect()
}

fn walk(value: &Value, pointer: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                let key = visible(&key.replace('~', "~0").replace('/', "~1"));
                walk(member, &format!("{pointer}/{key}"), out);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (at, element) in elements.iter().enumerate() {
                walk(element, &format!("{pointer}/{at}"), out);
            }
        }
        Value::String(text) => {
            for line in text.split('\n') {
                out.push(if pointer.is_empty() { visible(line) } else { format!("{pointer}: {}", visible(line)) });
            }
        }
        other => out.push(format!("{pointer}: {}", visible(&other.to_json()))),
    }
}

fn visible(text: &str) -> String {
    text.chars().map(hidden::shown).collect()
}
