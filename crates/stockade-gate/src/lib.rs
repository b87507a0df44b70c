//! The proxy between an MCP client and its server: every call judged before it is sent on.

pub mod approver;

pub mod pins;
