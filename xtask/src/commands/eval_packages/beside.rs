//! The same archives, read by the facts and by GuardDog, both timed: `beside.jsonl`.
//!
//! - archives are fetched by the registry clients and held against their digest; no client of a package manager that might
//!   run something of them is started;
//! - times are processor time: the machine may be shared, and GuardDog waits for lists of names that it cannot fetch.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use stockade_content::{Caps, Facts, Kind, Package};
use stockade_model::Ecosystem;
use stockade_registry::http::{self, Cache, Client};
use stockade_registry::npm::Npm;
use stockade_registry::pypi::Pypi;
use stockade_survey::Sources;

use super::row::Row;

/// Where GuardDog's own evaluation begins to call a package malicious.
const GUARDDOG_ALARM: f64 = 5.0;

/// One archive.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Beside {
    ecosystem: Ecosystem,
    name: String,
    version: String,
    bytes: u64,
    /// Reading the archive and taking its facts, processor time.
    seconds: f64,
    guarddog: Option<GuardDog>,
}

#[derive(Debug, Deserialize, Serialize)]
struct GuardDog {
    seconds: f64,
    score: Option<f64>,
    /// Rules that fired.
    rules: Vec<String>,
}

/// What was measured before.
pub(super) fn read(folder: &Path) -> Result<Vec<Beside>> {
    let path = folder.join("beside.jsonl");
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(fs::read_to_string(&path)?.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Measures what was not measured before.
pub(super) fn measure(rows: &[Row], folder: &Path, guarddog: Option<&Path>) -> Result<()> {
    let known = read(folder)?;
    let client = Client::new(http::Options::default(), Some(Cache::open(&folder.join("cache").join("http"))?));
    let sources = super::sources::all()?;
    let mut file = OpenOptions::new().create(true).append(true).open(folder.join("beside.jsonl"))?;
    for row in rows.iter().filter(|row| row.counts()) {
        let (Some(version), Some(name)) = (row.versions.first(), &row.file) else { continue };
        let is_same = |known: &&Beside| known.name == row.name && known.version == version.version;
        if known.iter().find(is_same).is_some_and(|known| known.guarddog.is_some() || guarddog.is_none()) {
            continue;
        }
        let bytes = match fetch(&client, &sources, row, &version.version, name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("  {}: {error:#}", row.name);
                continue;
            }
        };
        let seconds = facts(&bytes, name)?;
        let archive = folder.join(name.replace(['/', '\\'], "_"));
        fs::write(&archive, &bytes)?;
        let other = guarddog.map(|program| run(program, row.ecosystem, &archive)).transpose()?;
        fs::remove_file(&archive)?;
        let beside = Beside {
            ecosystem: row.ecosystem,
            name: row.name.clone(),
            version: version.version.clone(),
            bytes: bytes.len() as u64,
            seconds,
            guarddog: other,
        };
        writeln!(file, "{}", serde_json::to_string(&beside)?)?;
        eprintln!("  {}: {:.0} ms", row.name, seconds * 1e3);
    }
    Ok(())
}

fn fetch(client: &Client, sources: &Sources, row: &Row, version: &str, file: &str) -> Result<Vec<u8>> {
    let asker = sources.asker.as_ref().context("no client may be asked")?;
    if row.ecosystem == Ecosystem::Npm {
        let settings = sources.npm.as_ref().context("npm has no settings")?;
        let npm = Npm::new(client, settings.registry(&row.name, || asker.npm())?, settings.replace_host());
        let packument = npm.packument(&row.name)?;
        return Ok(npm.tarball(packument.release(version).context("the version is gone")?)?.bytes);
    }
    for settings in &sources.pypi {
        for registry in settings.registries(Some(asker), || asker.uv().or_else(|_| asker.pip()))? {
            let pypi = Pypi::new(client, registry);
            let project = pypi.project(&row.name)?;
            if let Some(found) = project.files.iter().find(|found| found.filename == file) {
                return Ok(pypi.download(found)?.bytes);
            }
        }
    }
    bail!("no index has `{file}`")
}

/// Processor time for an archive, the median of three.
fn facts(bytes: &[u8], name: &str) -> Result<f64> {
    let kind = Kind::of_name(name).context("an archive of an unknown kind")?;
    let mut times = Vec::new();
    for _ in 0..3 {
        let before = processor_time()?;
        let package = Package::read(bytes, kind, &Caps::default())?;
        std::hint::black_box(Facts::of(&package, &Caps::default()));
        times.push(processor_time()? - before);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(1).copied().unwrap_or_default())
}

/// Seconds of all threads of this process, those that ended among them.
fn processor_time() -> Result<f64> {
    ticks("/proc/self/stat", 11)
}

/// User and system time from a field of a `stat` file on, in seconds (proc(5); a tick is a hundredth).
fn ticks(path: &str, field: usize) -> Result<f64> {
    let stat = fs::read_to_string(path)?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let sum: u64 = fields.iter().skip(field).take(2).filter_map(|text| text.parse::<u64>().ok()).sum();
    Ok(sum as f64 / 100.0)
}

fn run(program: &Path, ecosystem: Ecosystem, archive: &Path) -> Result<GuardDog> {
    let before = ticks("/proc/self/stat", 13)?;
    let output = Command::new(program)
        .args([ecosystem.purl_type(), "scan"])
        .arg(archive)
        .args(["--output-format", "json"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .with_context(|| format!("could not start {}", program.display()))?;
    let seconds = ticks("/proc/self/stat", 13)? - before;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let fired = |(rule, hits): (&String, &serde_json::Value)| {
        hits.as_array().is_some_and(|hits| !hits.is_empty()).then(|| rule.clone())
    };
    let rules = answer.get("results").and_then(|results| results.as_object());
    let score = ["/risk_score/score", "/risk_score", "/score"].iter().find_map(|at| answer.pointer(at)?.as_f64());
    Ok(GuardDog { seconds, score, rules: rules.into_iter().flatten().filter_map(fired).collect() })
}

/// Prints the figures; whether every bar is met.
pub(super) fn print(all: &[Beside]) -> bool {
    if all.is_empty() {
        return true;
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let own = median(all.iter().map(|one| one.seconds).collect());
    let slowest = all.iter().max_by(|a, b| a.seconds.total_cmp(&b.seconds));
    println!("\n== reading {} archives and taking their facts, processor time", all.len());
    let met = |met: bool| if met { "met" } else { "NOT MET" };
    println!("  median    {:>8.1} ms                     bar <= 150 ms: {}", own * 1e3, met(own <= 0.15));
    if let Some(slowest) = slowest {
        let megabytes = slowest.bytes as f64 / 1e6;
        println!(
            "  longest   {:>8.1} ms  {} {}, {megabytes:.1} MB",
            slowest.seconds * 1e3,
            slowest.name,
            slowest.version
        );
    }
    let both: Vec<(&Beside, &GuardDog)> = all.iter().filter_map(|one| Some((one, one.guarddog.as_ref()?))).collect();
    if both.is_empty() {
        return own <= 0.15;
    }
    let (ours, theirs): (f64, f64) =
        (both.iter().map(|(one, _)| one.seconds).sum(), both.iter().map(|(_, dog)| dog.seconds).sum());
    let ratio = theirs / ours.max(f64::MIN_POSITIVE);
    println!("\n== GuardDog on the same {} archives", both.len());
    println!(
        "  in all    {theirs:>8.1} s, the facts {ours:.1} s    {ratio:.1} times   bar >= 10: {}",
        met(ratio >= 10.0)
    );
    let alarms: Vec<&str> = both
        .iter()
        .filter(|(_, dog)| dog.score.is_some_and(|score| score >= GUARDDOG_ALARM))
        .map(|(one, _)| one.name.as_str())
        .collect();
    let unknown = both.iter().filter(|(_, dog)| dog.score.is_none()).count();
    println!("  {} at or above {GUARDDOG_ALARM}: {}", alarms.len(), alarms.join(", "));
    println!("  {unknown} without a score");
    own <= 0.15 && ratio >= 10.0
}
