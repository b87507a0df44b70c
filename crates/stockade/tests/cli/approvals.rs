//! Approvals between real processes: a gate that holds calls, the command that answers, and those who may not.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use stockade::approver::{OverDesk, queue};
use stockade::commands::Start;
use stockade_desk::caller::client::Search;
use stockade_gate::approver::{Approver as _, Asked};
use stockade_model::approval::{Asking, Binding, Question};
use stockade_testkit::{FakeHome, Outcome};

use crate::program;
use crate::seat::{human, window};

const PATIENCE: Duration = Duration::from_secs(120);

fn start(home: &std::path::Path) -> Start {
    Start { env: std::collections::BTreeMap::new(), cwd: None, home: Some(home.to_owned()), managed: None }
}

fn question(text: &str) -> Question {
    let digits = serde_json::json!({ "to": text, "amount": 9_007_199_254_740_993_u64 });
    Question {
        binding: Binding::new("npm:mail\u{202e}", "send\u{1b}[2J", &digits, "f00d"),
        asks: vec![Asking { rule: "ask a human".into(), message: "is\u{200b} this right?".into() }],
        client: Some("cursor\u{7}".into()),
        timeout: Duration::from_secs(600),
    }
}

/// As a human types it.
fn approvals(home: &FakeHome, args: &[&str]) -> Outcome {
    human(home, &[&["approvals"], args].concat())
}

