//! `cargo xtask bench-gate`: what the gate adds to a call, beside the server alone and behind `cat`, held to the design's bars.
//!
//! The benchmark stands beside the program (`crates/stockade/benches/gate`), built as a release is.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// Arguments of `bench-gate`; all go to the benchmark.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchGate {
    /// `--bars` exits 1 where a bar is missed; `--awake`, `--calls N` and `--messages N` as the benchmark's `--help` says.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl BenchGate {
    /// Builds and runs it.
    pub(crate) fn run(&self) -> Result<()> {
        let mut command = Command::new("cargo");
        command.args(["bench", "--quiet", "--locked", "--package", "stockade", "--bench", "gate", "--"]);
        process::run(command.args(&self.arguments).current_dir(workspace::root()?))
    }
}
