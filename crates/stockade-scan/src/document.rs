//! Files with spans: one value tree ([`Node`]) for JSON, JSONC, JSON5, TOML, YAML, XML and Java properties.
//!
//! Constraints:
//! - [`read`] refuses what is no ordinary small file before it is opened for long, and says both paths of a link;
//! - every node keeps the byte span it was written at, duplicate keys included;
//! - secrets are replaced in the tree and masked in the text ([`redact`]) before anybody else sees either.

pub mod node;
pub mod read;
pub mod redact;

mod json;
mod toml;
mod yaml;

pub use node::{Entry, Node, Value};
