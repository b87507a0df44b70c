//! MCP messages as they are judged and sent on.
//!
//! Constraints:
//! - what is read is read strictly, so that the receiver cannot read it differently;
//! - what is sent is written from the tree that was judged.
//!
//! Layout: [`parse`] makes a [`Value`] of bytes, [`Envelope`] says what kind of message it is, [`revision`] which
//! revision of the protocol it speaks.

mod canonical;
mod envelope;
mod error;
mod pool;
pub mod revision;
mod strict_json;
mod value;

#[cfg(test)]
mod envelope_tests;
#[cfg(test)]
mod strict_json_tests;

pub use envelope::{
    DENIED, Envelope, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, Id, METHOD_NOT_FOUND, PARSE_ERROR, Refusal,
    ToolCall, items,
};
pub use error::{ParseError, Place, Reason};
pub use pool::Pool;
pub use stockade_model::json::write_string;
pub use strict_json::{MAX_DEPTH, Parsed, parse, parse_line, parse_with};
pub use value::{Object, Value};
