//! The lines of `uvx`.

use anyhow::{Result, bail};

/// Records them all.
pub(crate) fn record() -> Result<()> {
    bail!("recording `uvx` is not written yet")
}
