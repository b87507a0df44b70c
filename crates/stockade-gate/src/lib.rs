//! The proxy between an MCP client and its server: every call judged before it is sent on.
//!
//! Layout: [`framing`] reads and writes lines, [`judge`] is what decides about each, [`session`] brings the two sides
//! together, [`supervisor`] starts and ends the server's processes, [`trust`] reads the policy and [`reload`] watches it,
//! [`resolve_path`] says where an argument's path leads; `filters` holds what is decided about each part of the protocol,
//! [`listing`] asks a server for its tools, [`approver`] is who is asked, [`counters`] are the stores, [`journal`] is what is
//! written down, [`pins`] is what is remembered of tools, [`telemetry`] exports the journal, [`transport`] reads event
//! streams.

pub mod approver;
pub mod counters;
mod filters;
pub mod framing;
pub mod journal;
pub mod judge;
pub mod listing;
mod own_files;
pub mod pins;
pub mod pipe;
pub mod reload;
pub mod resolve_path;
pub mod session;
pub mod supervisor;
pub mod telemetry;
pub mod transport;
pub mod trust;

pub use judge::{Judge, Port, Ports, Side};
