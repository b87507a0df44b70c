//! What the gate costs: a server alone, behind `cat`, and behind the gate, in one run: `cargo xtask bench-gate`.
//!
//! A benchmark, never a test: it measures the built program between real pipes and prints; ratios are what to read, because
//! they stay where the machine is busy. With `--bars` it exits 1 where a bar of the design is missed. The benchmark is its
//! own server: started with a role as first argument it answers as [`server`] says. Layout: [`path`] is what stands between
//! client and server, [`ping`] asks and waits, [`memory`] reads the sizes, [`store`] shares one, [`soak`] sends everything at once and counts,
//! [`awake`] keeps the processors from sleeping, [`bars`] is what the design asks for.
//!
//! `STOCKADE_BENCH_PROGRAM` names another program to measure, of an earlier build, say.

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "a benchmark prints, and may end with a panic")]

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

mod awake;
mod bars;
mod memory;
mod message;
mod path;
mod ping;
mod server;
mod soak;
mod store;

use bars::Bars;
use path::{Path, Policies};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench-gate")]
struct Arguments {
    /// Exit 1 if a bar is missed or a case cannot be measured.
    #[arg(long)]
    bars: bool,
    /// Keep the processors busy with work of the idle class, so that none has to be woken.
    #[arg(long)]
    awake: bool,
    /// Calls of each way between client and server.
    #[arg(long, default_value_t = 10_000)]
    calls: usize,
    /// Instead of that: send so many messages both ways, 2 GB for a million, and check that all arrive.
    #[arg(long)]
    messages: Option<u64>,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<ExitCode> {
    if std::env::args().nth(1).as_deref() == Some(server::ROLE) {
        server::serve()?;
        return Ok(ExitCode::SUCCESS);
    }
    if std::env::args().nth(1).as_deref() == Some(store::ROLE) {
        store::work()?;
        return Ok(ExitCode::SUCCESS);
    }
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let policies = Policies::write(folder.path())?;
    let _awake = arguments.awake.then(awake::Awake::start).transpose()?;
    if let Some(messages) = arguments.messages {
        for path in [Path::Gate, Path::Policy(policies.stateless.clone())] {
            if path.works(folder.path()) {
                soak::soak(&path, folder.path(), messages)?;
            } else {
                println!("{:<22} cannot be measured yet", path.name());
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut bars = Bars::default();
    measure(&arguments, &policies, folder.path(), &mut bars)?;
    for line in &bars.lines {
        println!("{line}");
    }
    Ok(if arguments.bars && bars.missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn measure(arguments: &Arguments, policies: &Policies, folder: &std::path::Path, bars: &mut Bars) -> Result<()> {
    let mut paths = vec![Path::Direct, Path::Cat, Path::Gate];
    for policy in [&policies.stateless, &policies.limit] {
        let path = Path::Policy(policy.clone());
        if path.works(folder) {
            paths.push(path);
        } else {
            bars.unmeasured(&path.name());
        }
    }
    println!("{:<22}{:>11}{:>11}{:>11}{:>13}{:>14}", "", "p50 µs", "p99 µs", "max µs", "1 MB: MB/s", "first reply ms");
    let small = ping::small(&paths, folder, arguments.calls)?;
    let large = ping::large(&paths, folder, (arguments.calls / 50).max(20))?;
    let first = ping::first(&paths, folder, 30)?;
    for (at, path) in paths.iter().enumerate() {
        let times = &small[at];
        println!(
            "{:<22}{:>11.1}{:>11.1}{:>11.1}{:>13.0}{:>14.2}",
            path.name(),
            times.at(0.5),
            times.at(0.99),
            times.at(1.0),
            large[at],
            first[at]
        );
    }
    println!();
    for (at, path) in paths.iter().enumerate().skip(2) {
        let limit = matches!(path, Path::Policy(file) if *file == policies.limit);
        bars.latency(&path.name(), &small[1], &small[at], limit);
        bars.throughput(&path.name(), large[1], large[at]);
        bars.first(&path.name(), first[0], first[at]);
        let (small, large) = memory::measure(path, folder)?;
        bars.memory(&path.name(), small, large);
    }
    bars.shared(&store::measure(folder, arguments.calls / 2, 4)?);
    if let Some(path) = paths.iter().find(|path| matches!(path, Path::Policy(file) if *file == policies.limit)) {
        let times = ping::shared(path, folder, arguments.calls / 10, 4)?;
        let (half, tail) = (times.at(0.5), times.at(0.99));
        bars.lines
            .push(format!("         whole calls through four gates on one store: p50 {half:.0} µs, p99 {tail:.0} µs"));
    }
    Ok(())
}
