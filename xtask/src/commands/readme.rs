//! `cargo xtask readme`: writes the blocks of the README that are held to what the program says.
//!
//! The tests that compare them write them, so that there is one way to make a block: see `tests/cli/readme.rs`.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// Arguments of `readme`.
#[derive(Debug, clap::Args)]
pub(crate) struct Readme {}

impl Readme {
    /// Runs these tests one after another, as writers.
    #[expect(clippy::unused_self, reason = "every task has the same shape")]
    pub(crate) fn run(&self) -> Result<()> {
        let mut command = Command::new("cargo");
        command.args(["test", "--quiet", "--locked", "--package", "stockade", "--test", "cli", "--"]);
        command.args(["the_readme_counts_right", "what_the_real_clients_write", "a_denied_call_in_the_readme"]);
        command.arg("--test-threads=1");
        command.env("STOCKADE_WRITE_README", "1");
        command.env("STOCKADE_TEST_TOOLS", workspace::test_tools()?.join("tools.json"));
        process::run(command.current_dir(workspace::root()?))
    }
}
