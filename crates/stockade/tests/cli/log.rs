//! `stockade log`: shown, filtered, followed and verified, on journals that real gates' code wrote.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use stockade_gate::journal::{Event, Journal, Kind, Options};
use stockade_model::Verdict;
use stockade_testkit::{FakeHome, Outcome};

use crate::program;

fn place(home: &FakeHome) -> PathBuf {
    home.path().join(".local/state/stockade/journal")
}

fn event(tool: &'static str, decision: Verdict) -> Event<'static> {
    let rule = (decision == Verdict::Deny).then_some("no untrusted bcc");
    Event {
        tool: Some(tool),
        decision: Some(decision),
        rule,
        code: Some("rule"),
        latency: Some(Duration::from_micros(7)),
        ..Event::new(Kind::Call, "pkg:npm/mail-server@1.0.0")
    }
}

fn write(folder: &Path, events: &[Event<'_>]) {
    let journal = Journal::open(folder, Options::default()).unwrap();
    events.iter().for_each(|event| journal.record(event).unwrap());
}

fn filled() -> FakeHome {
    let home = FakeHome::new();
    let other = Event { server: "pkg:pypi/notes", ..event("read_note", Verdict::Allow) };
    let events =
        [event("send_email", Verdict::Deny), event("list", Verdict::Allow), other, event("send_email", Verdict::Ask)];
    write(&place(&home), &events);
    home
}

fn log(home: &FakeHome, args: &[&str]) -> Outcome {
    program(home).args(["log"]).args(args).run()
}

#[test]
fn records_are_shown_and_filtered() {
    let home = filled();
    let all = log(&home, &[]);
    assert_eq!((all.code, all.stdout.lines().count()), (0, 5), "{}", all.stdout);
    let denied = all.stdout.lines().nth(1).unwrap();
    for part in ["deny", "call", "pkg:npm/mail-server@1.0.0", "send_email", "rule \"no untrusted bcc\"", "7 µs"] {
        assert!(denied.contains(part), "{part}: {denied}");
    }
    for (args, lines) in [
        (&["--decision", "deny"][..], 1),
        (&["--decision", "deny", "--decision", "ask"], 2),
        (&["--server", "*notes"], 1),
        (&["--server", "*notes", "--server", "*mail*"], 4),
        (&["--tool", "send_*"], 2),
        (&["--rule", "no untrusted bcc"], 1),
        (&["--rule", "no untrusted"], 0),
        (&["--last", "2"], 2),
        (&["--tool", "send_*", "--last", "1"], 1),
        (&["--until", "2026-01-01"], 0),
        (&["--since", "2026-01-01", "--until", "2999-01-01T00:00:00Z"], 5),
    ] {
        let outcome = log(&home, args);
        assert_eq!((outcome.code, outcome.stdout.lines().count()), (0, lines), "{args:?} {}", outcome.stdout);
    }
    let json = log(&home, &["--json", "--decision", "deny"]);
    let record = json.json();
    assert_eq!((record["tool"].as_str(), record["latency_us"].as_u64()), (Some("send_email"), Some(7)));
}

#[test]
fn what_repaints_a_terminal_is_made_visible() {
    let home = FakeHome::new();
    write(&place(&home), &[Event { note: Some("a\u{1b}[2Jb\u{202e}c"), ..event("x", Verdict::Deny) }]);
    for args in [&[][..], &["--json"]] {
        let shown = log(&home, args).stdout;
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
    }
}

#[test]
fn wrong_questions_are_said() {
    let home = filled();
    for (args, why) in [
        (&["--since", "yesterday"][..], "is no moment"),
        (&["--server", "[a"], "is no pattern"),
        (&["--decision", "maybe"], "invalid value"),
        (&["--dir", "/nonexistent-folder"], "there is no journal"),
        (&["verify", "--expect", "5f"], "is no seal"),
        (&["verify", "--dir", "/nonexistent-folder"], "there is no journal"),
    ] {
        let outcome = log(&home, args);
        assert!(outcome.code == 2 && outcome.stderr.contains(why), "{args:?} {}", outcome.stderr);
    }
    assert_eq!(log(&FakeHome::new(), &[]).code, 2);
}

#[test]
fn a_sound_journal_is_verified_and_its_seal_can_be_expected() {
    let home = filled();
    let outcome = log(&home, &["verify"]);
    assert!(
        outcome.code == 0 && outcome.stdout.starts_with("5 records in 1 file hold together: 1 to 5\n"),
        "{outcome:?}"
    );
    let seal = log(&home, &["verify", "--json"]).json()["hash"].as_str().unwrap().to_owned();
    assert!(outcome.stdout.contains(&seal));
    write(&place(&home), &[event("list", Verdict::Allow)]);
    assert_eq!(log(&home, &["verify", "--expect", &seal]).code, 0);
    std::fs::remove_dir_all(place(&home)).unwrap();
    write(&place(&home), &[event("list", Verdict::Allow)]);
    assert_eq!(log(&home, &["verify"]).code, 0, "nothing here tells that there was another one");
    let missing = log(&home, &["verify", "--expect", &seal]);
    assert!(missing.code == 1 && missing.stderr.contains("no record has the expected seal"), "{missing:?}");
}

#[test]
fn tampering_is_named_by_file_and_line() {
    for (what, line, why) in [
        ("edit", 2, "changed after it was written"),
        ("delete", 3, "records were removed, or moved"),
        ("reorder", 3, "records were removed, or moved"),
        ("truncate", 4, "the end was cut off"),
    ] {
        let home = filled();
        let path = place(&home).join("journal.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        match what {
            "edit" => lines[1] = lines[1].replace("\"deny\"", "\"allow\""),
            "delete" => drop(lines.remove(2)),
            "reorder" => lines.swap(2, 3),
            _ => lines.truncate(4),
        }
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        let outcome = log(&home, &["verify"]);
        assert_eq!(outcome.code, 1, "{what}: {}", outcome.stderr);
        let place = format!("[HOME]/.local/state/stockade/journal/journal.jsonl:{line}:");
        assert!(outcome.stderr.contains(&place) && outcome.stderr.contains(why), "{what}: {}", outcome.stderr);
        let json = log(&home, &["verify", "--json"]);
        assert_eq!((json.json()["ok"].as_bool(), json.json()["broken"]["line"].as_u64()), (Some(false), Some(line)));
    }
}

#[test]
fn a_line_that_is_no_record_is_status_3() {
    let home = filled();
    let path = place(&home).join("journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}nonsense\n{{\"seq\":")).unwrap();
    let outcome = log(&home, &[]);
    assert_eq!((outcome.code, outcome.stdout.lines().count()), (3, 5));
    assert!(outcome.stderr.contains("stockade log verify"), "{}", outcome.stderr);
}

#[test]
fn following_shows_what_is_added() {
    let home = filled();
    let mut command = program(&home).args(["log", "--follow", "--json", "--decision", "deny"]).into_command();
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next =
        || serde_json::from_str::<serde_json::Value>(&lines.next().unwrap().unwrap()).unwrap()["seq"].as_u64();
    assert_eq!(next(), Some(2));
    write(&place(&home), &[event("list", Verdict::Allow), event("send_email", Verdict::Deny)]);
    assert_eq!(next(), Some(7));
    write(&place(&home), &[event("send_email", Verdict::Deny)]);
    assert_eq!(next(), Some(8));
    child.kill().unwrap();
    child.wait().unwrap();
}
