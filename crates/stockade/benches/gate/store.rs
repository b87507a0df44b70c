//! Operations on one store of counters, which several processes share.
//!
//! - Each process asks again as soon as it has been answered: no gate does so, since a call lies between two operations.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use stockade_gate::counters::file::FileCounters;
use stockade_policy::counter::{Claim, Counters as _, Key, Limit, Reservation, Window};
use stockade_policy::decimal::Decimal;

use crate::ping::Times;

/// The first argument of a benchmark that is one of the processes. The second is the store, the third how many operations.
pub(crate) const ROLE: &str = "store";

/// Microseconds of an operation, in the processes together.
pub(crate) fn measure(folder: &Path, operations: usize, processes: usize) -> Result<Times> {
    let own = std::env::current_exe().context("where is this program?")?;
    let start = |_| {
        let mut command = Command::new(&own);
        command.arg(ROLE).arg(folder.join("store")).arg(operations.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
    };
    let mut running = (0..processes).map(start).collect::<std::io::Result<Vec<_>>>()?;
    // They wait for the end of their input, so that all begin at once.
    running.iter_mut().for_each(|child| drop(child.stdin.take()));
    let mut times = Vec::new();
    for child in running {
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "a process of the store failed");
        let text = String::from_utf8(output.stdout)?;
        times.extend(text.lines().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?);
    }
    ensure!(times.len() == operations * processes, "{} operations", times.len());
    Ok(Times::of(times))
}

/// One of the processes.
pub(crate) fn work() -> Result<()> {
    let mut arguments = std::env::args().skip(2);
    let folder = arguments.next().context("no store")?;
    let operations: usize = arguments.next().context("no number")?.parse()?;
    let counters = FileCounters::open(Path::new(&folder))?;
    let decimal = |text: &str| Decimal::parse(text).map_err(|error| anyhow::anyhow!("{error}"));
    let key = Key { owner: "bench".into(), tool: "echo".into(), counter: "calls".into(), window: Window::Day };
    let limit = Some(Limit { bound: decimal("1000000000")?, inclusive: true });
    let claims = [Claim { key, amount: decimal("1")?, limit }];
    counters.reserve(&[], Timestamp::now())?;
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    let mut times = Vec::with_capacity(operations);
    for _ in 0..operations {
        let start = Instant::now();
        let answer = counters.reserve(&claims, Timestamp::now())?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
        ensure!(matches!(answer, Reservation::Granted(_)), "{answer:?}");
    }
    times.iter().for_each(|time| println!("{time}"));
    Ok(())
}
