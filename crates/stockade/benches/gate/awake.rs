//! Busy loops of the idle class, one a processor: they get only time that nobody wants, and keep the processor awake.

use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// Runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Awake(Vec<Child>);

impl Awake {
    pub(crate) fn start() -> Result<Self> {
        let count = std::thread::available_parallelism()?.get();
        let mut loops = Self(Vec::new());
        for _ in 0..count {
            let mut command = Command::new("chrt");
            command.args(["--idle", "0", "sh", "-c", "while :; do :; done"]).stdin(Stdio::null());
            loops.0.push(command.spawn().context("`chrt` of util-linux is needed for --awake")?);
        }
        Ok(loops)
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
