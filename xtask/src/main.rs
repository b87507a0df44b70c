//! Development tasks: `cargo xtask <task>`.
//!
//! - nothing here ships: the crate is unpublished and no shipped crate depends on it;
//! - one task = one file of `commands/` and one line in [`Task`];
//! - answers and closing lines go to stdout, progress and reasons to stderr, and a failure exits 1.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a development tool that prints is the point")]

mod commands;
mod metadata;
mod process;
mod spdx;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development tasks of Stockade.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measure what the gate adds to a call, and send it a million messages.
    BenchGate(commands::bench_gate::BenchGate),
    /// Measure time and memory of a sweep over many names.
    BenchHunt(commands::bench_hunt::BenchHunt),
    /// Measure time and memory of a scan.
    BenchScan(commands::bench_scan::BenchScan),
    /// Measure what an answer of the name engine costs.
    BenchNames(commands::bench_names::BenchNames),
    /// Write the table of published MCP servers from a data directory, or check it.
    Catalogue(commands::catalogue::Catalogue),
    /// Print on how many real packages each check of names speaks.
    EvalChecks(commands::eval_checks::EvalChecks),
    /// Print every figure of the name engine.
    EvalNames(commands::eval_names::EvalNames),
    /// Print what the checks say to real MCP servers and their last updates, with GuardDog beside them.
    EvalPackages(commands::eval_packages::EvalPackages),
    /// Print on how many real tools each rule about hidden instructions fires.
    EvalProse(commands::eval_prose::EvalProse),
    /// Write the files that are generated from the program, or check that they are up to date.
    Generate(commands::generate::Generate),
    /// Check that the crates depend on each other in one direction only.
    Layering(commands::layering::Layering),
    /// Check licences, bans and sources of the dependencies.
    Licences(commands::licences::Licences),
    /// Check that every source file is small and says what it is for.
    Lines(commands::lines::Lines),
    /// Write the knowledge pack to publish, or check that the one the program carries is the recorded one.
    Pack(commands::pack::Pack),
    /// Fetch the real attestations that the tests of provenance use.
    ProvenanceFixtures(commands::provenance_fixtures::ProvenanceFixtures),
    /// Write the blocks of the README that show what the program says.
    Readme(commands::readme::Readme),
    /// Record what the real package clients do with launch lines.
    RecordLaunchers(commands::record_launchers::RecordLaunchers),
    /// Install what the tests need into the target folder.
    Setup(commands::setup::Setup),
    /// Set up, then run every test of the workspace.
    Test(commands::test::Test),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::BenchGate(task) => task.run(),
        Task::BenchHunt(task) => task.run(),
        Task::BenchScan(task) => task.run(),
        Task::BenchNames(task) => task.run(),
        Task::Catalogue(task) => task.run(),
        Task::EvalChecks(task) => task.run(),
        Task::EvalNames(task) => task.run(),
        Task::EvalPackages(task) => task.run(),
        Task::EvalProse(task) => task.run(),
        Task::Generate(task) => task.run(),
        Task::Layering(task) => task.run(),
        Task::Licences(task) => task.run(),
        Task::Lines(task) => task.run(),
        Task::Pack(task) => task.run(),
        Task::ProvenanceFixtures(task) => task.run(),
        Task::Readme(task) => task.run(),
        Task::RecordLaunchers(task) => task.run(),
        Task::Setup(task) => task.run(),
        Task::Test(task) => task.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
