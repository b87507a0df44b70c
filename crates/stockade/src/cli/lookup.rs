//! How packages are looked up, as it is typed for every command that does.

use std::path::PathBuf;

use clap::Args;

/// Options of commands that ask registries unless told not to.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Registries")]
pub struct Lookup {
    /// Ask nobody: caches and the knowledge pack are all there is, and what is lacking is said [env: STOCKADE_OFFLINE]
    #[arg(long)]
    pub offline: bool,
    /// Verify provenance against this Sigstore trust root (JSON) instead of the program's own
    #[arg(long, value_name = "FILE")]
    pub trusted_root: Option<PathBuf>,
}
