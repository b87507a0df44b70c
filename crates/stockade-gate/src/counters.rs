//! The stores of counters: a file by default, Redis for several machines.
//!
//! Constraints:
//! - each keeps the promises of [`stockade_policy::counter`]: all or nothing, nobody takes the last unit twice, exact sums;
//! - a store that cannot answer says so with its reason; it never answers with what it has not checked.
//!
//! Layout: [`window`] says when a window begins and ends, for both; [`file`] and [`redis`] are one store each.

pub mod file;
mod window;

pub use file::FileCounters;
