//! The proxy between an MCP client and its server: every call judged before it is sent on.
//!
//! Layout: [`framing`] reads and writes lines, [`judge`] is what decides about each, [`approver`] is who it asks;
//! `filters` holds what is decided about each part of the protocol.

pub mod approver;
mod filters;
pub mod framing;
pub mod judge;

pub use judge::{Judge, Port, Ports, Side};
