//! What a server's answer must pass before a model reads it: a size, a search for secrets, a search for hidden characters.
//!
//! Constraints:
//! - pure: an answer goes in, the answer to send and what was done to it come out;
//! - every text of the answer is read, `content` and `structuredContent` alike, since clients may use either; but not the
//!   `requestState` of the server, which has to come back to it as it was;
//! - what is found in a key of an object cannot be replaced without changing what the key means, so it denies;
//! - pictures, sounds and blobs in base64 are not looked into, and a secret that is split over two texts is not found;
//! - nothing that is said of an answer holds a part of a secret, also where that stands in a key.
//!
//! Layout: [`secrets`] finds secrets, [`checks`] is what an answer must pass.

use std::fmt;

use serde::Serialize;
use stockade_model::{Confidence, redact};

use crate::message::Value;
use crate::prose::hidden;

pub mod checks;
pub mod secrets;

pub use checks::{Beyond, Checks, Invisible, ResultRule, Secrets};

/// Something that was done to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "done")]
pub enum Done {
    /// It is too large and passed, since its rule only logs.
    Oversized {
        /// How many bytes it has.
        bytes: u64,
    },
    /// A secret was replaced by its kind.
    Redacted {
        /// The kind.
        kind: &'static str,
        /// Which text: a JSON pointer from the answer.
        pointer: String,
    },
    /// Hidden characters were taken out.
    Stripped {
        /// How many.
        count: usize,
        /// Which text: a JSON pointer from the answer.
        pointer: String,
    },
}

/// What becomes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is sent on.
    Passed {
        /// What is sent instead; none where it is sent as it was.
        value: Option<Value>,
        /// What was done, in order.
        done: Vec<Done>,
    },
    /// It is not sent on.
    Denied {
        /// For programs: kebab-case, never renamed.
        code: &'static str,
        /// For people; never holds a part of the answer.
        message: String,
        /// The rule that says so.
        rule: Option<String>,
    },
}

impl Done {
    /// The code of what is written down of it: one of those that `docs/gate.md` lists.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Oversized { .. } => SIZE,
            Self::Redacted { .. } => SECRETS,
            Self::Stripped { .. } => INVISIBLE,
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oversized { bytes } => write!(f, "the answer has {bytes} bytes"),
            Self::Redacted { kind, pointer } => write!(f, "{kind} at {pointer}"),
            Self::Stripped { count, pointer } => write!(f, "{count} at {pointer}"),
        }
    }
}

/// The answer is larger than it may be.
pub const SIZE: &str = "result-size";
/// The answer has secrets in it.
pub const SECRETS: &str = "result-secrets";
/// The answer has characters that nobody sees.
pub const INVISIBLE: &str = "result-invisible";
/// Every code of this module.
pub const CODES: &[&str] = &[SIZE, SECRETS, INVISIBLE];

/// Checks the `result` of an answer, or its `error`, whose line had so many bytes.
pub fn check(result: &Value, bytes: u64, checks: &Checks<'_>) -> Outcome {
    let most = checks.max_bytes.value;
    let mut work = Work { checks, done: Vec::new(), denied: None };
    if bytes > most {
        if checks.beyond == Beyond::Deny {
            let message = format!("the answer has {bytes} bytes, and {most} are allowed");
            return Outcome::Denied { code: SIZE, message, rule: checks.max_bytes.rule.map(str::to_owned) };
        }
        work.done.push(Done::Oversized { bytes });
    }
    if checks.secrets.value == Secrets::Off && checks.invisible.value == Invisible::Off {
        return Outcome::Passed { value: None, done: work.done };
    }
    let value = work.value(result, &mut String::new());
    let Some((code, message)) = work.denied else { return Outcome::Passed { value, done: work.done } };
    let rule = if code == SECRETS { checks.secrets.rule } else { checks.invisible.rule };
    Outcome::Denied { code, message, rule: rule.map(str::to_owned) }
}

struct Work<'a> {
    checks: &'a Checks<'a>,
    done: Vec<Done>,
    denied: Option<(&'static str, String)>,
}

