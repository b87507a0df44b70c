//! `cargo xtask bench-names`: what an answer costs, with the pack that the program carries and with a million names.
//!
//! - queries are names of the index, changed by one slip each ([`queries`]), the same ones in every run;
//! - each query is timed by itself, from text to answer, in one thread, in the quickest of five series; the sweep uses all cores;
//! - a cold answer and the memory of an opened pack are those of processes of their own ([`cold`]);
//! - run it with `--release` for figures to publish: the engine is optimised in every profile, its callers are not.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rayon::prelude::*;
use stockade_names::pack::build;
use stockade_names::{Ecosystem, Engine, Pack, Subject};

use crate::workspace;
use queries::Queries;

mod cold;
mod queries;

/// Arguments of `bench-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchNames {
    /// How many queries.
    #[arg(long, default_value_t = 1_000_000)]
    queries: usize,
    /// How many names the generated index has.
    #[arg(long, default_value_t = 1_000_000)]
    names: usize,
    /// Start this program for cold answers instead of building the released one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Only print how many bytes of memory an opened pack takes: `own`, or a file.
    #[arg(long, value_name = "PACK", hide = true)]
    resident: Option<PathBuf>,
}

/// Whatever else a machine does only makes a series slower: the quickest one counts.
const SERIES: usize = 5;
const MIB: f64 = 1024.0 * 1024.0;

impl BenchNames {
    /// Measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
        if let Some(pack) = &self.resident {
            println!("{}", cold::opened(pack)?);
            return Ok(());
        }
        let program = match &self.program {
            Some(program) => program.clone(),
            None => workspace::released()?,
        };
        let mut unmet = 0;
        let mut bar = |what: &str, value: String, bar: &str, met: bool| {
            unmet += usize::from(!met);
            println!("  {what:44} {value:24} bar {bar}: {}", if met { "met" } else { "NOT MET" });
        };
        let id = stockade_pack::id()?;
        println!("pack {} sha256 {}", id.version, id.digest);
        println!(
            "{} profile, {} threads",
            if cfg!(debug_assertions) { "dev" } else { "release" },
            rayon::current_num_threads()
        );

        println!("\n== the pack that the program carries");
        let bytes = stockade_pack::embedded()?.bytes().to_vec();
        let size = bytes.len() as f64 / MIB;
        bar("size", format!("{size:.1} MiB"), "<= 15 MiB", size <= 15.0);
        for (whose, bytes) in ["its own pack", "one that was taken"].into_iter().zip(cold::resident()?) {
            let grown = bytes as f64 / MIB;
            bar(&format!("resident, {whose}, all of it read"), format!("{grown:.1} MiB"), "<= 32 MiB", grown <= 32.0);
        }
        for (whose, took) in cold::WITH.into_iter().zip(cold::answers(&program)?) {
            let value = format!("{:.1} ms", took.as_secs_f64() * 1e3);
            bar(&format!("cold to answer, {whose}"), value, "<= 40 ms", took <= Duration::from_millis(40));
        }
        let started = Instant::now();
        let pack = Pack::open(bytes)?;
        println!("  {:44} {:.2} ms", "opened in", started.elapsed().as_secs_f64() * 1e3);
        let names: Vec<(Ecosystem, String)> =
            pack.names().iter().map(|record| (record.ecosystem, record.full.to_owned())).collect();
        println!("  {:44} {}", "names in the index", names.len());
        let times = quickest(&pack, || Queries::new(&names, 1).take(self.queries));
        println!("  {:44} {}", "queries", times.len());
        let (p50, p99) = (at(&times, 0.50), at(&times, 0.99));
        bar("full check, median", micros(p50), "<= 10 us", p50 <= Duration::from_micros(10));
        bar("full check, 99th percentile", micros(p99), "<= 60 us", p99 <= Duration::from_micros(60));
        println!("  {:44} {} / {}", "99.9th percentile / longest", micros(at(&times, 0.999)), micros(at(&times, 1.0)));
        drop(times);

        println!("\n== sweep, all cores");
        let mut each = Vec::new();
        for part in [4, 2, 1] {
            let count = self.queries / part;
            let swept: Vec<(Ecosystem, String)> = Queries::new(&names, 2).take(count).collect();
            let started = Instant::now();
            let asked = swept.par_iter().filter(|name| judge(&pack, name)).count();
            let took = started.elapsed();
            each.push(took.as_secs_f64() * 1e6 / count.max(1) as f64);
            let value = format!("{:.1} s, {asked} asked", took.as_secs_f64());
            if part == 1 {
                bar(&format!("{count} names"), value, "<= 60 s", took <= Duration::from_secs(60));
            } else {
                println!("  {:44} {value}", format!("{count} names"));
            }
        }
        let spread = each.iter().copied().fold(0.0, f64::max) / each.iter().copied().fold(f64::MAX, f64::min);
        bar("linear: most against least time a name", format!("{spread:.2}"), "<= 1.5", spread <= 1.5);

        println!("\n== {} generated names in the index", self.names);
        let generated = queries::index(&names, self.names);
        let started = Instant::now();
        let bytes = build::build(&generated)?;
        println!("  {:44} {:.1} s", "compiled in", started.elapsed().as_secs_f64());
        println!("  {:44} {:.1} MiB", "memory of the pack", bytes.len() as f64 / MIB);
        let all: Vec<(Ecosystem, String)> = generated.names.into_keys().collect();
        let pack = Pack::open(bytes)?;
        let times = quickest(&pack, || Queries::new(&all, 3).take(self.queries));
        let p50 = at(&times, 0.50);
        bar("full check, median", micros(p50), "<= 15 us", p50 <= Duration::from_micros(15));
        println!("  {:44} {}", "full check, 99th percentile", micros(at(&times, 0.99)));
        if unmet > 0 {
            bail!("{unmet} of the bars are not met");
        }
        Ok(())
    }
}

/// The times of the quickest of some series of the same queries, shortest first. The median of each is printed.
fn quickest<Q: Iterator<Item = (Ecosystem, String)>>(pack: &Pack, queries: impl Fn() -> Q) -> Vec<Duration> {
    let series: Vec<Vec<Duration>> = (0..SERIES).map(|_| latency(pack, queries())).collect();
    let medians: Vec<String> = series.iter().map(|times| micros(at(times, 0.5))).collect();
    println!("  {:44} {}", "medians of the series", medians.join(", "));
    series.into_iter().min_by_key(|times| at(times, 0.5)).unwrap_or_default()
}

/// The times of single queries, shortest first.
fn latency(pack: &Pack, queries: impl Iterator<Item = (Ecosystem, String)>) -> Vec<Duration> {
    let mut times: Vec<Duration> = queries
        .map(|name| {
            let started = Instant::now();
            std::hint::black_box(judge(pack, &name));
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

/// Whether a name leads to a question; a text that is no name does not.
fn judge(pack: &Pack, (ecosystem, name): &(Ecosystem, String)) -> bool {
    Subject::new(*ecosystem, name)
        .is_ok_and(|subject| Engine::new(pack).judge(&subject).verdict >= stockade_names::Verdict::Confirm)
}

fn at(times: &[Duration], share: f64) -> Duration {
    let index = (times.len().saturating_sub(1)) as f64 * share;
    times.get(index as usize).copied().unwrap_or_default()
}

fn micros(time: Duration) -> String {
    format!("{:.1} us", time.as_secs_f64() * 1e6)
}
