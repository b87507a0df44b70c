//! MCP messages as they are judged and sent on.

mod canonical;
mod value;

pub use value::{Object, Value, write_string};
