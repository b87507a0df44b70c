//! Finds every MCP server entry of every client, and every MCP package that project files name.

use stockade_model::Inventory;

use crate::Options;

pub mod processes;

/// Looks at everything the options name.
pub fn discover(_options: &Options) -> Inventory {
    Inventory::default()
}
