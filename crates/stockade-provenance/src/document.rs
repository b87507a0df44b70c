//! Documents as registries serve them: whether there is one, and its JSON within bounds.
//!
//! Constraints:
//! - nothing is verified before the document's size, its depth and the counts inside each bundle are known to be small: a
//!   log proof with a hundred thousand signatures is refused, not computed;
//! - one parse: what is judged is the tree that is verified, so two parsers cannot disagree about a key given twice.

use serde_json::Value;

use crate::check::{Invalid, Refusal, Unverifiable, said};

/// Bytes of a document. Real ones have 10 to 40 KB.
pub const MAX_DOCUMENT: usize = 1 << 20;
/// Attestations in a document. npm serves two for a release, PyPI one or two for a file.
pub const MAX_ATTESTATIONS: usize = 16;

/// Log entries and timestamps of a bundle: real ones have one of each.
const MAX_ENTRIES: usize = 4;
/// Certificates of a chain.
const MAX_CERTIFICATES: usize = 6;
/// Characters of a checkpoint, which has a line for each of the log's and its witnesses' signatures.
const MAX_CHECKPOINT: usize = 8 << 10;
/// Hashes of an inclusion proof: more than the height of any tree.
const MAX_PROOF: usize = 64;

/// Whether the registry has a document.
#[derive(Clone, Debug)]
pub enum Document<'a> {
    /// As it was served.
    Served(&'a [u8]),
    /// The registry serves such documents, and has none for this: a fact about the release.
    Absent,
    /// Not known: not asked, an error, or a registry that never serves them. Why, for people.
    Unknown(&'a str),
}

impl<'a> Document<'a> {
    /// The bytes, or why there are none.
    pub(crate) fn bytes(&self) -> Result<&'a [u8], Unverifiable> {
        match self {
            Self::Served(bytes) => Ok(bytes),
            Self::Absent => Err(Unverifiable::Absent),
            Self::Unknown(why) => Err(Unverifiable::NotServed(said(why))),
        }
    }
}

/// A document that cannot be what it is said to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// More bytes than any real one.
    #[error("the document has {0} bytes, more than {MAX_DOCUMENT}")]
    TooLarge(usize),
    /// No JSON, or nested too deeply.
    #[error("not JSON: {0}")]
    Json(String),
    /// A part is missing or of another type.
    #[error("`{0}` is missing or of another type")]
    Shape(&'static str),
    /// More parts than any real one.
    #[error("{count} {part}, more than {limit}")]
    TooMany {
        /// What there is too much of.
        part: &'static str,
        /// How much there is.
        count: usize,
        /// How much may be.
        limit: usize,
    },
}

/// Parses within bounds. Depth is bounded by the parser, at 128.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, DocumentError> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(DocumentError::TooLarge(bytes.len()));
    }
    serde_json::from_slice(bytes).map_err(|error| DocumentError::Json(said(&error.to_string())))
}

/// The list under a key.
pub(crate) fn list<'a>(value: &'a Value, key: &'static str, limit: usize) -> Result<&'a [Value], DocumentError> {
    let Some(found) = value.get(key).and_then(Value::as_array) else { return Err(DocumentError::Shape(key)) };
    at_most(key, found.len(), limit)?;
    Ok(found)
}

/// The text under a key.
pub(crate) fn text<'a>(value: &'a Value, key: &'static str) -> Result<&'a str, DocumentError> {
    value.get(key).and_then(Value::as_str).ok_or(DocumentError::Shape(key))
}

/// The text under a key that may be missing or null, but not of another type.
pub(crate) fn optional_text<'a>(value: &'a Value, key: &'static str) -> Result<Option<&'a str>, DocumentError> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(found)) => Ok(Some(found)),
        Some(_) => Err(DocumentError::Shape(key)),
    }
}

pub(crate) fn at_most(part: &'static str, count: usize, limit: usize) -> Result<(), DocumentError> {
    if count > limit { Err(DocumentError::TooMany { part, count, limit }) } else { Ok(()) }
}

/// What a bundle says of itself, before anything in it is verified.
#[derive(Debug)]
pub(crate) struct Outline {
    /// The ids of the logs, base64 of the SHA-256 of their keys.
    pub(crate) logs: Vec<String>,
    /// The index of the first log entry, as the bundle has it.
    pub(crate) log_index: Option<u64>,
    /// The hint of the public key, where the bundle has no certificate.
    pub(crate) key: Option<String>,
}

/// Media types of the bundle format, `protobuf-specs`' `Bundle.media_type`.
const MEDIA_TYPES: &[&str] = &[
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
];

/// Entry kinds of Rekor that can hold a DSSE envelope.
const ENTRY_KINDS: &[(&str, &str)] = &[("dsse", "0.0.1"), ("intoto", "0.0.2"), ("hashedrekord", "0.0.2")];

