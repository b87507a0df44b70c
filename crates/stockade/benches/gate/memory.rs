//! How much memory the gate has used at most.

use std::path::Path as FilePath;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::message;
use crate::path::{Path, program};

/// The most so far, in MiB.
fn peak(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// MiB: the program when it only waits, after a thousand small calls, and after ten of 10 MB.
pub(crate) fn measure(path: &Path, folder: &FilePath) -> Result<(f64, f64, f64)> {
    let mut running = path.start(folder, &[])?;
    for id in 0..1000 {
        running.ask(&message::call(id, 40))?;
    }
    let small = peak(running.id())?;
    for id in 1000..1010 {
        running.ask(&message::call(id, 10_000_000))?;
    }
    let large = peak(running.id())?;
    running.finish()?;
    Ok((bare()?, small, large))
}

/// The program with nothing to do: it waits for its input to end. The group that it is given holds nobody.
fn bare() -> Result<f64> {
    let mut command = Command::new(program());
    let mut child = command.args(["warden", "2147483647"]).stdin(Stdio::piped()).spawn()?;
    let state = format!("/proc/{}/syscall", child.id());
    // It reads its input once it has started: system call 0 of handle 0 on this architecture, else after a second.
    for _ in 0..200 {
        if std::fs::read_to_string(&state).is_ok_and(|call| call.starts_with("0 0x0 ")) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let peak = peak(child.id());
    drop(child.stdin.take());
    child.wait()?;
    peak
}
