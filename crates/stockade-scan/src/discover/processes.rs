//! Compares the configs with what is running.

use stockade_model::{Inventory, Launch};

use crate::Options;

/// Adds running MCP servers to the inventory and says which entries explain them.
pub fn compare(_inventory: &mut Inventory, _launches: &[Launch], _options: &Options) {}
