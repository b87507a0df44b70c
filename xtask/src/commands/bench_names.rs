//! `cargo xtask bench-names`: what an answer costs, with the pack that the program carries and with a million names.
//!
//! - queries are names of the index, changed by one slip each ([`queries`]), the same ones in every run;
//! - each query is timed by itself, from text to answer, in one thread; the sweep uses all cores;
//! - run it with `--release` for figures to publish: the engine is optimised in every profile, its callers are not.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rayon::prelude::*;
use stockade_names::pack::build;
use stockade_names::{Ecosystem, Engine, Pack, Subject};

mod queries;

use queries::Queries;

/// Arguments of `bench-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchNames {
    /// How many queries.
    #[arg(long, default_value_t = 1_000_000)]
    queries: usize,
    /// How many names the generated index has.
    #[arg(long, default_value_t = 1_000_000)]
    names: usize,
}

const MIB: f64 = 1024.0 * 1024.0;

impl BenchNames {
    /// Measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
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
        let before = resident();
        let started = Instant::now();
        let pack = Pack::open(bytes)?;
        println!("  {:44} {:.2} ms", "opened in", started.elapsed().as_secs_f64() * 1e3);
        let names: Vec<(Ecosystem, String)> =
            pack.names().iter().map(|record| (record.ecosystem, record.full.to_owned())).collect();
        println!("  {:44} {}", "names in the index", names.len());
        let times = latency(&pack, Queries::new(&names, 1).take(self.queries));
        println!("  {:44} {}", "queries", times.len());
        let (p50, p99) = (at(&times, 0.50), at(&times, 0.99));
        bar("full check, median", micros(p50), "<= 10 us", p50 <= Duration::from_micros(10));
        bar("full check, 99th percentile", micros(p99), "<= 60 us", p99 <= Duration::from_micros(60));
        println!("  {:44} {} / {}", "99.9th percentile / longest", micros(at(&times, 0.999)), micros(at(&times, 1.0)));
        drop(times);
        if let (Some(before), Some(after)) = (before, resident()) {
            // The queries' own times and names are gone again, but the allocator may keep some of their pages: an upper bound.
            let grown = after.saturating_sub(before) as f64 / MIB + size;
            println!("  {:44} {grown:.1} MiB", "resident with the names above, at most");
        }
        let alone = size + lists_size(&pack);
        bar("resident, pack and lists", format!("{alone:.1} MiB"), "<= 32 MiB", alone <= 32.0);

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
        let times = latency(&pack, Queries::new(&all, 3).take(self.queries));
        let p50 = at(&times, 0.50);
        bar("full check, median", micros(p50), "<= 15 us", p50 <= Duration::from_micros(15));
        println!("  {:44} {}", "full check, 99th percentile", micros(at(&times, 0.99)));
        if unmet > 0 {
            bail!("{unmet} of the bars are not met");
        }
        Ok(())
    }
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

/// What the lists take besides the file's bytes: their maps hold each text once more, with two words of overhead.
fn lists_size(pack: &Pack) -> f64 {
    let texts =
        pack.lists().brands().map(|brand| brand.token.len() + brand.owners.iter().map(String::len).sum::<usize>());
    texts.map(|bytes| bytes * 4).sum::<usize>() as f64 / MIB
}

/// Bytes of this process that are in memory, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}
