//! The survey against a registry of this process, honest and not: real archives, real signatures by keys of the test.
//!
//! - the clock stands where the registry's does; nothing leaves the loopback interface;
//! - a fault is asked for by path, so that a test says what it is about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(clippy::print_stdout, reason = "what fired is a table for people")]
mod variants;

mod advisories;
mod cache;
mod closure;
mod compare;
mod evidence;
mod faults;
mod first_sight;
mod genuine;
mod image;
mod many;
mod npm;
mod offline;
mod postmark;
mod pypi;
#[path = "../../../stockade-content/tests/facts/sources.rs"]
mod sources;
mod support;
#[path = "../../../stockade-content/tests/facts/ways.rs"]
mod ways;
