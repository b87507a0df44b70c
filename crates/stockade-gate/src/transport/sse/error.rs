//! Why a stream is read no further, and where.

use std::fmt;

/// Why a stream is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A line over its limit.
    #[error("a line has more than {0} bytes")]
    LongLine(usize),
    /// An event over its limit.
    #[error("an event has more than {0} bytes")]
    LargeEvent(usize),
    /// Not UTF-8, which some readers replace and others refuse.
    #[error("invalid UTF-8")]
    Utf8,
    /// A byte order mark, or its bytes as characters, which some readers strip and others do not.
    #[error("a byte order mark may only stand at the start of the stream")]
    ByteOrderMark,
    /// CR and LF as ends of lines of one stream: not every reader knows CR.
    #[error("some lines end with CR alone and others with LF")]
    MixedEnds,
    /// A character outside of data that some readers take for the end of a line.
    #[error("a character that some readers end a line with stands outside of `data`")]
    Break,
    /// Data with something between its lines, which some readers take the last part of.
    #[error("the `data` lines of an event do not follow each other")]
    DataApart,
    /// An event type that some readers trim to another one.
    #[error("there is white space around the value of `event`")]
    Kind,
    /// A field that some readers may take for another one.
    #[error("a field is `data`, `event`, `id` or `retry` but for its case or for white space")]
    Field,
    /// The stream ended in an event or a line.
    #[error("the stream ends before its last event does")]
    Unfinished,
}

/// A stream that is read no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub reason: Reason,
    /// The line, from 1.
    pub line: u64,
    /// Bytes before the place: of the line, of the event where that is too large, of what is not UTF-8.
    pub offset: u64,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} of the event stream (byte {})", self.reason, self.line, self.offset)
    }
}

impl std::error::Error for Error {}
