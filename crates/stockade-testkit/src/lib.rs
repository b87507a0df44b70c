//! What tests of several crates share: a fake home, a registry, a command with a scrubbed environment, the installed tools,
//! and a Sigstore instance that signs what a test says.
//!
//! Constraints:
//! - nothing of the machine reaches a program under test but what a test says: no environment, no home, no `PATH`;
//! - everything stands in a temporary folder that goes away;
//! - failures panic with what to do: this crate is for tests alone.

#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod home;
mod program;
mod real_clients;
pub mod registry;
pub mod sigstore;
mod tools;

pub use home::FakeHome;
pub use program::{Outcome, Program};
pub use real_clients::{ASKED, Asked, RealClients, SECRET};
pub use registry::TestRegistry;
pub use tools::{Tools, tools};
