//! Strict MCP messages, and the policy language that decides what a tool may be called with.
//!
//! Constraints:
//! - no I/O, no clock and no randomness of its own: stores, paths and moments are lent by the caller;
//! - what cannot be read or decided is an error with its place, and an error denies.

pub mod counter;
pub mod decimal;
pub mod draft;
pub mod message;
