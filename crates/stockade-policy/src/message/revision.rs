//! The revisions of MCP, and which of them a message speaks.
//!
//! Constraints:
//! - an era is a property of the server: handshake revisions are *legacy*, those whose requests say everything about
//!   themselves are *modern* ("Versioning and Compatibility", 2026-07-28);
//! - a revision that is not known is not guessed at: it has the rights of the newest of its era, which has no batches.

use super::value::Value;

/// `_meta` key of a modern request: the revision it speaks.
pub const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
/// `_meta` key of a modern request: what the client can do.
pub const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// `_meta` key of a modern request: who the client is.
pub const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
/// `_meta` key of a modern request: what the server should log.
pub const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
/// `_meta` key of a modern notification: the request that opened the stream.
pub const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
/// `_meta` key of an answer that Stockade gives instead of the server.
pub const DECISION: &str = "io.github.stockade/decision";

/// How a connection is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Era {
    /// A handshake first; both sides ask.
    Legacy,
    /// No handshake: each request carries its revision and capabilities; only the client asks.
    Modern,
}

macro_rules! revisions {
    ($($variant:ident = $text:literal, $era:ident;)*) => {
        /// A revision of the protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Revision {
            $(#[doc = $text] $variant),*
        }

        impl Revision {
            /// Every revision, oldest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The date that names it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// How it is spoken.
            pub const fn era(self) -> Era {
                match self { $(Self::$variant => Era::$era),* }
            }
        }
    };
}

revisions! {
    November2024 = "2024-11-05", Legacy;
    March2025 = "2025-03-26", Legacy;
    June2025 = "2025-06-18", Legacy;
    November2025 = "2025-11-25", Legacy;
    July2026 = "2026-07-28", Modern;
}

impl Revision {
    /// The revision of this date.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|revision| revision.as_str() == text)
    }

    /// Whether a line may be a batch: 2025-03-26 alone, which brought them; 2025-06-18 took them away.
    pub const fn has_batches(self) -> bool {
        matches!(self, Self::March2025)
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The revision that parameters declare for themselves, as modern requests must.
///
/// # Errors
/// When `_meta` is no object, or the revision in it no string.
pub fn declared(params: Option<&Value>) -> Result<Option<&str>, &'static str> {
    match params.and_then(|params| params.get("_meta")) {
        None => Ok(None),
        Some(meta @ Value::Object(_)) => match meta.get(PROTOCOL_VERSION) {
            None => Ok(None),
            Some(Value::String(revision)) => Ok(Some(revision)),
            Some(_) => Err("the protocol version in `_meta` must be a string"),
        },
        Some(_) => Err("`_meta` must be an object"),
    }
}

/// The era that a request speaks: a revision in `_meta` makes it modern, whichever it names.
///
/// # Errors
/// When that cannot be told.
pub fn era(params: Option<&Value>) -> Result<Era, &'static str> {
    Ok(if declared(params)?.is_some() { Era::Modern } else { Era::Legacy })
}

/// The revision that a handshake asks for or grants: `params` of `initialize`, or its result.
pub fn negotiated(handshake: &Value) -> Option<&str> {
    handshake.get("protocolVersion").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;

    fn of(text: &str) -> Value {
        parse(text.as_bytes(), text.len()).unwrap()
    }

    #[test]
    fn dates_name_revisions_and_one_has_batches() {
        for revision in Revision::ALL {
            assert_eq!(Revision::parse(revision.as_str()), Some(*revision));
            assert_eq!(revision.has_batches(), revision.as_str() == "2025-03-26");
            assert_eq!(revision.era() == Era::Modern, revision.as_str() >= "2026");
        }
        assert!(Revision::ALL.is_sorted());
        assert_eq!(Revision::parse("2025-03-27"), None);
    }

    #[test]
    fn a_request_that_says_its_revision_is_modern() {
        let modern = of(r#"{"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}"#);
        assert_eq!(era(Some(&modern)), Ok(Era::Modern));
        assert_eq!(declared(Some(&modern)), Ok(Some("2026-07-28")));
        assert_eq!(era(Some(&of(r#"{"_meta": {"progressToken": 1}}"#))), Ok(Era::Legacy));
        assert_eq!(era(None), Ok(Era::Legacy));
        assert!(era(Some(&of(r#"{"_meta": []}"#))).is_err());
        assert!(era(Some(&of(r#"{"_meta": {"io.modelcontextprotocol/protocolVersion": 1}}"#))).is_err());
    }

    #[test]
    fn a_handshake_says_its_revision() {
        assert_eq!(negotiated(&of(r#"{"protocolVersion": "2025-03-26"}"#)), Some("2025-03-26"));
        assert_eq!(negotiated(&of("{}")), None);
    }
}
