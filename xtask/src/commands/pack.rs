//! `cargo xtask pack`: compiles the tables of `packs/` into the knowledge pack that the program carries.

use anyhow::{Context, Result, bail};
use stockade_names::pack::{build, signature};

use crate::pack;

/// Arguments of `pack`.
#[derive(Debug, clap::Args)]
pub(crate) struct Pack {
    /// Only say whether the committed pack is what the tables give.
    #[arg(long)]
    check: bool,
}

impl Pack {
    /// Compiles, and writes or compares.
    pub(crate) fn run(&self) -> Result<()> {
        let input = pack::read(&pack::folder()?)?;
        let bytes = build::build(&input)?;
        let path = pack::compiled()?;
        let opened = stockade_names::Pack::open(bytes.clone()).context("the compiled pack cannot be opened")?;
        let id = opened.id();
        if self.check {
            let found = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            if signature::signed_part(&found)? != bytes.as_slice() {
                bail!("the committed pack is not what `packs/` gives: run `cargo xtask pack`");
            }
        } else {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, &bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        let counts = pack::summary(&input);
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        println!("pack {}: {}, {} bytes, sha256 {}", id.version, counts.join(", "), bytes.len(), id.digest);
        Ok(())
    }
}
