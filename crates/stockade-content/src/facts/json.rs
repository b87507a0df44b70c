//! JSON that code may read: keys that matter, and texts.
//!
//! - what does not parse is data of another kind, for nothing that asks for JSON gets it;
//! - a long file is read without being kept, and for recipients alone: hosts and paths fill every list of data.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use super::{Found, recognisers};
use crate::event::{Event, How};
use crate::value::Value;
use crate::watch;

/// A file, whole.
pub(super) fn read(text: &str, found: &mut Found<'_>) {
    fn walk(value: &Json, key: Option<&str>, text: &str, found: &mut Found<'_>) {
        match value {
            Json::String(string) => {
                let place = || memchr::memmem::find(text.as_bytes(), string.as_bytes()).unwrap_or(0);
                if let Some(key) = key.filter(|key| watch::role(key).is_some()) {
                    let value = Value::literal(string);
                    recognisers::see(&Event::Field { key, value: &value, how: How::Set }, place(), found);
                }
                if string.contains(['@', '/', '\\', '.']) || string.len() > 200 {
                    recognisers::see(&Event::Text { text: string, key }, place(), found);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| walk(item, key, text, found)),
            Json::Object(entries) => {
                entries.iter().for_each(|(key, item)| walk(item, Some(key), text, found));
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
    if let Ok(value) = serde_json::from_str(text) {
        walk(&value, None, text, found);
    }
}

/// The recipients of a long file.
pub(super) fn recipients(text: &str, found: &mut Found<'_>) {
    let mut at = 0;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Whatever stands before a mistake was seen.
    let _ = Seed { key: None, text, at: &mut at, found }.deserialize(&mut deserializer);
}

struct Seed<'k, 'c, 'f> {
    key: Option<&'k str>,
    text: &'k str,
    /// Behind what was found last: texts come in the order of the file.
    at: &'c mut usize,
    found: &'c mut Found<'f>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, string: &str) -> Result<(), E> {
        if let Some(key) = self.key.filter(|key| watch::addresses(key)) {
            let rest = self.text.as_bytes().get(*self.at..).unwrap_or_default();
            if let Some(found) = memchr::memmem::find(rest, string.as_bytes()) {
                *self.at += found;
            }
            let value = Value::text(string);
            recognisers::see(&Event::Field { key, value: &value, how: How::Set }, *self.at, self.found);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items
            .next_element_seed(Seed { key: self.key, text: self.text, at: self.at, found: self.found })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<Cow<'de, str>>()? {
            entries.next_value_seed(Seed { key: Some(&key), text: self.text, at: self.at, found: self.found })?;
        }
        Ok(())
    }
}