/// Bounds a bundle and reads what has to be known before it is verified.
pub(crate) fn outline(bundle: &Value) -> Result<Outline, Refusal> {
    let media_type = text(bundle, "mediaType")?;
    if !MEDIA_TYPES.contains(&media_type) {
        return Err(Unverifiable::Format(format!("bundle format `{}`", said(media_type))).into());
    }
    let material = bundle.get("verificationMaterial").ok_or(DocumentError::Shape("verificationMaterial"))?;
    if let Some(chain) = material.get("x509CertificateChain") {
        list(chain, "certificates", MAX_CERTIFICATES)?;
    }
    let stamps = material.get("timestampVerificationData").and_then(|data| data.get("rfc3161Timestamps"));
    at_most("timestamps", stamps.and_then(Value::as_array).map_or(0, Vec::len), MAX_ENTRIES)?;

    let entries = list(material, "tlogEntries", MAX_ENTRIES)?;
    let mut logs = Vec::new();
    for entry in entries {
        let kind = entry.get("kindVersion").ok_or(DocumentError::Shape("kindVersion"))?;
        let (kind, version) = (text(kind, "kind")?, text(kind, "version")?);
        if !ENTRY_KINDS.contains(&(kind, version)) {
            return Err(Unverifiable::Format(format!("log entry `{} {}`", said(kind), said(version))).into());
        }
        let log = entry.get("logId").ok_or(DocumentError::Shape("logId"))?;
        logs.push(text(log, "keyId")?.to_owned());
        if let Some(proof) = entry.get("inclusionProof") {
            let hashes = proof.get("hashes").and_then(Value::as_array).map_or(0, Vec::len);
            at_most("hashes", hashes, MAX_PROOF)?;
            let note = proof.get("checkpoint").and_then(|checkpoint| checkpoint.get("envelope"));
            at_most("checkpoint characters", note.and_then(Value::as_str).map_or(0, str::len), MAX_CHECKPOINT)?;
        }
    }
    let log_index = entries.first().and_then(|entry| entry.get("logIndex")).and_then(number);
    let key = match material.get("publicKey") {
        Some(key) => Some(optional_text(key, "hint")?.unwrap_or_default().to_owned()),
        None => None,
    };
    if bundle.get("dsseEnvelope").is_none() {
        return Err(Invalid::Document(DocumentError::Shape("dsseEnvelope")).into());
    }
    Ok(Outline { logs, log_index, key })
}

/// A number as protobuf's JSON writes it: 64-bit ones are texts.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bundle() -> Value {
        json!({
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": ""},
                "tlogEntries": [{
                    "kindVersion": {"kind": "dsse", "version": "0.0.1"}, "logId": {"keyId": "abc"}, "logIndex": "7",
                    "inclusionProof": {"hashes": [], "checkpoint": {"envelope": ""}},
                }],
            },
            "dsseEnvelope": {},
        })
    }

    #[test]
    fn an_outline_is_read() {
        let outline = outline(&bundle()).unwrap();
        assert_eq!((outline.logs, outline.log_index, outline.key), (vec!["abc".to_owned()], Some(7), None));
    }

    #[test]
    fn more_than_any_real_bundle_has_is_refused() {
        let entry = bundle()["verificationMaterial"]["tlogEntries"][0].clone();
        let grow: &[(&str, Value)] = &[
            ("/verificationMaterial/tlogEntries", json!(vec![entry; 5])),
            ("/verificationMaterial/tlogEntries/0/inclusionProof/hashes", json!(vec![""; 65])),
            ("/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint/envelope", json!("x".repeat(9000))),
        ];
        for (place, value) in grow {
            let mut bundle = bundle();
            *bundle.pointer_mut(place).unwrap() = value.clone();
            let refused = outline(&bundle).unwrap_err();
            assert!(
                matches!(refused, Refusal::Invalid(Invalid::Document(DocumentError::TooMany { .. }))),
                "{place}: {refused:?}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_no_forgery() {
        for (place, value) in [
            ("/mediaType", "application/vnd.dev.sigstore.bundle.v0.9+json"),
            ("/verificationMaterial/tlogEntries/0/kindVersion/version", "0.0.9"),
        ] {
            let mut bundle = bundle();
            *bundle.pointer_mut(place).unwrap() = value.into();
            assert!(matches!(outline(&bundle), Err(Refusal::Unverifiable(Unverifiable::Format(_)))), "{place}");
        }
    }

    #[test]
    fn documents_are_bounded() {
        assert_eq!(parse(&vec![b' '; MAX_DOCUMENT + 1]), Err(DocumentError::TooLarge(MAX_DOCUMENT + 1)));
        assert!(matches!(parse(&[b'['; 100_000]), Err(DocumentError::Json(_))), "depth");
        assert!(matches!(parse(b"\xff"), Err(DocumentError::Json(_))));
    }
}
