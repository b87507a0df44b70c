//! `cargo xtask bench-gate`: what the gate adds to a call, beside the server alone and behind `cat`, held to the design's bars.
//!
//! The benchmark stands beside the program (`crates/stockade/benches/gate`). What it measures is built as it is installed, which
//! takes some minutes.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// The benchmark's own variable: which program is measured.
const PROGRAM: &str = "STOCKADE_BENCH_PROGRAM";

/// Arguments of `bench-gate`; all go to the benchmark.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchGate {
    /// The profile that the measured program is built in; stands before the benchmark's own arguments. `release` is there sooner
    /// and starts about half a millisecond later.
    #[arg(long, default_value = "dist")]
    profile: String,
    /// `--bars` exits 1 where a bar is missed; `--awake`, `--calls N` and `--messages N` as the benchmark's `--help` says.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl BenchGate {
    /// Builds and runs it.
    pub(crate) fn run(&self) -> Result<()> {
        let mut command = Command::new("cargo");
        // Somebody may want another program measured.
        if std::env::var_os(PROGRAM).is_none() {
            command.env(PROGRAM, workspace::built(&self.profile)?);
        }
        command.args(["bench", "--quiet", "--locked", "--package", "stockade", "--bench", "gate", "--"]);
        process::run(command.args(&self.arguments).current_dir(workspace::root()?))
    }
}
