//! `cargo xtask pack`: the knowledge pack as a file to publish, and the check that it is the recorded one.
//!
//! - the build of `stockade-pack` compiles it from `packs/`; this task only hands it out and compares digests;
//! - `packs/DIGEST` records version and digest: a table that changes without it fails `--check`, so that every change of
//!   what the program knows is seen in a review, and the same tables give the same bytes on every machine.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use stockade_names::pack::tables;

use crate::workspace;

/// Arguments of `pack`.
#[derive(Debug, clap::Args)]
pub(crate) struct Pack {
    /// Only say whether `packs/DIGEST` is that of the tables.
    #[arg(long)]
    check: bool,
    /// Write the pack to this file too.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Pack {
    /// Compares or records the digest, and writes the pack where that is asked for.
    pub(crate) fn run(&self) -> Result<()> {
        let folder = workspace::root()?.join("packs");
        let pack = stockade_pack::embedded()?;
        let id = stockade_pack::id()?;
        let line = format!("{} sha256:{}\n", id.version, id.digest);
        let path = folder.join("DIGEST");
        if self.check {
            let recorded = std::fs::read_to_string(&path).context("cannot read `packs/DIGEST`")?;
            if recorded != line {
                bail!(
                    "`packs/DIGEST` says {}, the tables give {}: run `cargo xtask pack`",
                    recorded.trim(),
                    line.trim()
                );
            }
        } else {
            std::fs::write(&path, &line).context("cannot write `packs/DIGEST`")?;
        }
        if let Some(out) = &self.out {
            std::fs::write(out, pack.bytes()).with_context(|| format!("cannot write `{}`", out.display()))?;
        }
        let counts = tables::summary(&tables::read(&folder)?);
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        println!("pack {}: {}, {} bytes, sha256 {}", id.version, counts.join(", "), pack.bytes().len(), id.digest);
        Ok(())
    }
}