/// The gate's process: asks for each line it reads, and says what it hears; `!COMMAND` is what its server runs, and a
/// question that nobody waits for has a `?` in front.
#[test]
#[ignore = "a process of the other tests, not one itself"]
fn gate() {
    use std::io::Write as _;
    let Ok(home) = std::env::var("STOCKADE_TEST_GATE") else { return };
    let desk = OverDesk::new(&start(home.as_ref()), Search::begin()).unwrap();
    desk.listen();
    let say = |text: &str| {
        let mut out = std::io::stdout().lock();
        out.write_all(format!("gate: {text}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    };
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        if let Some(command) = line.strip_prefix('!') {
            let output = Command::new("/bin/sh").args(["-c", command]).output().unwrap();
            say(&format!("{:?} {}", output.status.code(), String::from_utf8_lossy(&output.stderr).replace('\n', " ")));
            continue;
        }
        let left = line.strip_prefix('?');
        let asked = match desk.ask(question(left.unwrap_or(&line))) {
            Ok(asked) => asked,
            Err(error) => {
                say(&format!("error {error}"));
                continue;
            }
        };
        match asked {
            Asked::Waiting(request) if left.is_some() => say(&format!("waiting {}", request.id)),
            Asked::Waiting(request) => {
                say(&format!("waiting {}", request.id));
                let (sender, _held) = channel();
                let then = Box::new(move |outcome| {
                    let mut out = std::io::stdout().lock();
                    out.write_all(format!("gate: {outcome:?}\n").as_bytes()).unwrap();
                    out.flush().unwrap();
                    let _ = sender.send(());
                });
                desk.wait(&request, Instant::now() + PATIENCE, then);
            }
            asked => say(&format!("{asked:?}")),
        }
    }
}

/// A client at a terminal, with a gate below it, as in life: the test is neither's parent.
struct Client {
    process: Child,
    heard: Lines<BufReader<ChildStdout>>,
}

impl Client {
    fn start(home: &FakeHome) -> Self {
        let own = std::env::current_exe().unwrap();
        let script = r#""$0" --exact approvals::gate --ignored --nocapture --test-threads=1; exit 0"#;
        let mut process = window()
            .args(["/bin/sh", "-c", script])
            .arg(own)
            .env_clear()
            .env("STOCKADE_TEST_GATE", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let heard = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, heard }
    }

    fn tell(&mut self, line: &str) -> String {
        use std::io::Write as _;
        self.process.stdin.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
        self.hear()
    }

    fn hear(&mut self) -> String {
        loop {
            let line = self.heard.next().unwrap().unwrap();
            // The test runner's own words may stand in front.
            if let Some((_, said)) = line.split_once("gate: ") {
                return said.to_owned();
            }
        }
    }

    fn ask(&mut self, text: &str) -> String {
        self.tell(text).strip_prefix("waiting ").unwrap().to_owned()
    }

    fn end(mut self) {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

#[test]
fn an_empty_queue_is_no_failure_and_ids_are_checked() {
    let home = FakeHome::new();
    let outcome = approvals(&home, &["list"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert_eq!(outcome.stderr, "no call waits for an answer\n");
    assert_eq!(approvals(&home, &["list", "--json"]).json()["requests"], serde_json::json!([]));
    for (id, why) in [("abc", "too short"), ("abcd", "no request has the id `abcd`"), ("\u{1b}[2J", "\\u{1b}[2j")] {
        for command in ["show", "approve", "deny"] {
            let outcome = approvals(&home, &[command, id]);
            assert!(outcome.code == 2 && outcome.stderr.contains(why), "{command} {id}: {}", outcome.stderr);
        }
    }
    let long = "x".repeat(1001);
    assert_eq!(approvals(&home, &["deny", "abcd", "--reason", &long]).code, 2);
}

#[test]
fn what_waits_is_shown_whole_and_cannot_repaint_the_terminal() {
    let home = FakeHome::new();
    let mut client = Client::start(&home);
    let id = client.ask("a@example.com\u{202e}");
    let list = approvals(&home, &["list"]);
    assert!(
        list.code == 0 && list.stdout.starts_with(id.get(..8).unwrap()) && list.stdout.contains("waiting"),
        "{}",
        list.stdout
    );
    let show = approvals(&home, &["show", id.get(..4).unwrap()]).stdout;
    for part in
        ["npm:mail\\u{202e}", "send\\u{1b}[2J", "is\\u{200b} this", "cursor\\u{7}", "9007199254740993", "com\\u{202e}"]
    {
        assert!(show.contains(part), "{part}: {show}");
    }
    let json = approvals(&home, &["show", &id, "--json"]);
    for text in [&list.stdout, &show, &json.stdout] {
        assert!(text.chars().all(|c| c == '\n' || !stockade::visible::is_hidden(c)), "{text:?}");
    }
    let document = json.json();
    assert_eq!(document["requests"][0]["arguments"], "{\"amount\":9007199254740993,\"to\":\"a@example.com\u{202e}\"}");
    let schema = serde_json::from_str(&stockade::commands::approvals::json::schema()).unwrap();
    jsonschema::validate(&schema, &document).unwrap();
    // A file that is none of ours is told of, and hides nothing else.
    home.write(&format!(".local/state/stockade/approvals/{}.json", "0".repeat(64)), "{");
    let torn = approvals(&home, &["list"]);
    assert!(
        torn.code == 3 && torn.stdout.contains(id.get(..8).unwrap()) && torn.stderr.contains("damaged"),
        "{}",
        torn.stderr
    );
    client.end();
}

#[test]
fn a_held_call_hears_the_answer_once() {
    let home = FakeHome::new();
    let mut client = Client::start(&home);
    let id = client.ask("one");
    let approved = approvals(&home, &["approve", id.get(..6).unwrap()]);
    assert_eq!(approved.code, 0, "{}", approved.stderr);
    assert!(approved.stdout.starts_with(&format!("approved {id}: send\\u{{1b}}[2J of npm")), "{}", approved.stdout);
    let heard = client.hear();
    assert!(heard.starts_with("Granted(") && heard.contains("face: \"command\""), "{heard}");
    assert!(heard.contains(&format!("process: {}", std::process::id())) || heard.contains("ancestors: [\""), "{heard}");
    let again = approvals(&home, &["approve", &id]);
    assert!(again.code == 2 && again.stderr.contains("no request"), "used up: {}", again.stderr);

    let id = client.ask("one");
    let denied = approvals(&home, &["deny", &id, "--reason", "ask first", "--json"]);
    assert_eq!(denied.json()["requests"][0]["answer"]["reason"], "ask first", "{}", denied.stderr);
    assert!(client.hear().starts_with("Denied("));
    let late = approvals(&home, &["approve", &id]);
    assert!(late.code == 1 && late.stderr.contains("was denied already"), "{}", late.stderr);
    assert!(client.tell("one").starts_with("Denied("), "the same call hears it again");
    client.end();
}

#[test]
fn a_grant_outlives_the_gate_that_asked_and_a_question_waits_for_the_next() {
    let home = FakeHome::new();
    let mut client = Client::start(&home);
    let (granted, asked) = (client.ask("?one"), client.ask("?other"));
    let approved = approvals(&home, &["approve", &granted]);
    assert_eq!(approved.code, 0, "{}", approved.stderr);
    let gates = home.path().join(".local/state/stockade/approvals/gates");
    let name = std::fs::read_dir(&gates).unwrap().next().unwrap().unwrap().file_name();
    let gate = name.to_str().unwrap().strip_suffix(".sock").unwrap().to_owned();
    assert!(Command::new("/bin/sh").args(["-c", &format!("kill -9 {gate}")]).status().unwrap().success());
    client.end();
    assert!(gates.join(&name).exists(), "killed in the middle");
    // Nobody is left who knows whose agent could be speaking.
    let nobody = approvals(&home, &["approve", &asked]);
    assert!(nobody.code == 1 && nobody.stderr.contains("the gate that asked has ended"), "{}", nobody.stderr);
    let mut client = Client::start(&home);
    let other = approvals(&home, &["approve", &asked]);
    assert!(other.code == 1 && other.stderr.contains("has ended"), "another gate is not asked: {}", other.stderr);
    assert!(client.tell("one").starts_with("Granted("));
    assert_ne!(client.ask("?one"), granted);
    assert_eq!(client.ask("other"), asked, "it waits on under its name");
    assert_eq!(approvals(&home, &["approve", &asked]).code, 0);
    assert!(client.hear().starts_with("Granted("));
    client.end();
}

#[test]
fn a_server_does_not_answer_for_itself_nor_an_agent() {
    let home = FakeHome::new();
    let mut client = Client::start(&home);
    let id = client.ask("one");
    let command = |id: &str| {
        let program = assert_cmd::cargo::cargo_bin!("stockade").display();
        format!("HOME='{}' '{program}' approvals approve {id}", home.path().display())
    };
    let own = client.tell(&format!("!{}", command(&id)));
    assert!(own.starts_with("Some(1)") && own.contains("below the gate"), "{own}");
    // A grandchild that waits until its parent is gone, and so is nobody's child but the gate's.
    let out = home.path().join("orphan");
    let orphan = format!(
        "!{{ (while kill -0 $$; do sleep 0.01; done; {}; echo ended $?) > '{out}.new' 2>&1; mv '{out}.new' '{out}'; }} > /dev/null 2>&1 &",
        command(&id),
        out = out.display()
    );
    assert!(client.tell(&orphan).starts_with("Some(0)"));
    let begun = Instant::now();
    while !out.exists() {
        assert!(begun.elapsed() < PATIENCE, "the orphan never ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = std::fs::read_to_string(&out).unwrap();
    assert!(said.contains("below the gate") && said.contains("ended 1"), "{said}");

    // Another server's gate is no way round it.
    let mut other = Client::start(&home);
    other.ask("other");
    let around = other.tell(&format!("!{}", command(&id)));
    assert!(around.starts_with("Some(1)") && around.contains("below the gate"), "{around}");

    // Below this process, which is the client of a gate now, whatever the terminal.
    let (gate, _) = GateBelowTest::start(&home, "below");
    for outcome in [program(&home).args(["approvals", "approve", &id]).run(), approvals(&home, &["approve", &id])] {
        let said = &outcome.stderr;
        assert!(outcome.code == 1 && said.contains("below the client") && said.contains("hint: "), "{said}");
    }
    // Nor is what counts of the tools settled from there.
    for flag in [&[] as &[&str], &["--unattended"]] {
        let args = [&["pins", "forget", "npm:mail"], flag].concat();
        for outcome in [program(&home).args(args.iter().copied()).run(), human(&home, &args)] {
            let said = &outcome.stderr;
            assert!(outcome.code == 2 && said.contains("below the client"), "{said}");
        }
    }
    drop(gate);
    let free = program(&home).args(["pins", "forget", "npm:mail", "--unattended"]).run();
    assert!(free.stderr.contains("no server"), "{}", free.stderr);
    let entry = queue(&start(home.path())).unwrap().find(&id, stockade_desk::now()).unwrap();
    assert_eq!(entry.answer, None);
    client.end();
    other.end();
}

/// A gate whose parent is the test: the test plays the client.
struct GateBelowTest(Child);

impl GateBelowTest {
    /// And what it says to this.
    fn start(home: &FakeHome, line: &str) -> (Self, String) {
        use std::io::Write as _;
        let mut gate = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "approvals::gate", "--ignored", "--nocapture", "--test-threads=1"])
            .env_clear()
            .env("STOCKADE_TEST_GATE", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        gate.stdin.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
        let mut lines = BufReader::new(gate.stdout.take().unwrap()).lines();
        let said = lines.find_map(|line| line.unwrap().split_once("gate: ").map(|(_, said)| said.to_owned()));
        (Self(gate), said.unwrap())
    }
}

impl Drop for GateBelowTest {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What an agent below this process detached: it sits at a terminal of its own, waits for the word, and approves.
struct Detached {
    word: std::path::PathBuf,
    said: std::path::PathBuf,
}

impl Detached {
    /// Under this name.
    fn start(home: &FakeHome, name: &str) -> Self {
        let folder = home.path().join(format!("detached-{name}"));
        std::fs::create_dir(&folder).unwrap();
        let (program, word, said) = (folder.join(name), folder.join("word"), folder.join("said"));
        std::os::unix::fs::symlink(assert_cmd::cargo::cargo_bin!("stockade"), &program).unwrap();
        let script = format!(
            "while ! test -e '{word}'; do sleep 0.02; done; '{program}' approvals approve $(cat '{word}') > '{said}.new' 2>&1; echo ended $? >> '{said}.new'; mv '{said}.new' '{said}'",
            word = word.display(),
            program = program.display(),
            said = said.display()
        );
        let started = Command::new("setsid")
            .args(["--fork", window().get_program().to_str().unwrap()])
            .args(window().get_args())
            .args(["/bin/sh", "-c", &script])
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(started.success());
        Self { word, said }
    }

    fn approve(&self, id: &str) -> String {
        std::fs::write(self.word.with_extension("new"), id).unwrap();
        std::fs::rename(self.word.with_extension("new"), &self.word).unwrap();
        let begun = Instant::now();
        while !self.said.exists() {
            assert!(begun.elapsed() < PATIENCE, "it never ended");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::fs::read_to_string(&self.said).unwrap()
    }
}

#[test]
fn what_an_agent_detached_does_not_answer_whatever_it_is_called() {
    let home = FakeHome::new();
    let (_gate, said) = GateBelowTest::start(&home, "?below");
    let id = said.strip_prefix("waiting ").unwrap();
    for name in ["answers", "systemd", "sshd"] {
        let said = Detached::start(&home, name).approve(id);
        assert!(
            said.contains("ended 1") && said.contains("which nothing shows not to be the client's"),
            "{name}: {said}"
        );
    }
}

#[test]
fn ending_the_gate_gives_its_agent_no_voice() {
    let home = FakeHome::new();
    let (late, early) = (Detached::start(&home, "late"), Detached::start(&home, "early"));
    let (gate, said) = GateBelowTest::start(&home, "?asked");
    let id = said.strip_prefix("waiting ").unwrap();
    drop(gate);
    // The agent's own gate, whose client is younger than what it detached before.
    let mut own = Client::start(&home);
    assert_eq!(own.ask("?asked"), id);
    let said = late.approve(id);
    assert!(said.contains("ended 1") && said.contains("which nothing shows not to be the client's"), "{said}");
    // What the client's gate has not asked yet is answered, and counts for the agent's gate alone.
    let fresh = own.ask("?fresh");
    let said = early.approve(&fresh);
    assert!(said.contains("ended 0"), "{said}");
    let (_gate, said) = GateBelowTest::start(&home, "?fresh");
    assert!(said.starts_with("error") && said.contains("does not count for this client"), "{said}");
    let (_other, said) = GateBelowTest::start(&home, "?fresh");
    assert!(said.starts_with("waiting") && !said.contains(&fresh), "{said}");
    own.end();
}
