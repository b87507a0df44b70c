//! Attestations and keys as a registry serves them; what they prove is found out elsewhere.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Fact, json};

/// One attestation of a version.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// What kind of statement it says it is; unsigned here, the bundle's own counts.
    pub predicate: String,
    /// The Sigstore bundle, as it came.
    pub bundle: Value,
}

/// A key of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id (`SHA256:…`).
    pub id: String,
    /// Its kind (`ecdsa-sha2-nistp256`).
    pub kind: String,
    /// Its public half, base64 of a DER `SubjectPublicKeyInfo`.
    pub key: String,
    /// When it stops counting; unknown where it does not.
    pub expires: Fact<Timestamp>,
    /// What it signs with it; empty where that is not said.
    pub usages: Vec<String>,
}

/// The list of an answer; an entry that is none makes the whole list unusable, for what is missing might matter.
pub(super) fn read(object: &Map<String, Value>) -> Result<Vec<Attestation>, String> {
    let list = json::list(object, "attestations").ok_or("it has no list of attestations")?;
    let one = |value: &Value| {
        let object = value.as_object()?;
        let bundle = object.get("bundle").filter(|bundle| bundle.is_object())?.clone();
        Some(Attestation { predicate: json::text(object, "predicateType").known()?.clone(), bundle })
    };
    let read: Option<Vec<Attestation>> = list.iter().map(one).collect();
    read.ok_or_else(|| "one of its attestations has no kind or no bundle".to_owned())
}

/// The keys of an answer; one that cannot be read verifies nothing and is left out.
pub(super) fn keys(object: &Map<String, Value>) -> Vec<Key> {
    let one = |value: &Value| {
        let object = value.as_object()?;
        let expires = match object.get("expires") {
            None | Some(Value::Null) => Fact::Unknown,
            // An end that cannot be read might lie behind us.
            Some(end) => Fact::Known(*json::time(end.as_str()?).known()?),
        };
        let usages = json::list(object, "usages").unwrap_or_default().iter().filter_map(Value::as_str);
        Some(Key {
            id: json::text(object, "keyid").known()?.clone(),
            kind: json::text(object, "keytype").known().cloned().unwrap_or_default(),
            key: json::text(object, "key").known()?.clone(),
            expires,
            usages: usages.map(str::to_owned).collect(),
        })
    };
    json::list(object, "keys").unwrap_or_default().iter().filter_map(one).collect()
}
