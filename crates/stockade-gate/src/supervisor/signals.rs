//! The signals that the gate is sent.
//!
//! Constraints:
//! - installed before the server is started, so that none comes between;
//! - one that whoever started the gate ignores (`nohup`) stays ignored, by the server too;
//! - the end of a child is one of them: what the server orphans may be the gate's to take away;
//! - a full disk quota (`SIGXFSZ`) is an error of the write that hits it, and not the gate's end. Handlers do not survive the
//!   start of a program, so the server's own behaviour stays as it is.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXFSZ};

/// What is passed on to the server.
const FORWARDED: [i32; 6] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2];

/// The signals from now on.
#[derive(Debug)]
pub struct Signals(signal_hook::iterator::Signals);

impl Signals {
    /// Catches them.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn install() -> io::Result<Self> {
        signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        let ignored = ignored();
        let wanted = FORWARDED.iter().filter(|signal| ignored & bit(**signal) == 0).chain([&SIGCHLD]);
        Ok(Self(signal_hook::iterator::Signals::new(wanted)?))
    }

    /// Hands each to `take`, until that says false.
    pub(crate) fn each(mut self, mut take: impl FnMut(i32) -> bool) {
        for signal in self.0.forever() {
            if !take(signal) {
                return;
            }
        }
    }
}

/// Whether a second one of this kind means that it must end now.
pub(crate) const fn insists(signal: i32) -> bool {
    matches!(signal, SIGINT | SIGTERM)
}

/// The mask of ignored signals. Without the system's word none is.
fn ignored() -> u64 {
    let status = status().unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// What the system says of this process. The file claims to be empty: room for all of it saves asking for it in small pieces.
fn status() -> io::Result<String> {
    let mut text = String::with_capacity(4096);
    File::open("/proc/self/status")?.take(u64::MAX).read_to_string(&mut text)?;
    Ok(text)
}

fn bit(signal: i32) -> u64 {
    u32::try_from(signal - 1).ok().and_then(|shift| 1_u64.checked_shl(shift)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_itself_ignores_broken_pipes() {
        #[cfg(target_os = "linux")]
        assert_ne!(ignored() & bit(signal_hook::consts::SIGPIPE), 0);
        assert_eq!(bit(SIGHUP), 1);
        assert_eq!(bit(SIGTERM), 1 << 14);
    }
}
