//! How much memory the gate has used at most.
//!
//! - `VmHWM` is the most that was ever in memory (proc_pid_status(5)), `RssFile` the part of it that is pages of files. Those
//!   of the bare binary are there once, however many gates run; the rest is what one more gate takes.

use anyhow::{Context, Result};
use std::path::Path as FilePath;

use crate::message;
use crate::path::Path;

/// MiB of a running gate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    /// The most so far, whatever it is.
    pub(crate) most: f64,
    /// Pages of files in it: the binary's and the libraries', which all gates of a machine share.
    pub(crate) files: f64,
}

impl Used {
    /// What it took over the bare binary.
    pub(crate) fn own(self) -> f64 {
        self.most - self.files
    }

    fn of(process: u32) -> Result<Self> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let mib = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| name.to_owned())?;
            Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
        };
        Ok(Self { most: mib("VmHWM:")?, files: mib("RssFile:")? })
    }
}

/// After a thousand small calls, and after ten of 10 MB.
pub(crate) fn measure(path: &Path, folder: &FilePath) -> Result<(Used, Used)> {
    let mut running = path.start(folder, &[])?;
    for id in 0..1000 {
        running.ask(&message::call(id, 40))?;
    }
    let small = Used::of(running.id())?;
    for id in 1000..1010 {
        running.ask(&message::call(id, 10_000_000))?;
    }
    let large = Used::of(running.id())?;
    running.finish()?;
    Ok((small, large))
}
