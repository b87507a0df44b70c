//! The feed of changes that some registries have: CouchDB's `_changes`, page by page.
//!
//! A sequence is the registry's own word: a number in some, a text in others, to be given back as it came.

use serde_json::{Map, Value};

use crate::json;

/// A page of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// What changed, in the order of the feed.
    pub changes: Vec<Change>,
    /// Where the next page begins.
    pub last: String,
}

/// A package that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name; the registry's word, which may be no name at all.
    pub name: String,
    /// Where in the feed this stands.
    pub sequence: String,
    /// Whether it is gone.
    pub deleted: bool,
}

/// Reads a page; an entry that is none makes the page unusable, for what is missing would never be seen.
pub(super) fn read(object: &Map<String, Value>) -> Result<Changes, String> {
    let list = json::list(object, "results").ok_or("it has no list of changes")?;
    let mut changes = Vec::with_capacity(list.len());
    for value in list {
        changes.push(change(value).ok_or("a change has no name or no place")?);
    }
    let last = object.get("last_seq").and_then(sequence).ok_or("it does not say where it ends")?;
    Ok(Changes { changes, last })
}

fn change(value: &Value) -> Option<Change> {
    let object = value.as_object()?;
    Some(Change {
        name: json::text(object, "id").known()?.clone(),
        sequence: object.get("seq").and_then(sequence)?,
        deleted: object.get("deleted").and_then(Value::as_bool).unwrap_or(false),
    })
}

fn sequence(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() && text.len() <= 4096 => Some(text.clone()),
        _ => None,
    }
}
