//! What a server's answer must pass before a model reads it: a size, a search for secrets, a search for hidden characters.
//!
//! Constraints:
//! - pure: an answer goes in, the answer to send and what was done to it come out;
//! - every text of the answer is read, `content` and `structuredContent` alike, since clients may use either;
//! - what is found in a key of an object cannot be replaced without changing what the key means, so it denies;
//! - pictures, sounds and other base64 members are not decoded, and a secret that is split over two texts is not found.
//!
//! Layout: [`secrets`] finds secrets, [`checks`] is what an answer must pass.

use serde::Serialize;
use stockade_model::{Confidence, redact};

use crate::message::Value;
use crate::prose::hidden;

pub mod checks;
pub mod secrets;

pub use checks::{Checks, Invisible, Secrets};

/// Something that was done to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "done")]
pub enum Done {
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
    /// It is sent on as it was.
    Unchanged,
    /// This is sent on instead.
    Changed {
        /// The answer to send.
        value: Value,
        /// What was done, in order.
        done: Vec<Done>,
    },
    /// It is not sent on.
    Denied {
        /// For programs: kebab-case, never renamed.
        code: &'static str,
        /// For people; never holds a part of the answer.
        message: String,
    },
}

/// Checks the `result` of an answer whose line had so many bytes.
pub fn check(result: &Value, bytes: u64, checks: &Checks) -> Outcome {
    let by = checks.rule.as_deref().map_or(String::new(), |rule| format!(" (rule \"{rule}\")"));
    if bytes > checks.max_bytes {
        let message = format!("the answer has {bytes} bytes, and {} are allowed{by}", checks.max_bytes);
        return Outcome::Denied { code: "result-too-large", message };
    }
    if checks.secrets == Secrets::Off && checks.invisible == Invisible::Off {
        return Outcome::Unchanged;
    }
    let mut work = Work { checks, done: Vec::new(), denied: None };
    let value = work.value(result, &mut String::new(), "");
    match (work.denied, value) {
        (Some((code, message)), _) => Outcome::Denied { code, message: format!("{message}{by}") },
        (None, Some(value)) => Outcome::Changed { value, done: work.done },
        (None, None) => Outcome::Unchanged,
    }
}

struct Work<'a> {
    checks: &'a Checks,
    done: Vec<Done>,
    denied: Option<(&'static str, String)>,
}

impl Work<'_> {
    /// The value to send instead, where it differs.
    fn value(&mut self, value: &Value, pointer: &mut String, key: &str) -> Option<Value> {
        let length = pointer.len();
        match value {
            // Members that hold base64 by the specification (image, audio, embedded resource).
            Value::String(_) if matches!(key, "data" | "blob") => None,
            Value::String(text) => self.text(text, pointer).map(Value::String),
            Value::Array(elements) => {
                let mut changed: Option<Vec<Value>> = None;
                for (at, element) in elements.iter().enumerate() {
                    pointer.push_str(&format!("/{at}"));
                    if let Some(new) = self.value(element, pointer, "")
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
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    self.key(key);
                    if let Some(new) = self.value(member, pointer, key)
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
        if self.checks.invisible != Invisible::Off {
            let found: Vec<(usize, char)> = hidden::each(text).collect();
            if !found.is_empty() {
                if self.checks.invisible == Invisible::Deny {
                    self.deny("result-invisible", "the answer has characters that nobody sees".to_owned());
                }
                let mut places = found.iter().map(|(at, _)| *at).peekable();
                let kept = text.char_indices().filter(|(at, _)| places.next_if_eq(at).is_none()).map(|(_, c)| c);
                new = Some(kept.collect());
                self.done.push(Done::Stripped { count: found.len(), pointer: pointer.to_owned() });
            }
        }
        if self.checks.secrets != Secrets::Off {
            let sightings = secrets::find(new.as_deref().unwrap_or(text));
            if !sightings.is_empty() {
                let source = new.as_deref().unwrap_or(text);
                let (mut out, mut at) = (String::with_capacity(source.len()), 0);
                for sighting in &sightings {
                    // What is only probably a secret is replaced, never a reason to lose the whole answer.
                    if self.checks.secrets == Secrets::Deny && sighting.kind.confidence > Confidence::Low {
                        self.deny("result-secret", format!("the answer holds a secret: {}", sighting.kind.summary));
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

    fn key(&mut self, key: &str) {
        if self.checks.secrets != Secrets::Off
            && secrets::find(key).iter().any(|sighting| sighting.kind.confidence > Confidence::Low)
        {
            self.deny("result-secret", "the answer holds a secret as the key of an object".to_owned());
        }
        if self.checks.invisible != Invisible::Off && hidden::each(key).next().is_some() {
            self.deny("result-invisible", "the answer has a key with characters that nobody sees".to_owned());
        }
    }

    fn deny(&mut self, code: &'static str, message: String) {
        self.denied.get_or_insert((code, message));
    }
}

#[cfg(test)]
mod tests;
