//! Why bytes are no message, and where.

use std::fmt;

/// Where in the bytes something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of an offset; the bytes before it need not be UTF-8.
    pub(super) fn of(bytes: &[u8], offset: usize) -> Self {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
        Self { offset, line, column }
    }
}

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// More bytes than the caller allows.
    #[error("the message has {length} bytes, and {limit} are allowed")]
    TooLarge {
        /// What it has.
        length: usize,
        /// What is allowed.
        limit: usize,
    },
    /// Not UTF-8 (RFC 8259, section 8.1).
    #[error("invalid UTF-8")]
    Utf8,
    /// A byte order mark, which RFC 8259 lets readers ignore or refuse: they differ, so it is refused.
    #[error("a byte order mark")]
    ByteOrderMark,
    /// The text ends too early.
    #[error("the text ends where {0} is expected")]
    End(&'static str),
    /// Something else is expected here.
    #[error("{0} is expected")]
    Expected(&'static str),
    /// A number outside the grammar of RFC 8259, section 6.
    #[error("not a JSON number")]
    Number,
    /// A control character that is not escaped.
    #[error("a control character in a string must be escaped")]
    Control,
    /// An escape that JSON does not have.
    #[error("not a JSON escape")]
    Escape,
    /// Half a surrogate pair: readers replace, keep or refuse it.
    #[error("a lone surrogate")]
    Surrogate,
    /// Lists and objects in each other beyond the limit.
    #[error("nested deeper than {} levels", super::MAX_DEPTH)]
    Depth,
    /// The same key twice in one object: readers take the first, the last or both.
    #[error("the key `{0}` is there twice")]
    Duplicate(String),
    /// A value ended, and more follows.
    #[error("something follows the value")]
    Trailing,
}

/// A text that is not one strict JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Why.
    pub reason: Reason,
    /// Where.
    pub place: Place,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { offset, line, column } = self.place;
        write!(f, "{} at line {line}, column {column} (byte {offset})", self.reason)
    }
}

impl std::error::Error for ParseError {}
