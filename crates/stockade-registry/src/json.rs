//! Reading JSON of which a mirror may have left out or bent anything.
//!
//! A field of the wrong kind is as unknown as a missing one; a document that is no JSON, or no object, is an error.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::http::Answer;
use crate::{Fact, RegistryError};

/// The body of an answer as an object.
pub(crate) fn object(answer: &Answer) -> Result<Map<String, Value>, RegistryError> {
    let malformed = |reason: String| RegistryError::Malformed { address: answer.address.shown(), reason };
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(malformed("it is no JSON object".to_owned())),
        Err(error) => Err(malformed(format!("it is no JSON: line {}, column {}", error.line(), error.column()))),
    }
}

/// A text, which is not empty.
pub(crate) fn text(object: &Map<String, Value>, key: &str) -> Fact<String> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned).into()
}

/// A number.
pub(crate) fn number(object: &Map<String, Value>, key: &str) -> Fact<u64> {
    object.get(key).and_then(Value::as_u64).into()
}

/// An object inside.
pub(crate) fn inner<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v Map<String, Value>> {
    object.get(key).and_then(Value::as_object)
}

/// The members of a list; none where it is no list.
pub(crate) fn list<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v [Value]> {
    object.get(key).and_then(Value::as_array).map(Vec::as_slice)
}

/// A time (RFC 3339; without a zone it is UTC, as old indexes write it).
pub(crate) fn time(text: &str) -> Fact<Timestamp> {
    let zoned = text.parse::<Timestamp>().ok();
    zoned.or_else(|| format!("{text}Z").parse().ok()).into()
}
