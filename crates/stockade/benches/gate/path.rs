//! What stands between client and server: nothing, `cat` both ways, or the gate.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path as FilePath, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{message, server};

/// The ways that are compared.
#[derive(Clone, Debug)]
pub(crate) enum Path {
    Direct,
    Cat,
    Gate,
    Policy(PathBuf),
}

/// The policies of the cases.
#[derive(Debug)]
pub(crate) struct Policies {
    /// Four conditions, no state.
    pub(crate) stateless: PathBuf,
    /// One rate limit that is never reached.
    pub(crate) limit: PathBuf,
}

impl Policies {
    pub(crate) fn write(folder: &FilePath) -> Result<Self> {
        let conditions = concat!(
            "version: \"1\"\ntools:\n  echo:\n    rules:\n      - name: four conditions\n        conditions:\n",
            "          - {path: args.to, op: matches, value: '^[^@]+@example\\.com$'}\n",
            "          - {path: args.count, op: lt, value: 1000}\n",
            "          - {path: args.path, op: starts_with, value: /app/}\n",
            "          - {path: args.bcc, op: subset_of, value: []}\n",
        );
        let limit = "version: \"1\"\ntools:\n  echo:\n    rules:\n      - {name: limit, rate_limit: 1000000000/day}\n";
        let put = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).map(|()| path)
        };
        Ok(Self { stateless: put("4 conditions", conditions)?, limit: put("1 rate limit", limit)? })
    }
}

/// The program that is measured: the one of this build, or another one, to compare two builds on one machine at one time.
pub(crate) fn program() -> PathBuf {
    let other = std::env::var_os("STOCKADE_BENCH_PROGRAM");
    other.map_or_else(|| env!("CARGO_BIN_EXE_stockade").into(), PathBuf::from)
}

/// A client's ends of a running server.
#[derive(Debug)]
pub(crate) struct Running {
    children: Vec<Child>,
    pub(crate) input: ChildStdin,
    pub(crate) output: BufReader<ChildStdout>,
}

impl Path {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Direct => "direct".to_owned(),
            Self::Cat => "cat".to_owned(),
            Self::Gate => "gate, no policy".to_owned(),
            Self::Policy(file) => format!("gate, {}", file.file_name().unwrap_or_default().to_string_lossy()),
        }
    }

    /// Whether the program can do this already.
    pub(crate) fn works(&self, folder: &FilePath) -> bool {
        self.start(folder, &[]).and_then(Running::finish).is_ok()
    }

    /// Starts the server behind it, and shakes hands.
    pub(crate) fn start(&self, folder: &FilePath, arguments: &[String]) -> Result<Running> {
        let own = server::program(folder)?;
        let state = folder.join("state");
        std::fs::create_dir_all(&state)?;
        let scrub = |command: &mut Command| {
            command.env_clear().env("HOME", folder).env("XDG_STATE_HOME", &state).env("PATH", "/usr/bin:/bin");
            command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
        };
        let mut command = match self {
            Self::Direct | Self::Cat => Command::new(&own),
            Self::Gate | Self::Policy(_) => {
                let mut gate = Command::new(program());
                gate.arg("run");
                if let Self::Policy(file) = self {
                    gate.arg("--policy").arg(file);
                }
                gate.arg("--").arg(&own).stderr(Stdio::null());
                gate
            }
        };
        scrub(command.arg(server::ROLE).args(arguments));
        let mut children = Vec::new();
        let (input, output) = if matches!(self, Self::Cat) {
            let mut before = Command::new("cat");
            scrub(&mut before);
            let mut before = before.spawn()?;
            command.stdin(before.stdout.take().context("no pipe")?);
            let mut server = command.spawn()?;
            let mut after = Command::new("cat");
            scrub(&mut after);
            let mut after = after.stdin(server.stdout.take().context("no pipe")?).spawn()?;
            let ends = (before.stdin.take(), after.stdout.take());
            children.extend([server, before, after]);
            ends
        } else {
            let mut child = command.spawn()?;
            let ends = (child.stdin.take(), child.stdout.take());
            children.push(child);
            ends
        };
        let (input, output) = input.zip(output).context("no pipe")?;
        let output = BufReader::with_capacity(64 << 10, output);
        let mut running = Running { children, input, output };
        running.ask(&message::initialize())?;
        running.input.write_all(&message::initialized())?;
        Ok(running)
    }
}

impl Running {
    /// Sends a line and waits for one.
    pub(crate) fn ask(&mut self, line: &[u8]) -> Result<Vec<u8>> {
        self.input.write_all(line)?;
        let mut answer = Vec::new();
        self.output.read_until(b'\n', &mut answer)?;
        ensure!(answer.ends_with(b"\n"), "the server is gone");
        Ok(answer)
    }

    /// The process that the client started.
    pub(crate) fn id(&self) -> u32 {
        self.children[0].id()
    }

    /// Closes the input and waits; the server must have been content.
    pub(crate) fn finish(self) -> Result<()> {
        drop(self.input);
        let mut output = self.output;
        let left = std::io::copy(&mut output, &mut std::io::sink())?;
        ensure!(left == 0, "{left} bytes that nobody asked for");
        wait(self.children)
    }

    pub(crate) fn into_parts(self) -> (Vec<Child>, ChildStdin, BufReader<ChildStdout>) {
        (self.children, self.input, self.output)
    }
}

pub(crate) fn wait(children: Vec<Child>) -> Result<()> {
    for mut child in children {
        let status = child.wait()?;
        ensure!(status.success(), "a process ended with {status}");
    }
    Ok(())
}
