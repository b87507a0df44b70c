//! `cargo xtask generate`: writes schemas, completions, manual pages and reference pages, or compares them (`--check`).
//!
//! The program itself knows what they hold; it is built and asked, so that this tool need not be built with it.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Generate {
    /// Write nothing; fail if a file differs.
    #[arg(long)]
    check: bool,
}

impl Generate {
    /// Builds the program and lets it write or compare.
    pub(crate) fn run(&self) -> Result<()> {
        let root = workspace::root()?;
        let mut command = Command::new("cargo");
        command.args(["run", "--quiet", "--locked", "--package", "stockade", "--", "generate", "--dir"]).arg(&root);
        if self.check {
            command.arg("--check");
        }
        process::run(command.current_dir(&root))?;
        println!("generate: {}", if self.check { "every generated file is up to date" } else { "done" });
        Ok(())
    }
}
