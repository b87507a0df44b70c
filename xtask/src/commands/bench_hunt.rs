//! `cargo xtask bench-hunt`: how `stockade hunt` grows, on lists of names made from the pack's own by mutation.
//!
//! - the lists depend on nothing but the pack and the seed, so that two runs sweep the same names;
//! - the program runs as people run it: a file in, CSV out, all cores; time is the whole run's, memory its highest;
//! - `--bars` fails where a million names take longer than the design allows, or where the rate falls as lists grow.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use stockade_names::Ecosystem;

use crate::workspace;

/// How many names, smallest list first.
const SIZES: &[usize] = &[100_000, 300_000, 1_000_000];
/// A million names take at most so long on two cores.
const BAR: Duration = Duration::from_secs(60);
/// Linear: the largest list has at least this share of the smallest one's rate. The rest is noise of the machine.
const STEADY: f64 = 0.7;

/// Arguments of `bench-hunt`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchHunt {
    /// Measure this program instead of building the released one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Another seed makes other names.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only lists of this size (repeatable).
    #[arg(long, value_name = "N")]
    names: Vec<usize>,
    /// Fail where a bar is missed.
    #[arg(long)]
    bars: bool,
}

/// What one run took.
struct Measured {
    names: usize,
    time: Duration,
    memory: Option<u64>,
    rows: usize,
}

impl Measured {
    fn rate(&self) -> f64 {
        self.names as f64 / self.time.as_secs_f64().max(0.001)
    }
}

impl BenchHunt {
    /// Builds the program, makes the lists, sweeps and prints.
    pub(crate) fn run(&self) -> Result<()> {
        let program = match &self.program {
            Some(program) => program.clone(),
            None => workspace::released()?,
        };
        let folder = tempfile::tempdir()?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let id = stockade_pack::id()?;
        println!("pack {} sha256 {}, {cores} cores, seed {}", id.version, id.digest, self.seed);
        println!("{:>9} {:>9} {:>12} {:>10} {:>9}", "names", "seconds", "names/s", "MiB", "rows");
        let mut all = Vec::new();
        for names in if self.names.is_empty() { SIZES } else { &self.names } {
            let list = folder.path().join("names.txt");
            fs::write(&list, list_of(*names, self.seed)?)?;
            let measured = measure(&program, &list, *names)?;
            let memory = measured.memory.map_or_else(|| "?".to_owned(), |kib| format!("{:.1}", kib as f64 / 1024.0));
            let (seconds, rate) = (measured.time.as_secs_f64(), measured.rate());
            println!("{names:>9} {seconds:>9.2} {rate:>12.0} {memory:>10} {:>9}", measured.rows);
            all.push(measured);
        }
        if self.bars { bars(&all) } else { Ok(()) }
    }
}

fn bars(all: &[Measured]) -> Result<()> {
    for measured in all {
        let allowed = BAR.mul_f64(measured.names as f64 / 1e6);
        if measured.time > allowed {
            bail!("{} names took {:?}; the bar is {allowed:?}", measured.names, measured.time);
        }
    }
    if let (Some(first), Some(last)) = (all.first(), all.last())
        && last.rate() < first.rate() * STEADY
    {
        bail!("the rate falls from {:.0} to {:.0} names a second: that is not linear", first.rate(), last.rate());
    }
    println!("every bar is met");
    Ok(())
}

fn measure(program: &Path, list: &Path, names: usize) -> Result<Measured> {
    let rows = list.with_extension("csv");
    let begun = Instant::now();
    let mut command = Command::new(program);
    command.arg("hunt").arg(list).arg(format!("--csv={}", rows.display())).args(["--quiet", "--no-exit-codes"]);
    let mut child = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start `{}`", program.display()))?;
    let (succeeded, memory) = until_end(&mut child)?;
    let time = begun.elapsed();
    if !succeeded {
        bail!("the sweep failed");
    }
    let rows = fs::read_to_string(&rows)?.lines().count().saturating_sub(1);
    Ok(Measured { names, time, memory, rows })
}

/// Whether it ended well, and its highest memory in KiB where the system tells.
fn until_end(child: &mut std::process::Child) -> Result<(bool, Option<u64>)> {
    let status = format!("/proc/{}/status", child.id());
    let mut highest = None;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            highest = highest.max(kib);
        }
        if let Some(status) = child.try_wait()? {
            return Ok((status.success(), highest));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A list: names of the pack, each changed in one way, spread over all of them.
fn list_of(count: usize, seed: u64) -> Result<String> {
    let pack = stockade_pack::embedded()?;
    let names: Vec<(Ecosystem, &str)> = (pack.names().iter())
        .filter(|record| matches!(record.ecosystem, Ecosystem::Npm | Ecosystem::Pypi))
        .map(|record| (record.ecosystem, record.full))
        .collect();
    let mut random = Random(seed);
    let mut out = String::with_capacity(count * 28);
    for _ in 0..count {
        let (ecosystem, name) = names.get(random.below(names.len())).context("the pack holds no names")?;
        writeln!(out, "{}:{}", ecosystem.purl_type(), mutated(name, &mut random))?;
    }
    Ok(out)
}

/// What squatters do, and what chance does: letters, separators, words.
fn mutated(name: &str, random: &mut Random) -> String {
    const WORDS: &[&str] = &["mcp", "server", "js", "py", "cli", "tools", "helper", "ai", "dev", "core"];
    let start = name.find('/').map_or(0, |at| at + 1);
    let (scope, base) = name.split_at_checked(start).unwrap_or(("", name));
    let mut letters: Vec<char> = base.chars().collect();
    let at = random.below(letters.len().max(1));
    let letter = char::from(b'a' + u8::try_from(random.below(26)).unwrap_or(0));
    let word = WORDS.get(random.below(WORDS.len())).copied().unwrap_or("mcp");
    match random.below(7) {
        0 if letters.len() > 2 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 if at > 0 => {
            if let Some(place) = letters.get_mut(at) {
                *place = letter;
            }
        }
        3 if letters.len() > at + 1 => letters.swap(at, at + 1),
        4 => return format!("{scope}{base}-{word}"),
        5 => return format!("{scope}{word}-{base}"),
        _ => letters.retain(|letter| *letter != '-'),
    }
    let base: String = letters.into_iter().collect();
    // A separator that came to an end would be no name.
    format!("{scope}{}", base.trim_matches(['-', '.', '_']))
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (limit.max(1) as u64)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_depend_on_the_seed_alone_and_hold_names() {
        let list = list_of(2000, 7).unwrap();
        assert_eq!(list, list_of(2000, 7).unwrap());
        assert_ne!(list, list_of(2000, 8).unwrap());
        assert_eq!(list.lines().count(), 2000);
        for line in list.lines() {
            let (ecosystem, name) = line.split_once(':').unwrap();
            let ecosystem = if ecosystem == "npm" { Ecosystem::Npm } else { Ecosystem::Pypi };
            assert!(stockade_names::Name::parse(ecosystem, name).is_ok(), "{line}");
        }
    }
}
