//! `cargo xtask bench-scan`: time and memory of a scan, on homes of 200 to 10,000 servers, held to the design's bars.
//!
//! The benchmark stands beside the program (`crates/stockade/benches/scan`), built as a release is.

use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// Arguments of `bench-scan`; all go to the benchmark.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchScan {
    /// `--bars` exits 1 where a bar is missed; `--runs N`, `--servers N` and `--keep DIR` as the benchmark's `--help` says.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl BenchScan {
    /// Builds and runs it.
    pub(crate) fn run(&self) -> Result<()> {
        let mut command = Command::new("cargo");
        command.args(["bench", "--quiet", "--locked", "--package", "stockade", "--bench", "scan", "--"]);
        process::run(command.args(&self.arguments).current_dir(workspace::root()?))
    }
}
