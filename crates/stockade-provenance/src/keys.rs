//! The keys that an npm registry signs with, as it publishes them (`/-/npm/v1/keys`), or as the Sigstore root distributes
//! those of the public registry (the TUF target `keys.json`).
//!
//! Constraints:
//! - a key is picked by its id, and must be ECDSA P-256: others are kept out of the list, so that what they signed is
//!   unverifiable;
//! - a key given twice with different bytes makes the document unusable;
//! - a window is half open: a key that expires at noon did not sign at noon.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use crate::check::said;
use crate::document::{self, DocumentError};
use crate::door;

/// Keys of a document. The public registry has two, each twice where usages are listed apart.
const MAX_KEYS: usize = 64;

/// A document of keys that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// It is not a document of keys.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A key's bytes are no key.
    #[error("key `{0}` is not an ECDSA P-256 key")]
    NotAKey(String),
    /// A key's window is no time.
    #[error("key `{id}` has `{text}` for a time")]
    NotATime {
        /// Which key.
        id: String,
        /// What stands there.
        text: String,
    },
    /// One id, two keys.
    #[error("key `{0}` is listed twice, with different contents")]
    Twice(String),
}

/// A registry's keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) id: String,
    /// DER, SubjectPublicKeyInfo.
    pub(crate) bytes: Vec<u8>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// Whether a key was in use at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    Inside,
    Outside,
    /// It has a window, and the time is not known.
    Unknown,
}

impl Key {
    pub(crate) fn at(&self, time: Option<Timestamp>) -> Window {
        match time {
            _ if self.from.is_none() && self.until.is_none() => Window::Inside,
            None => Window::Unknown,
            Some(time) => {
                let begun = self.from.is_none_or(|from| from <= time);
                let over = self.until.is_some_and(|until| until <= time);
                if begun && !over { Window::Inside } else { Window::Outside }
            }
        }
    }
}

impl Keys {
    /// Reads either form of the document.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeysError> {
        let value = document::parse(bytes)?;
        let mut keys: Vec<Key> = Vec::new();
        for entry in document::list(&value, "keys", MAX_KEYS)? {
            let key = if entry.get("publicKey").is_some() { from_root(entry)? } else { from_registry(entry)? };
            let Some(key) = key else { continue };
            match keys.iter().find(|known| known.id == key.id) {
                // Usages are listed apart, with the same key.
                Some(known) if *known == key => {}
                Some(_) => return Err(KeysError::Twice(said(&key.id))),
                None => keys.push(key),
            }
        }
        Ok(Self(keys))
    }

    /// The ids, as the registry has them.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }
}

/// `{keyid, keytype, scheme, key, expires}`.
fn from_registry(entry: &Value) -> Result<Option<Key>, KeysError> {
    let id = document::text(entry, "keyid")?;
    if document::text(entry, "scheme")? != "ecdsa-sha2-nistp256" {
        return Ok(None);
    }
    let bytes = decoded(id, document::text(entry, "key")?)?;
    let until = time(id, document::optional_text(entry, "expires")?)?;
    Ok(Some(Key { id: id.to_owned(), bytes, from: None, until }))
}

/// `{keyId, keyUsage, publicKey: {rawBytes, keyDetails, validFor: {start, end}}}`.
fn from_root(entry: &Value) -> Result<Option<Key>, KeysError> {
    let id = document::text(entry, "keyId")?;
    let key = entry.get("publicKey").ok_or(DocumentError::Shape("publicKey"))?;
    if document::text(key, "keyDetails")? != "PKIX_ECDSA_P256_SHA_256" {
        return Ok(None);
    }
    let bytes = decoded(id, document::text(key, "rawBytes")?)?;
    let window = key.get("validFor").unwrap_or(&Value::Null);
    let from = time(id, document::optional_text(window, "start")?)?;
    let until = time(id, document::optional_text(window, "end")?)?;
    Ok(Some(Key { id: id.to_owned(), bytes, from, until }))
}

fn decoded(id: &str, text: &str) -> Result<Vec<u8>, KeysError> {
    let bytes = STANDARD.decode(text).ok().filter(|bytes| door::is_p256(bytes));
    bytes.ok_or_else(|| KeysError::NotAKey(said(id)))
}

fn time(id: &str, text: Option<&str>) -> Result<Option<Timestamp>, KeysError> {
    let parse = |text: &str| {
        let bad = |_| KeysError::NotATime { id: said(id), text: said(text) };
        text.parse::<Timestamp>().map_err(bad)
    };
    text.map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(from: Option<&str>, until: Option<&str>) -> Key {
        let time = |text: &str| text.parse().unwrap();
        Key { id: "k".into(), bytes: Vec::new(), from: from.map(time), until: until.map(time) }
    }

    #[test]
    fn windows_are_half_open() {
        let noon = Some("2025-01-29T12:00:00Z".parse().unwrap());
        assert_eq!(key(None, Some("2025-01-29T12:00:00Z")).at(noon), Window::Outside);
        assert_eq!(key(None, Some("2025-01-29T12:00:01Z")).at(noon), Window::Inside);
        assert_eq!(key(Some("2025-01-29T12:00:00Z"), None).at(noon), Window::Inside);
        assert_eq!(key(Some("2025-01-29T12:00:01Z"), None).at(noon), Window::Outside);
        assert_eq!(key(None, Some("2025-01-29T12:00:00Z")).at(None), Window::Unknown);
        assert_eq!(key(None, None).at(None), Window::Inside, "a key without a window needs no time");
    }

    #[test]
    fn documents_of_another_shape_are_refused() {
        for (text, why) in [
            ("[]", "`keys` is missing"),
            (r#"{"keys":[{}]}"#, "`keyid` is missing"),
            (r#"{"keys":[{"keyid":1}]}"#, "`keyid` is missing"),
            (r#"{"keys":[{"keyid":"a","scheme":"ecdsa-sha2-nistp256","key":"AAAA"}]}"#, "not an ECDSA P-256 key"),
            (
                r#"{"keys":[{"keyId":"a","publicKey":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","rawBytes":"*"}}]}"#,
                "not an",
            ),
        ] {
            let error = Keys::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(Keys::parse(br#"{"keys":[{"keyid":"a","scheme":"rsa","key":"AAAA"}]}"#).unwrap().is_empty());
    }
}
