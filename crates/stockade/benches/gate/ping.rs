//! One call after the other, each waited for.

use std::path::Path as FilePath;
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::message;
use crate::path::{Path, Running};

/// The ways take turns so many times, so that what else the machine does meets all of them.
const TURNS: usize = 10;
/// Calls before those that count.
const WARM: usize = 200;

/// Microseconds, sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The time that this share of the calls did not exceed.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
    }
}

fn turn(running: &mut Running, from: usize, calls: usize, length: usize, times: &mut Vec<f64>) -> Result<()> {
    for id in from..from + calls {
        let line = message::call(id as u64, length);
        let start = Instant::now();
        let answer = running.ask(&line)?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
        ensure!(message::id(&answer) == Some(id as u64), "{}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}

fn take_turns(paths: &[Path], folder: &FilePath, calls: usize, warm: usize, length: usize) -> Result<Vec<Times>> {
    let mut all: Vec<Running> = paths.iter().map(|path| path.start(folder, &[])).collect::<Result<_>>()?;
    let mut times = vec![Vec::new(); paths.len()];
    for running in &mut all {
        turn(running, 0, warm, length, &mut Vec::new())?;
    }
    let each = (calls / TURNS).max(1);
    for number in 0..TURNS {
        for (running, times) in all.iter_mut().zip(&mut times) {
            turn(running, warm + number * each, each, length, times)?;
        }
    }
    all.into_iter().try_for_each(Running::finish)?;
    Ok(times.into_iter().map(Times::of).collect())
}

/// Small calls, each way.
pub(crate) fn small(paths: &[Path], folder: &FilePath, calls: usize) -> Result<Vec<Times>> {
    take_turns(paths, folder, calls, WARM, 40)
}

/// MB a second with 1 MB in one argument, each way.
pub(crate) fn large(paths: &[Path], folder: &FilePath, calls: usize) -> Result<Vec<f64>> {
    let times = take_turns(paths, folder, calls, 5, 1_000_000)?;
    Ok(times.iter().map(|times| 1e6 / times.at(0.5)).collect())
}

/// Milliseconds from the start to the first reply, the median.
pub(crate) fn first(paths: &[Path], folder: &FilePath, runs: usize) -> Result<Vec<f64>> {
    let mut times = vec![Vec::new(); paths.len()];
    for _ in 0..runs {
        for (path, times) in paths.iter().zip(&mut times) {
            let start = Instant::now();
            let running = path.start(folder, &[])?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            running.finish()?;
        }
    }
    Ok(times.into_iter().map(|times| Times::of(times).at(0.5)).collect())
}

/// Several gates at once on one store.
pub(crate) fn shared(path: &Path, folder: &FilePath, calls: usize, gates: usize) -> Result<Times> {
    let work = || -> Result<Vec<f64>> {
        let mut running = path.start(folder, &[])?;
        let mut times = Vec::new();
        turn(&mut running, 0, calls, 40, &mut times)?;
        running.finish()?;
        Ok(times)
    };
    let times: Result<Vec<Vec<f64>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..gates).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("a client failed"))).collect()
    });
    Ok(Times::of(times?.concat()))
}
