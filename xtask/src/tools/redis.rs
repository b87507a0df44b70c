//! Debian's Redis server, for the store of counters that several machines share. Tests start their own.

use anyhow::{Result, bail};

use super::pip;
use crate::process;

/// Installs the server where it is missing; as root on Debian, else by whoever reads the message.
pub(crate) fn install() -> Result<()> {
    if answers() {
        return Ok(());
    }
    pip::debian(&["redis-server"])?;
    if !answers() {
        bail!("redis-server does not start; install Debian's `redis-server`, or any Redis from version 6 on");
    }
    Ok(())
}

fn answers() -> bool {
    process::answers("redis-server", &["--version"])
}
