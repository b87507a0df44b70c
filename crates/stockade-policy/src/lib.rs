//! Strict MCP messages, and the policy language that decides what a tool may be called with.
//!
//! Constraints:
//! - no I/O, no clock and no randomness of its own: stores, paths and moments are lent by the caller;
//! - what cannot be read or decided is an error with its place, and an error denies.
//!
//! Layout: [`document`] reads a policy file, [`policy`] is a valid one, [`decide`] judges calls by it; [`paths`], [`facts`]
//! and [`operators`] are what conditions are made of.

pub mod check;
pub mod counter;
pub mod decide;
pub mod decimal;
pub mod document;
pub mod draft;
pub mod explain;
pub mod facts;
pub mod globs;
pub mod import;
mod keys;
pub mod limits;
pub mod lint;
pub mod lookalike;
pub mod message;
pub mod operand;
pub mod operators;
pub mod paths;
pub mod policy;
pub mod problem;
pub mod resolver;
pub mod schema;
pub mod shipped;
mod validate;

pub use decide::{Ask, Call, Judgement, Lent, StoreFail};
pub use facts::Facts;
pub use lookalike::Listing;
pub use policy::Policy;
pub use problem::{Grade, Problem, Problems};
pub use resolver::PathResolver;
pub mod prose;
pub mod results;
