//! The clients: each is started as its users start it, and its server's answers are recorded on their way to it.

use std::path::Path;

use serde_json::{Value, json};
use stockade_testkit::{FakeHome, Outcome, Program, Tools};

use crate::servers::{Call, Job};

/// An official client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    TypeScript1,
    TypeScript2,
    Python1,
    Python2,
    Inspector,
}

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Talk {
    /// The tools as the client lists them.
    pub(crate) tools: Vec<Value>,
    /// What the client makes of the answer to each call, by the tool's name.
    pub(crate) results: Vec<(String, String)>,
    /// The answers to calls, byte for byte.
    pub(crate) answers: Vec<String>,
    /// How many calls the journal has.
    pub(crate) judged: usize,
}

/// Starts a server and copies what it says to a file: the bytes that the client reads. The server becomes the process that
/// the client knows, so that signals reach it: a task that has not expired keeps one of them for minutes.
const RECORD: &str = r#"pipe=$0.$$; mkfifo "$pipe" && { tee -a "$0" <"$pipe" & exec "$@" >"$pipe"; }"#;

/// Lets everything pass, and writes it down.
const POLICY: &str = "version: \"1\"\ntools:\n  \"*\":\n    rules:\n      - {name: written down, action: log}\n";

impl Client {
    /// Does a job, by the gate or without it.
    pub(crate) fn talk(self, job: &Job, gate: bool, home: &FakeHome, tools: &Tools) -> Talk {
        let record = home.outside().join(if gate { "gated" } else { "plain" });
        let mut line: Vec<String> = ["/bin/sh", "-c", RECORD].map(str::to_owned).into();
        line.push(record.display().to_string());
        let policy = home.write("policies/all.yaml", POLICY);
        if gate {
            let program = assert_cmd::cargo::cargo_bin!("stockade").display().to_string();
            line.extend([program, "run".into(), "--allow-sampling".into(), "--policy".into()]);
            line.extend([policy.display().to_string(), "--".into()]);
        }
        line.extend(job.server.iter().cloned());
        let mut talk = match self {
            Self::Inspector => inspect(job, &line, home, tools),
            _ => self.drive(job, &line, home, tools),
        };
        talk.answers = answers(&record);
        talk.judged = judged(home);
        talk
    }

    /// Has a driver of an SDK do all of it in one session.
    fn drive(self, job: &Job, line: &[String], home: &FakeHome, tools: &Tools) -> Talk {
        let mut env = job.env.clone();
        env["HOME"] = home.path().display().to_string().into();
        let (command, args) = line.split_first().unwrap();
        let calls: Vec<Value> = job.calls.iter().map(described).collect();
        let text = json!({
            "command": command, "args": args, "env": env, "cwd": home.project(), "roots": job.roots, "calls": calls,
        });
        let file = home.write("job.json", text.to_string());
        let drivers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real");
        let typescript = |sdk: &str| {
            let script = drivers.join("typescript.mjs");
            Program::new(tools.path("node"), home).args([script, tools.path(sdk), file.clone()])
        };
        let python = |sdk: &str| Program::new(tools.path(sdk), home).args([drivers.join("python.py"), file.clone()]);
        let program = match self {
            Self::TypeScript1 => typescript("typescript_sdk_1"),
            Self::TypeScript2 => typescript("typescript_sdk_2"),
            Self::Python1 => python("python_sdk_1"),
            Self::Python2 | Self::Inspector => python("python_sdk_2"),
        };
        let outcome = program.env("PATH", "/usr/bin:/bin").run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let said = outcome.json();
        let result = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["result"].to_string());
        Talk {
            tools: said["tools"].as_array().unwrap().clone(),
            results: said["results"].as_array().unwrap().iter().map(result).collect(),
            ..Talk::default()
        }
    }
}

fn described(call: &Call) -> Value {
    json!({"name": call.name, "arguments": call.arguments, "task": call.task})
}

/// Has the inspector make each call in a session of its own, as its command line does.
fn inspect(job: &Job, line: &[String], home: &FakeHome, tools: &Tools) -> Talk {
    let ask = |words: &[&str]| -> Outcome {
        let program = Program::new(tools.path("inspector"), home).args(["--cli", "--quiet", "--format", "json"]);
        let mut program = program.args(words);
        for (name, value) in job.env.as_object().unwrap() {
            program = program.args(["-e".to_owned(), format!("{name}={}", value.as_str().unwrap())]);
        }
        let program = program.args(["--"]).args(line);
        program.env("PATH", format!("{}:/usr/bin:/bin", tools.path("bin_dir").display())).run()
    };
    let listed = ask(&["--method", "tools/list"]);
    assert_eq!(listed.code, 0, "{}", listed.stderr);
    let listed = listed.json();
    let listed = listed.pointer("/result/tools").or_else(|| listed.get("tools")).unwrap_or_else(|| panic!("{listed}"));
    let mut talk = Talk { tools: listed.as_array().unwrap().clone(), ..Talk::default() };
    for call in &job.calls {
        if talk.tools.iter().any(|tool| tool["name"] == call.name) {
            let arguments = call.arguments.to_string();
            let outcome = ask(&["--method", "tools/call", "--tool-name", call.name, "--tool-args-json", &arguments]);
            talk.results.push((call.name.to_owned(), format!("{} {}", outcome.code, outcome.stdout)));
        }
    }
    talk
}

/// The recorded answers. Left out is what depends on how fast things go: notifications, what the server asks by itself, and
/// how often a client asks for the state of a task, with all that comes after the first such question.
fn answers(record: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(record).unwrap();
    let lines = text.lines().filter(|line| {
        let message: Value = serde_json::from_str(line).unwrap_or(Value::Null);
        message.get("id").is_some() && message.get("method").is_none()
    });
    lines.take_while(|line| !line.contains(r#""result":{"task":"#)).map(str::to_owned).collect()
}

/// The calls in the journal.
fn judged(home: &FakeHome) -> usize {
    let path = home.path().join(".local/state/stockade/journal/journal.jsonl");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| line.contains(r#""kind":"call""#)).count()
}
