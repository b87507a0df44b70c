//! How long a scan takes and how much memory, on homes that hold one file for each client: `cargo xtask bench-scan`.
//!
//! A benchmark, never a test: it measures the built program as people start it, files warm, and prints. With `--bars` it
//! exits 1 where a bar of the design is missed. Layout: [`home`] builds the homes, [`table`] the clients' files out of
//! the client table ([`toml`] writes some of them), [`launch`] the entries in them, [`measure`] runs the program.

#![expect(clippy::print_stdout, clippy::indexing_slicing, reason = "a benchmark prints, and may end with a panic")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;

mod home;
mod launch;
mod measure;
mod table;
mod toml;

use home::Home;
use measure::{Mode, Sample};

/// Sizes that are measured, in servers. The first one is what the bars of time and memory speak about.
const SIZES: [usize; 4] = [200, 1_000, 3_000, 10_000];
/// Fewer clients' files than this would not be the home that the bars speak about.
const LEAST_CLIENTS: usize = 60;
/// At [`SIZES`]`[0]`: milliseconds of the median run, and MiB.
const MOST: (f64, f64) = (60.0, 40.0);
/// How much dearer a server may be than at the size before, for the cost to count as linear.
const MOST_GROWTH: f64 = 1.25;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench-scan")]
struct Arguments {
    /// Exit 1 if a bar is missed.
    #[arg(long)]
    bars: bool,
    /// Runs of the smallest size; larger ones get fewer.
    #[arg(long, default_value_t = 40)]
    runs: usize,
    /// Only this many servers.
    #[arg(long)]
    servers: Option<usize>,
    /// Build the homes there, and leave them: for profiling.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let sizes = arguments.servers.map_or_else(|| SIZES.to_vec(), |size| vec![size]);
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let folder = arguments.keep.as_deref().unwrap_or(temporary.path());
    let files = table::files(&temporary.path().join("probe"))?;
    ensure!(files.len() >= LEAST_CLIENTS, "only {} clients of the table can be given a file", files.len());

    println!(
        "{:<22}{:>9}{:>9}{:>11}{:>11}{:>11}{:>11}{:>13}",
        "", "servers", "files", "median ms", "min ms", "cpu ms", "peak MiB", "cpu µs each"
    );
    let mut bars = Bars::default();
    for mode in Mode::ALL {
        let mut before: Option<f64> = None;
        for size in &sizes {
            let home = Home::build(&folder.join(format!("{size}")), &files, *size)?;
            let runs = (arguments.runs * SIZES[0] / size).max(5);
            let sample = measure::measure(mode, &home, runs)?;
            // Growth is told by processor time: what else the machine does says nothing about the program.
            let each = sample.processor * 1000.0 / *size as f64;
            println!(
                "{:<22}{size:>9}{:>9}{:>11.1}{:>11.1}{:>11.1}{:>11.1}{each:>13.1}",
                mode.name, home.files, sample.median, sample.min, sample.processor, sample.peak
            );
            bars.judge(mode, *size, &sample, before.map(|before| each / before));
            before = Some(each);
        }
    }
    println!("\n{} clients have a file in each home; every run reported every server\n", files.len());
    for line in &bars.lines {
        println!("{line}");
    }
    Ok(if arguments.bars && bars.missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What the design asks for, and whether it is met.
#[derive(Debug, Default)]
struct Bars {
    lines: Vec<String>,
    missed: bool,
}

impl Bars {
    fn judge(&mut self, mode: &Mode, size: usize, sample: &Sample, growth: Option<f64>) {
        if size == SIZES[0] {
            let (time, memory) = MOST;
            self.bar(sample.median <= time, &format!("{}: {:.1} ms of {time} ms", mode.name, sample.median));
            self.bar(sample.peak <= memory, &format!("{}: {:.1} MiB of {memory} MiB", mode.name, sample.peak));
        }
        if let Some(growth) = growth {
            let text = format!("{}: a server of {size} costs {growth:.2} times one of the size before", mode.name);
            self.bar(growth <= MOST_GROWTH, &text);
        }
    }

    fn bar(&mut self, met: bool, text: &str) {
        self.lines.push(format!("{:<8} {text}", if met { "met" } else { "NOT MET" }));
        self.missed |= !met;
    }
}
