//! `cargo xtask setup`: what the tests need, into `<target>/test-tools`.

use anyhow::Result;

use crate::{process, tools, workspace};

/// Arguments of `setup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Setup {}

impl Setup {
    /// Installs what is missing and prints where the list of tools is.
    #[expect(clippy::unused_self, reason = "every task has the same shape")]
    pub(crate) fn run(&self) -> Result<()> {
        let folder = workspace::test_tools()?;
        tools::install(&folder)?;
        if !process::answers("cargo", &["nextest", "--version"]) {
            eprintln!("setup: cargo-nextest is not installed: `cargo xtask test` uses `cargo test` instead");
            eprintln!("hint: `cargo install cargo-nextest --locked` makes test runs faster");
        }
        println!("{}", folder.join("tools.json").display());
        Ok(())
    }
}
