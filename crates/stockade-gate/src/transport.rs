//! How messages travel, apart from stdio ([`framing`](crate::framing) and [`session`](crate::session)).
//!
//! Constraints:
//! - nothing here does I/O: bytes are given and taken.
//!
//! Layout: [`sse`] reads event streams. The HTTP transport, which will be its first caller, is not there yet.

pub mod sse;
