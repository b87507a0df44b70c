//! The policy file as it is written: YAML with places, then the keys the language knows, still unvalidated.
//!
//! Constraints:
//! - one document, unique keys, no key that the language does not know: a policy never means less than it says;
//! - a file has at most 1 MiB, 32 levels and 100,000 values, and aliases bring in at most 10,000: no file makes the reader
//!   work much longer than it takes to read it;
//! - no recursion over the depth of the input.
//!
//! Layout: [`node`] is the tree, [`yaml`] parses it, [`fields`] takes mappings apart, [`shape`] is the unvalidated policy.

pub(crate) mod fields;
pub mod node;
pub mod shape;
mod yaml;

pub use node::{Entry, Node, Tree};
pub use shape::Document;

use crate::problem::Problem;

/// The most bytes a policy may have.
pub const MAX_BYTES: usize = 1 << 20;
/// The most levels.
pub const MAX_DEPTH: usize = 32;
/// The most values.
pub const MAX_NODES: usize = 100_000;
/// The most values that aliases and merge keys may bring in.
pub const MAX_ALIASED: usize = 10_000;

/// Reads the tree; problems that leave a tree behind are collected, others end it.
pub(crate) fn read(text: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    yaml::parse(text, problems)
}
