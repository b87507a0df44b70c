//! The proxy between an MCP client and its server: every call judged before it is sent on.

pub mod counters;
pub mod journal;
mod own_files;
pub mod telemetry;
