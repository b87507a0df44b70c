//! The proxy between an MCP client and its server: every call judged before it is sent on.
//!
//! Layout: [`framing`] reads and writes lines, [`judge`] is what decides about each, [`approver`] is who it asks.

pub mod approver;
pub mod framing;
pub mod judge;

pub use judge::{Judge, Port, Ports, Side};

pub mod counters;
mod own_files;
