//! The three states of everything that is checked, and why.
//!
//! Texts taken from a document are cut and escaped by [`said`] before they stand in a reason.

use serde::Serialize;

use crate::document::DocumentError;

/// What came of checking one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "why")]
pub enum Check {
    /// It holds.
    Verified,
    /// Nobody can tell: something is missing, or of a kind that is not known here.
    Unverifiable(#[serde(serialize_with = "as_text")] Unverifiable),
    /// It contradicts itself or what it is said to be about: forged, broken, or meant for something else.
    Invalid(#[serde(serialize_with = "as_text")] Invalid),
}

impl Check {
    /// Whether it holds.
    pub fn is_verified(&self) -> bool {
        *self == Self::Verified
    }

    /// Whether it contradicts.
    pub fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid(_))
    }
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Verified => f.write_str("verified"),
            Self::Unverifiable(why) => write!(f, "unverifiable: {why}"),
            Self::Invalid(why) => write!(f, "invalid: {why}"),
        }
    }
}

/// Why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unverifiable {
    /// The registry answers such questions, and says that there is none.
    #[error("there is none")]
    Absent,
    /// The registry was not asked, did not answer, or never serves it: mirrors drop it.
    #[error("not served: {0}")]
    NotServed(String),
    /// The release has no `dist.integrity`, which is what a registry signs.
    #[error("the registry states no integrity")]
    NoIntegrity,
    /// The registry publishes no keys.
    #[error("the registry's keys are not known")]
    NoKeys,
    /// Signed by a key that the registry's list does not have.
    #[error("signed by `{0}`, which is none of the registry's known keys")]
    UnknownKey(String),
    /// The key has a window, and nobody says when the release was published.
    #[error("`{0}` was valid for a time only, and the time of publication is not known")]
    NoPublishTime(String),
    /// The bundle carries no time that a log or a timestamping authority signed.
    #[error("no signed time says when it was made")]
    NoSignedTime,
    /// The log's key is not in the trusted root: too old a root, or another instance.
    #[error("transparency log `{0}` is not in the trusted root")]
    UnknownLog(String),
    /// A predicate that proves nothing about publishing or building.
    #[error("predicate type `{0}` is not one that is relied on")]
    Predicate(String),
    /// A format or version that is not known here.
    #[error("{0} is not known here")]
    Format(String),
    /// The certificate is good, and names no source repository.
    #[error("the certificate of `{0}` names no source repository")]
    NoSource(String),
    /// A publisher of a kind that cannot be compared with a certificate here.
    #[error("publishers of kind `{0}` are not known here")]
    Publisher(String),
}

/// What contradicts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// The document cannot be what it is said to be.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The bytes in hand are not those that the registry states.
    #[error("the file's digest is not the one that the registry states")]
    Integrity,
    /// The signature does not match.
    #[error("signature: {0}")]
    Signature(String),
    /// The certificate does not lead to the trusted root, or was not valid when it signed.
    #[error("certificate: {0}")]
    Certificate(String),
    /// The transparency log's proof does not hold, or is about something else.
    #[error("transparency log: {0}")]
    Log(String),
    /// A timestamp does not hold.
    #[error("timestamp: {0}")]
    Timestamp(String),
    /// The bundle is malformed.
    #[error("bundle: {0}")]
    Bundle(String),
    /// Used outside the window in which the registry used its key.
    #[error("`{key}` was not valid at {at}")]
    KeyWindow {
        /// The id of the key.
        key: String,
        /// When it was used.
        at: String,
    },
    /// The envelope names another key than the bundle.
    #[error("the envelope names key `{envelope}`, the bundle `{bundle}`")]
    KeyId {
        /// In the envelope.
        envelope: String,
        /// In the bundle.
        bundle: String,
    },
    /// Provenance signed by the registry's key, or a publish attestation signed by a certificate.
    #[error("{0} is signed by the wrong kind of key")]
    Material(&'static str),
    /// The statement is about none or several things.
    #[error("the statement has {0} subjects, one is expected")]
    SubjectCount(usize),
    /// The statement is about something else.
    #[error("the statement is about `{found}`, not `{expected}`")]
    SubjectName {
        /// What was verified.
        expected: String,
        /// What the statement names.
        found: String,
    },
    /// The statement is about other bytes.
    #[error("the statement is about other bytes: its digest differs")]
    SubjectDigest,
    /// The list says one type, what was signed another.
    #[error("listed as `{listed}`, signed as `{signed}`")]
    PredicateType {
        /// In the registry's list.
        listed: String,
        /// In the signed statement.
        signed: String,
    },
    /// A publish attestation about another release.
    #[error("the publish attestation is about `{0}`")]
    Release(String),
    /// The index names a publisher that the certificate does not confirm.
    #[error("the index names {field} `{index}`, the certificate `{certificate}`")]
    Publisher {
        /// What differs.
        field: &'static str,
        /// As the index has it.
        index: String,
        /// As the certificate has it.
        certificate: String,
    },
    /// Several good attestations that name different publishers.
    #[error("attestations name different publishers: {0}")]
    Conflict(String),
}

/// A check that did not end well, before it is a [`Check`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unverifiable(Unverifiable),
    Invalid(Invalid),
}

impl From<Unverifiable> for Refusal {
    fn from(why: Unverifiable) -> Self {
        Self::Unverifiable(why)
    }
}

impl From<Invalid> for Refusal {
    fn from(why: Invalid) -> Self {
        Self::Invalid(why)
    }
}

impl From<DocumentError> for Refusal {
    fn from(why: DocumentError) -> Self {
        Self::Invalid(Invalid::Document(why))
    }
}

impl From<Refusal> for Check {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unverifiable(why) => Self::Unverifiable(why),
            Refusal::Invalid(why) => Self::Invalid(why),
        }
    }
}

/// Characters of a document's text in a message.
const MAX_SAID: usize = 160;

/// A text of a document as a message may repeat it: cut, without control characters or ones that change direction.
pub(crate) fn said(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(MAX_SAID) {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hidden {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    if text.chars().nth(MAX_SAID).is_some() {
        out.push('…');
    }
    out
}

fn as_text<T: std::fmt::Display, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documents_text_is_cut_and_escaped() {
        assert_eq!(said("a\u{1b}[31mb\u{202e}"), "a\\u{1b}[31mb\\u{202e}");
        assert_eq!(said(&"x".repeat(500)).chars().count(), MAX_SAID + 1);
    }

    #[test]
    fn states_say_why() {
        let check = Check::Unverifiable(Unverifiable::UnknownKey("SHA256:x".into()));
        assert_eq!(check.to_string(), "unverifiable: signed by `SHA256:x`, which is none of the registry's known keys");
        let text = serde_json::to_string(&Check::Invalid(Invalid::SubjectDigest)).unwrap();
        assert_eq!(text, r#"{"state":"invalid","why":"the statement is about other bytes: its digest differs"}"#);
        assert_eq!(serde_json::to_string(&Check::Verified).unwrap(), r#"{"state":"verified"}"#);
    }
}
