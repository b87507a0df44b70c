//! Runs a program with an environment that holds nothing but what the test says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::FakeHome;

/// When the clock of every run stands, in seconds since 1970: 2026-06-15.
const CLOCK: &str = "1781481600";

/// A program and its world.
#[derive(Debug)]
pub struct Program {
    command: Command,
    home: PathBuf,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit status; 128 and more for signals.
    pub code: i32,
    /// What it printed, the home's path replaced by `[HOME]`.
    pub stdout: String,
    /// What it said, the home's path replaced by `[HOME]`.
    pub stderr: String,
    /// What it printed, as it is.
    pub raw: String,
}

impl Program {
    /// A program as the owner of this home would start it in the home's project: no `PATH`, no colour, a fixed clock.
    pub fn new(program: impl AsRef<Path>, home: &FakeHome) -> Self {
        let mut command = Command::new(program.as_ref());
        command.env_clear();
        command.env("HOME", home.path()).env("PATH", "").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        command.env("SOURCE_DATE_EPOCH", CLOCK).env("COLUMNS", "120");
        command.current_dir(home.project()).stdin(Stdio::null());
        Self { command, home: home.path().to_path_buf() }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<T: AsRef<std::ffi::OsStr>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it somewhere else.
    #[must_use]
    pub fn cwd(mut self, path: impl AsRef<Path>) -> Self {
        self.command.current_dir(path);
        self
    }

    /// The command itself, for runs that [`Program::run`] cannot make.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs to the end.
    ///
    /// # Panics
    /// If the program cannot be started, or prints what is not UTF-8.
    pub fn run(mut self) -> Outcome {
        let output = self.command.output().unwrap_or_else(|error| panic!("{:?}: {error}", self.command.get_program()));
        let home = self.home.display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8 is printed");
        let code = output.status.code().unwrap_or(128);
        let raw = text(output.stdout);
        let (stdout, stderr) = (raw.replace(&home, "[HOME]"), text(output.stderr).replace(&home, "[HOME]"));
        Outcome { code, stdout, stderr, raw }
    }
}

impl Outcome {
    /// The output as JSON, paths as they are.
    ///
    /// # Panics
    /// If it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.raw).unwrap_or_else(|error| panic!("{error}: {}", self.raw))
    }
}
