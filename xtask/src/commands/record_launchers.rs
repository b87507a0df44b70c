//! `cargo xtask record-launchers`: writes `tests/launch-lines/npx.json` and `uvx.json` anew, from the real clients.
//!
//! - each line runs the pinned client of `cargo xtask setup` in a temporary home and project, against a loopback registry;
//! - what is written down is what the client asked the registry for, or the file it ran: nothing is typed in;
//! - nothing reaches any other address: the only registry that the client knows is the loopback one.

use anyhow::Result;

mod index;
mod npx;
mod registry;
mod uvx;

/// Arguments of `record-launchers`.
#[derive(Debug, clap::Args)]
pub(crate) struct RecordLaunchers {
    /// Only this client's lines.
    #[arg(value_parser = ["npx", "uvx"])]
    client: Option<String>,
}

impl RecordLaunchers {
    /// Records the lines of one client, or of both.
    pub(crate) fn run(&self) -> Result<()> {
        let wanted = |name: &str| self.client.as_deref().is_none_or(|client| client == name);
        if wanted("npx") {
            npx::record()?;
        }
        if wanted("uvx") {
            uvx::record()?;
        }
        Ok(())
    }
}
