//! `stockade run` with real processes on both sides, and every way that one of them ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use stockade_testkit::FakeHome;

use crate::program;

#[cfg(target_os = "linux")]
#[path = "run/answers.rs"]
mod answers;
#[cfg(target_os = "linux")]
#[path = "run/approvals.rs"]
mod approvals;
#[path = "run/chosen.rs"]
mod chosen;
#[path = "run/ends.rs"]
mod ends;
#[path = "run/given.rs"]
mod given;
#[path = "run/live.rs"]
mod live;
#[cfg(target_os = "linux")]
#[path = "run/redis.rs"]
mod redis;
#[path = "run/refusals.rs"]
mod refusals;
#[path = "run/seed.rs"]
mod seed;
#[path = "run/shared.rs"]
mod shared;
#[path = "run/signals.rs"]
mod signals;
#[path = "run/tricks.rs"]
mod tricks;
#[path = "run/world.rs"]
mod world;

/// Longer than any machine needs.
const LIMIT: Duration = Duration::from_secs(60);

/// What every script can say: a message with these parameters.
const SAY: &str = r#"say() { printf '{"jsonrpc":"2.0","method":"notifications/message","params":{%s}}\n' "$1"; }; "#;

/// The line that it says then.
fn said(params: &str) -> String {
    format!("{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{{{params}}}}}\n")
}

/// A client of a server that is a shell script.
struct Client {
    _home: FakeHome,
    gate: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Client {
    fn of(script: &str) -> Self {
        let home = FakeHome::new();
        let script = format!("{SAY}{script}");
        let program = program(&home).args(["run", "--name", "test", "--", "/bin/sh", "-c", &script]);
        let mut command = program.env("PATH", "/usr/bin:/bin").into_command();
        let mut gate = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (input, output) = (gate.stdin.take(), BufReader::new(gate.stdout.take().unwrap()));
        Self { _home: home, gate, input, output }
    }

    fn send(&mut self, text: &str) {
        self.input.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    /// A process that the server names: `say "\"pid\":7"`.
    fn number(&mut self) -> Pid {
        let line = self.line();
        let message: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        Pid::from_raw(message["params"]["pid"].as_i64().unwrap().try_into().unwrap())
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.gate.id().cast_signed()), signal).unwrap();
    }

    /// The rest of the output, the errors but for the policy's name, the status. The client's input stays as it is.
    fn end(mut self) -> (String, String, i32) {
        use std::os::unix::process::ExitStatusExt as _;
        let (mut out, mut err) = (String::new(), String::new());
        self.output.read_to_string(&mut out).unwrap();
        let status = self.gate.wait().unwrap();
        self.gate.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let err = err.split_inclusive('\n').filter(|line| !line.contains(": no --policy")).collect();
        (out, err, status.code().unwrap_or_else(|| 1000 + status.signal().unwrap()))
    }
}

/// Waits until a process is gone.
fn gone(process: Pid) {
    let until = Instant::now() + LIMIT;
    while !is_gone(process) {
        assert!(Instant::now() < until, "{process} is still there");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A zombie that nobody takes away, as in a container without an init, is gone, too.
fn is_gone(process: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    kill(process, None) == Err(Errno::ESRCH) || status.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
}

#[test]
fn messages_pass_and_banners_do_not() {
    let mut client = Client::of(
        r#"echo 'Server running on stdio'; echo 'warming up' >&2; printf '{"jsonrpc":"2.0",\t"method":"notifications/a" }\r\n\n'; while read -r line; do echo "$line"; done"#,
    );
    assert_eq!(client.line(), "{\"jsonrpc\":\"2.0\",\t\"method\":\"notifications/a\" }\n", "byte for byte");
    client.send("{\"jsonrpc\":\"2.0\",\"method\": \"notifications/b\"}\r\n[1,\n");
    let answer = client.line();
    let (first, second) = if answer.contains("-32700") { (answer, client.line()) } else { (client.line(), answer) };
    assert!(first.contains("-32700"), "{first}");
    assert_eq!(second, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/b\"}\n");
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/last\"}");
    client.input = None;
    let (out, err, code) = client.end();
    assert_eq!((out.as_str(), code), ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/last\"}\n", 0), "{err}");
    for part in ["warming up\n", "Server running on stdio", "from the client: "] {
        assert!(err.contains(part), "{part}: {err}");
    }
}

#[test]
fn the_last_line_needs_no_line_feed() {
    let mut client = Client::of(r#"read -r line; printf '%s' "$line""#);
    client.send(&said("\"a\":7"));
    assert_eq!(client.end(), (said("\"a\":7"), String::new(), 0));
}

#[test]
fn a_large_message_passes_both_ways() {
    let mut client = Client::of("exec cat");
    let text = said(&format!("\"text\":\"{}\"", "x".repeat(5 << 20)));
    let mut input = client.input.take().unwrap();
    let sent = text.clone();
    let sender = std::thread::spawn(move || input.write_all(sent.as_bytes()).unwrap());
    let (out, err, code) = client.end();
    sender.join().unwrap();
    assert!(out == text, "{} bytes: {err}", out.len());
    assert_eq!(code, 0);
}
