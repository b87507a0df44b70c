//! The judge of a session, with real policies and the file store: what each side sends, and what the other one hears.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[path = "judge/approvals.rs"]
mod approvals;
#[path = "judge/calls.rs"]
mod calls;
#[path = "judge/envelopes.rs"]
mod envelopes;
#[path = "judge/listings.rs"]
mod listings;
#[path = "judge/results.rs"]
mod results;
#[path = "judge/room.rs"]
mod room;
#[path = "judge/servers.rs"]
mod servers;
#[path = "judge/stuck.rs"]
mod stuck;
