//! A home with a policy and a server that answers as a file says; and sessions of a client with the gate before it.
//!
//! The client is a shell at a terminal, so that the test itself is not below it: whoever is may not answer for a human.

use std::collections::VecDeque;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stockade_testkit::Outcome;

use super::*;

/// Where the machine's interpreters are.
const PATH: &str = "/usr/bin:/bin";

pub(super) struct World {
    pub(super) home: FakeHome,
}

impl World {
    /// A server with this configuration.
    pub(super) fn new(config: &Value) -> Self {
        let home = FakeHome::new().file("server/server.py", include_str!("server.py"));
        let world = Self { home };
        world.config(config);
        world
    }

    /// A server with tools of these names.
    pub(super) fn with(tools: &[&str]) -> Self {
        Self::new(&json!({ "tools": tools.iter().map(|name| tool(name, "Does it.")).collect::<Vec<_>>() }))
    }

    /// From the next message on the server answers so.
    pub(super) fn config(&self, config: &Value) {
        self.home.write("server/next.json", config.to_string());
        std::fs::rename(self.home.path().join("server/next.json"), self.home.path().join("server/config.json"))
            .unwrap();
    }

    /// Puts a policy in place in one step, and says where.
    pub(super) fn policy(&self, text: &str) -> PathBuf {
        let next = self.home.write("policies/next", text);
        std::fs::set_permissions(&next, std::fs::Permissions::from_mode(0o600)).unwrap();
        let path = self.home.path().join("policies/policy.yaml");
        std::fs::rename(next, &path).unwrap();
        path
    }

    /// What the server got.
    pub(super) fn received(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.home.path().join("server/received")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The calls that the server got.
    pub(super) fn calls(&self) -> Vec<Value> {
        self.received().into_iter().filter(|message| message["method"] == "tools/call").collect()
    }

    pub(super) fn stockade(&self, args: &[&str]) -> Outcome {
        program(&self.home).args(args).run()
    }

    /// What a human types at a terminal of their own.
    #[cfg(target_os = "linux")]
    pub(super) fn human(&self, args: &[&str]) -> Outcome {
        crate::seat::human(&self.home, args)
    }

    /// The arguments of `run` with this policy, and this server.
    pub(super) fn command(&self, args: &[&str]) -> std::process::Command {
        let folder = self.home.path().join("server");
        let policy = self.home.path().join("policies/policy.yaml");
        let mut all: Vec<std::ffi::OsString> = vec!["run".into(), "--name".into(), "test".into()];
        if policy.exists() && !args.contains(&"--policy") {
            all.extend(["--policy".into(), policy.into()]);
        }
        all.extend(args.iter().map(std::ffi::OsString::from));
        all.extend(["--".into(), "python3".into()]);
        all.extend(["server.py", "config.json", "received"].map(|name| folder.join(name).into()));
        program(&self.home).args(all).env("PATH", PATH).into_command()
    }

    /// Starts a session, and shakes hands.
    pub(super) fn session(&self, args: &[&str]) -> Session {
        let mut session = self.started(args);
        session.shake("2025-11-25");
        session
    }

    /// Starts a session.
    pub(super) fn started(&self, args: &[&str]) -> Session {
        Session::start(&self.command(args))
    }

    /// Where the gate refuses to start: what it says. The client sees nothing.
    pub(super) fn refused(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"".as_slice()));
        assert!(self.received().is_empty(), "the server was started");
        String::from_utf8(output.stderr).unwrap()
    }
}

/// A tool as it is listed.
pub(super) fn tool(name: &str, description: &str) -> Value {
    json!({ "name": name, "description": description, "inputSchema": { "type": "object" } })
}

/// The text that the model reads.
pub(super) fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text: {answer}"))
}

/// What programs read of a denial.
pub(super) fn decision(answer: &Value) -> &Value {
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    &answer["result"]["_meta"]["io.github.stockade/decision"]
}

pub(super) struct Session {
    client: Child,
    pub(super) input: Option<ChildStdin>,
    lines: Receiver<String>,
    errors: Arc<Mutex<String>>,
    /// What was heard and not asked for yet.
    pub(super) waiting: VecDeque<Value>,
    next: u64,
}

