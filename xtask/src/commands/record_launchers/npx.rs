//! The lines of `npx` and `npm`: what the pinned npm does with each, written to `tests/launch-lines/npx.json`.
//!
//! Each line has a temporary home and project, a loopback registry and a second one that plays the attacker. Nothing
//! names a registry but a global `npmrc` of the recorder, so that a line shows the client's default where it names none.
//! `git` is a script that notes its arguments and fails; proxies point at a closed port.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};

use crate::workspace;

mod line;
mod lines;
mod run;
mod truth;

/// Clients that run at the same time.
const THREADS: usize = 3;

/// Records them all.
pub(crate) fn record() -> Result<()> {
    let tools = run::Tools::read()?;
    let lines = lines::all();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(line) = lines.get(at) else { break };
                    let result = run::record(line, &tools).with_context(|| format!("line `{}`", line.id));
                    if let Ok(mut found) = found.lock() {
                        found.push((at, result));
                    }
                }
            });
        }
    });
    let Ok(mut found) = found.into_inner() else { bail!("a recording thread panicked") };
    found.sort_by_key(|(at, _)| *at);
    let entries = found.into_iter().map(|(_, entry)| entry).collect::<Result<Vec<_>>>()?;
    let mut ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() != entries.len() {
        bail!("two lines have the same id, or one was lost");
    }
    let path = workspace::root()?.join("crates/stockade-scan/tests/launch-lines/npx.json");
    let text = serde_json::to_string_pretty(&entries).context("cannot write down the lines")?;
    std::fs::write(&path, text + "\n").with_context(|| format!("cannot write `{}`", path.display()))
}