impl Work<'_> {
    /// The value to send instead, where it differs.
    fn value(&mut self, value: &Value, pointer: &mut String) -> Option<Value> {
        let length = pointer.len();
        match value {
            Value::String(text) => self.text(text, pointer).map(Value::String),
            Value::Array(elements) => {
                let mut changed: Option<Vec<Value>> = None;
                for (at, element) in elements.iter().enumerate() {
                    pointer.push_str(&format!("/{at}"));
                    if let Some(new) = self.value(element, pointer)
                        && let Some(slot) = changed.get_or_insert_with(|| elements.clone()).get_mut(at)
                    {
                        *slot = new;
                    }
                    pointer.truncate(length);
                }
                changed.map(Value::Array)
            }
            Value::Object(members) => {
                let mut changed: Option<Vec<(String, Value)>> = None;
                for (at, (key, member)) in members.iter().enumerate() {
                    pointer.push('/');
                    pointer.push_str(&self.key(key));
                    if !(pointer == "/requestState" || is_binary(value, key, member))
                        && let Some(new) = self.value(member, pointer)
                        && let Some(slot) = changed.get_or_insert_with(|| members.clone()).get_mut(at)
                    {
                        slot.1 = new;
                    }
                    pointer.truncate(length);
                }
                changed.map(Value::Object)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    fn text(&mut self, text: &str, pointer: &str) -> Option<String> {
        let mut new: Option<String> = None;
        // First, so that a secret that is split by hidden characters is found below.
        if self.checks.invisible.value != Invisible::Off {
            let found: Vec<(usize, char)> = if is_plain(text) { Vec::new() } else { hidden::each(text).collect() };
            if !found.is_empty() {
                if self.checks.invisible.value == Invisible::Deny {
                    self.deny(INVISIBLE, "the answer has characters that nobody sees".to_owned());
                }
                let mut places = found.iter().map(|(at, _)| *at).peekable();
                let kept = text.char_indices().filter(|(at, _)| places.next_if_eq(at).is_none()).map(|(_, c)| c);
                new = Some(kept.collect());
                self.done.push(Done::Stripped { count: found.len(), pointer: pointer.to_owned() });
            }
        }
        if self.checks.secrets.value != Secrets::Off {
            let sightings = secrets::find(new.as_deref().unwrap_or(text));
            if !sightings.is_empty() {
                let source = new.as_deref().unwrap_or(text);
                let (mut out, mut at) = (String::with_capacity(source.len()), 0);
                for sighting in &sightings {
                    // What is only probably a secret is replaced, never a reason to lose the whole answer.
                    if self.checks.secrets.value == Secrets::Deny && sighting.kind.confidence > Confidence::Low {
                        self.deny(SECRETS, format!("the answer holds a secret: {}", sighting.kind.summary));
                    }
                    out.push_str(source.get(at..sighting.range.start).unwrap_or(""));
                    out.push_str(&redact::placeholder(sighting.kind.id));
                    at = sighting.range.end;
                    self.done.push(Done::Redacted { kind: sighting.kind.id, pointer: pointer.to_owned() });
                }
                out.push_str(source.get(at..).unwrap_or(""));
                new = Some(out);
            }
        }
        new
    }

    /// How the key stands in a pointer (RFC 6901).
    fn key(&mut self, key: &str) -> String {
        if self.checks.invisible.value != Invisible::Off && !is_plain(key) && hidden::each(key).next().is_some() {
            self.deny(INVISIBLE, "the answer has a key with characters that nobody sees".to_owned());
        }
        let found = if self.checks.secrets.value == Secrets::Off { Vec::new() } else { secrets::find(key) };
        if found.iter().any(|sighting| sighting.kind.confidence > Confidence::Low) {
            self.deny(SECRETS, "the answer holds a secret as the key of an object".to_owned());
        }
        match found.first() {
            Some(sighting) => redact::placeholder(sighting.kind.id),
            None => key.replace('~', "~0").replace('/', "~1"),
        }
    }

    fn deny(&mut self, code: &'static str, message: String) {
        self.denied.get_or_insert((code, message));
    }
}

/// Whether nothing in a text can be hidden: printable ASCII and line ends.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'))
}

/// Whether a member holds base64 by the specification (`ImageContent`, `AudioContent`, `BlobResourceContents`), and does.
fn is_binary(object: &Value, key: &str, member: &Value) -> bool {
    let said = match key {
        "data" => matches!(object.get("type").and_then(Value::as_str), Some("image" | "audio")),
        "blob" => object.get("uri").is_some(),
        _ => false,
    };
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n');
    said && member.as_str().is_some_and(|text| text.bytes().all(base64))
}

#[cfg(test)]
mod tests;
