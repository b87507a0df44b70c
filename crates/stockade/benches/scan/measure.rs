//! Runs the program and looks at the clock and at its memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::home::Home;

/// How the program is started.
#[derive(Debug)]
pub(crate) struct Mode {
    /// For the table.
    pub(crate) name: &'static str,
    live: bool,
    json: bool,
}

impl Mode {
    /// As a person starts it, processes compared and a terminal report; and as a script looks at somebody else's home.
    pub(crate) const ALL: [&'static Self; 2] = [
        &Self { name: "scan", live: true, json: false },
        &Self { name: "scan --home … --json", live: false, json: true },
    ];

    fn command(&self, home: &Home) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stockade"));
        command.arg("scan").arg("--root").arg(&home.root).env_clear().current_dir(&home.project);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        if self.live {
            command.env("HOME", &home.path).env("PATH", "/usr/local/bin:/usr/bin:/bin");
        } else {
            command.arg("--home").arg(&home.path);
        }
        if self.json {
            command.arg("--json");
        }
        command
    }
}

/// What a mode costs at one size.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Milliseconds from start to end of the process.
    pub(crate) median: f64,
    /// The same, of the quickest run.
    pub(crate) min: f64,
    /// Milliseconds of processor time a run, user and system: what a busy machine says nothing about.
    pub(crate) processor: f64,
    /// The largest resident set, in MiB; the median of a few runs.
    pub(crate) peak: f64,
}

/// Measures after two runs that warm the files. A run that does not report every server is an error, not a quick run.
pub(crate) fn measure(mode: &Mode, home: &Home, runs: usize) -> Result<Sample> {
    for _ in 0..2 {
        complete(mode, home)?;
    }
    let mut times = Vec::with_capacity(runs);
    let before = processor()?;
    for _ in 0..runs {
        let mut command = mode.command(home);
        let start = Instant::now();
        let status = command.stdout(Stdio::null()).status().context("the program does not start")?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        ensure!(matches!(status.code(), Some(0 | 1)), "the program ended with {status}");
    }
    let processor = (processor()? - before) / runs as f64;
    let mut peaks: Vec<f64> = (0..3).map(|_| peak(mode, home)).collect::<Result<_>>()?;
    Ok(Sample {
        median: median(&mut times),
        min: times.first().copied().unwrap_or_default(),
        processor,
        peak: median(&mut peaks),
    })
}

/// Processor time of all children that were waited for, in milliseconds; Linux counts it in hundredths of a second.
fn processor() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").context("this system does not say what a process used")?;
    // The name in the second field may hold blanks; the fields behind it are counted from the third.
    let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(16) + ticks(17)) * 10.0)
}

fn complete(mode: &Mode, home: &Home) -> Result<()> {
    let output = Mode { json: true, ..*mode }.command(home).output();
    let output = output.context("the program does not start")?;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).context("the report is not JSON")?;
    let servers = report["servers"].as_array().map_or(0, Vec::len);
    ensure!(servers == home.servers, "{servers} servers of {} are reported in {}", home.servers, home.path.display());
    Ok(())
}

/// `VmHWM` only ever grows: it is read until the process is gone, and the last value counts.
fn peak(mode: &Mode, home: &Home) -> Result<f64> {
    let mut child = mode.command(home).stdout(Stdio::null()).spawn().context("the program does not start")?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    while let Some(kilobytes) = high_water(Path::new(&status)) {
        most = most.max(kilobytes / 1024.0);
    }
    child.wait().context("the program cannot be waited for")?;
    ensure!(most > 0.0, "this system does not say how much memory a process used");
    Ok(most)
}

fn high_water(status: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Sorts, and gives the middle.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
