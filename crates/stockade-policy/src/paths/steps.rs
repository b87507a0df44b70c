//! The steps inside a JSON value.

use super::Read;
use crate::decimal::Decimal;
use crate::message::Value;
use crate::operand::{Operand, Trouble};

/// The most steps; every `[*]` multiplies.
const MAX_STEPS: usize = 32;

/// Why an object is not counted.
const OWN_LENGTH: &str = "counted: the object has a member `length`, which `[\"length\"]` reads";

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name` or `["name"]`.
    Key(String),
    /// `[0]`.
    Index(usize),
    /// `[*]`.
    Each,
    /// `.length` at the end.
    Length,
}

/// Reads what follows the first word of a path.
pub(super) fn parse(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (step, tail) = match first {
            '.' => {
                let body = rest.get(1..).unwrap_or_default();
                let end = body.find(['.', '[']).unwrap_or(body.len());
                let (name, tail) = body.split_at(end);
                if name.is_empty() {
                    return Err("a name is missing after a dot".to_owned());
                }
                if name.contains(|c: char| c.is_whitespace() || c == ']' || c == '"') {
                    return Err(format!("`{name}` is no plain name; write [\"{}\"]", name.replace('"', "\\\"")));
                }
                (if name == "length" && tail.is_empty() { Step::Length } else { Step::Key(name.to_owned()) }, tail)
            }
            '[' => bracket(rest.get(1..).unwrap_or_default())?,
            other => return Err(format!("`{other}` where a dot or a bracket should be")),
        };
        steps.push(step);
        rest = tail;
        if steps.len() > MAX_STEPS {
            return Err(format!("more than {MAX_STEPS} steps"));
        }
    }
    Ok(steps)
}

fn bracket(body: &str) -> Result<(Step, &str), String> {
    if let Some(quote @ ('"' | '\'')) = body.chars().next() {
        let inner = body.get(1..).unwrap_or_default();
        let (key, tail) = inner.split_once(&format!("{quote}]")).ok_or("a quoted key that does not end")?;
        return Ok((Step::Key(key.to_owned()), tail));
    }
    let (inner, tail) = body.split_once(']').ok_or("a bracket that does not close")?;
    if inner == "*" {
        return Ok((Step::Each, tail));
    }
    let digits = !inner.is_empty() && inner.len() <= 9 && inner.bytes().all(|byte| byte.is_ascii_digit());
    let index = if digits { inner.parse().ok() } else { None };
    index.map(|index| (Step::Index(index), tail)).ok_or_else(|| format!("`[{inner}]` is none of [0], [*], [\"key\"]"))
}

/// Follows the steps; the number of steps bounds the recursion.
pub(super) fn visit<'a>(value: Option<&'a Value>, steps: &[Step], each: &mut dyn FnMut(Read<'a>)) {
    let mut value = value.filter(|value| !value.is_null());
    let mut steps = steps.iter();
    while let Some(step) = steps.next() {
        let Some(at) = value else {
            // Of nothing the length is 0.
            let length = steps.as_slice().last().unwrap_or(step) == &Step::Length;
            return each(if length { Read::Found(Operand::Number(Decimal::ZERO)) } else { Read::Missing });
        };
        let wrong = |wanted| Read::Trouble(Trouble::Kind { wanted, got: at.kind() });
        value = match (step, at) {
            (Step::Key(key), Value::Object(_)) => at.get(key),
            (Step::Key(_), _) => return each(wrong("an object")),
            (Step::Index(index), Value::Array(elements)) => elements.get(*index),
            (Step::Each, Value::Array(elements)) => {
                if elements.is_empty() {
                    return each(Read::Missing);
                }
                for element in elements {
                    visit(Some(element), steps.as_slice(), each);
                }
                return;
            }
            (Step::Index(_) | Step::Each, _) => return each(wrong("a list")),
            (Step::Length, _) => {
                let length = match at {
                    // Whoever sends a list as an object with a length of its own choice is not believed.
                    Value::Object(_) if at.get("length").is_some() => {
                        return each(Read::Trouble(Trouble::Unreadable(OWN_LENGTH)));
                    }
                    Value::Object(members) => members.len(),
                    Value::Array(elements) => elements.len(),
                    Value::String(text) => text.chars().count(),
                    _ => return each(wrong("a list, text or object")),
                };
                let length = i64::try_from(length).map_or(Decimal::ZERO, Decimal::from);
                return each(Read::Found(Operand::Number(length)));
            }
        }
        .filter(|value| !value.is_null());
    }
    each(value.map_or(Read::Missing, |value| Read::Found(Operand::Json(value))));
}