impl Session {
    pub(super) fn start(gate: &std::process::Command) -> Self {
        Self::of_client(gate, r#""$@"; exit $?"#)
    }

    /// With a client that is this script; the gate's command line is its arguments.
    pub(super) fn of_client(gate: &std::process::Command, client: &str) -> Self {
        #[cfg(target_os = "linux")]
        let mut command = crate::seat::window();
        #[cfg(target_os = "linux")]
        command.arg("/bin/sh");
        #[cfg(not(target_os = "linux"))]
        let mut command = std::process::Command::new("/bin/sh");
        command.args(["-c", client, "client"]).arg(gate.get_program()).args(gate.get_args()).env_clear();
        command.envs(gate.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(gate.get_current_dir().unwrap());
        let mut client = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(client.stdout.take().unwrap());
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
        });
        let errors = Arc::new(Mutex::new(String::new()));
        let (said, stderr) = (Arc::clone(&errors), BufReader::new(client.stderr.take().unwrap()));
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).for_each(|line| said.lock().unwrap().push_str(&(line + "\n")));
        });
        let input = client.stdin.take();
        Self { client, input, lines, errors, waiting: VecDeque::new(), next: 0 }
    }

    /// The handshake, as a client of this revision makes it.
    pub(super) fn shake(&mut self, version: &str) -> Value {
        let info = json!({ "name": "test-client", "version": "1" });
        let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": info });
        let answer = self.ask("initialize", &params);
        self.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        answer
    }

    pub(super) fn send(&mut self, line: &str) {
        self.send_bytes(line.as_bytes());
    }

    pub(super) fn send_bytes(&mut self, line: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(&[line, b"\n"].concat()).unwrap();
    }

    /// The next message.
    pub(super) fn hear(&mut self) -> Value {
        self.waiting.pop_front().unwrap_or_else(|| self.read())
    }

    fn read(&self) -> Value {
        let line = self.lines.recv_timeout(LIMIT);
        let line = line.unwrap_or_else(|error| panic!("{error}: {}", self.errors.lock().unwrap()));
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// The next message that fits; the others wait.
    pub(super) fn hear_of(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&fits) {
            return self.waiting.remove(at).unwrap();
        }
        loop {
            let message = self.read();
            if fits(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// Asks, and does not wait.
    pub(super) fn request(&mut self, method: &str, params: &Value) -> u64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        id
    }

    pub(super) fn answer_to(&mut self, id: u64) -> Value {
        self.hear_of(|message| message["id"] == id && message.get("method").is_none())
    }

    pub(super) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.request(method, params);
        self.answer_to(id)
    }

    pub(super) fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.ask("tools/call", &json!({ "name": tool, "arguments": arguments }))
    }

    pub(super) fn start_call(&mut self, tool: &str, arguments: &Value) -> u64 {
        self.request("tools/call", &json!({ "name": tool, "arguments": arguments }))
    }

    /// The names of the tools that the client sees.
    pub(super) fn tools(&mut self) -> Vec<String> {
        let answer = self.ask("tools/list", &json!({}));
        let tools = answer["result"]["tools"].as_array().unwrap_or_else(|| panic!("no listing: {answer}"));
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    /// What was said so far on stderr.
    pub(super) fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Waits until something was said there.
    pub(super) fn said(&self, part: &str) {
        until(part, || self.errors().contains(part));
    }

    /// The gate's process.
    pub(super) fn gate(&self) -> Pid {
        let mut id = self.client.id();
        while std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap().trim_end() != "stockade" {
            let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
            id = children.split_whitespace().next().unwrap().parse().unwrap();
        }
        Pid::from_raw(id.cast_signed())
    }

    /// Closes the input; what was said on stderr and the status.
    pub(super) fn end(mut self) -> (String, i32) {
        self.input = None;
        self.wait()
    }

    pub(super) fn wait(mut self) -> (String, i32) {
        let status = self.client.wait().unwrap();
        (self.errors(), status.code().unwrap())
    }
}

/// Waits for a condition.
pub(super) fn until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + LIMIT;
    while !done() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
