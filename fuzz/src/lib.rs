//! The bodies of the fuzz targets: each takes any bytes and panics where a promise of the code under test is broken.
//!
//! Constraints:
//! - the same code runs under libFuzzer, as a stable program, and as property tests of the workspace (which includes this
//!   file by path), so nothing here may name the crate it is in;
//! - what needs files has them in a temporary folder of the thread;
//! - a body is as strict as it can be: spans on characters, lengths kept, answers the same when asked twice.
//!
//! Layout: `documents`, `files`, `launches`, `messages`, `names`, `packages`, `policies`, `provenance`, `redaction` and
//! `streams` are the bodies, [`list`] names them all, [`mutation`] makes inputs out of seeds; `replay.rs` runs one body for a
//! crate that includes it alone.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a target fails by panicking"
)]

mod documents;
mod files;
mod launches;
pub mod list;
mod messages;
pub mod mutation;
mod names;
mod packages;
mod policies;
mod provenance;
mod redaction;
mod streams;
