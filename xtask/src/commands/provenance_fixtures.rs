//! `cargo xtask provenance-fixtures`: fetches the real attestations that the tests of provenance use, and says what the
//! configured registries do not serve. `setup` does the same among other things.

use std::path::PathBuf;

use anyhow::Result;

use crate::{tools, workspace};

/// Arguments of `provenance-fixtures`.
#[derive(Debug, clap::Args)]
pub(crate) struct ProvenanceFixtures {
    /// Where to put them, instead of the folder of the test tools.
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

impl ProvenanceFixtures {
    /// Fetches what is missing.
    pub(crate) fn run(&self) -> Result<()> {
        let folder = match &self.into {
            Some(folder) => folder.clone(),
            None => workspace::test_tools()?,
        };
        let part = tools::install_provenance(&folder)?;
        println!("provenance: attestations are in `{}`", part.display());
        Ok(())
    }
}
