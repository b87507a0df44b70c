//! The lines of `npx`.

use anyhow::{Result, bail};

/// Records them all.
pub(crate) fn record() -> Result<()> {
    bail!("recording `npx` is not written yet")
}
