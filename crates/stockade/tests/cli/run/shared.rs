//! What gates share: counters and the journal; and what happens where these cannot be used.

use std::process::Command;

use serde_json::{Value, json};

use super::world::{World, decision, text};
use super::*;

const LIMIT_OF_5: &str = "version: \"1\"\ntools:\n  pay:\n    rules:\n      - {name: five a day, rate_limit: 5/day}\n";

#[test]
fn two_gates_never_take_the_last_unit_twice() {
    let world = World::with(&["pay"]);
    world.policy(LIMIT_OF_5);
    let passed: usize = std::thread::scope(|scope| {
        let gates: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut session = world.session(&[]);
                    let asked: Vec<u64> = (0..10).map(|n| session.start_call("pay", &json!({ "n": n }))).collect();
                    let answers: Vec<Value> = asked.into_iter().map(|id| session.answer_to(id)).collect();
                    session.end();
                    for answer in answers.iter().filter(|answer| answer["result"]["isError"] == true) {
                        let said = "[STOCKADE DENIED] Rate limit of 5 per day reached. Try again later.";
                        assert_eq!(text(answer), said);
                        assert_eq!(decision(answer)["retryable"], true);
                        assert!(decision(answer)["retry_after"].as_u64().unwrap() <= 86_400);
                    }
                    answers.iter().filter(|answer| answer["result"].get("isError").is_none()).count()
                })
            })
            .collect();
        gates.into_iter().map(|gate| gate.join().unwrap()).sum()
    });
    assert_eq!((passed, world.calls().len()), (5, 5));
    let verified = world.stockade(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

#[test]
fn a_call_that_fails_gives_back_what_it_took() {
    let config = json!({ "results": { "pay": { "content": [], "isError": true } } });
    let world = World::new(&config);
    world.policy(LIMIT_OF_5);
    let mut session = world.session(&[]);
    for _ in 0..8 {
        assert!(session.call("pay", &json!({}))["result"].get("_meta").is_none());
    }
    session.end();
}

#[test]
fn a_gate_that_is_killed_leaves_counters_and_journal_whole() {
    let world = World::with(&["pay"]);
    world.policy(LIMIT_OF_5);
    let mut session = world.session(&[]);
    for n in 0..3 {
        session.call("pay", &json!({ "n": n }));
    }
    kill(session.gate(), Signal::SIGKILL).unwrap();
    session.wait();
    let verified = world.stockade(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);

    let mut session = world.session(&[]);
    let passed = (0..5).filter(|n| session.call("pay", &json!({ "n": n }))["result"].get("isError").is_none()).count();
    assert_eq!(passed, 2, "three of five were taken");
    session.end();
    assert_eq!(world.stockade(&["log", "verify"]).code, 0);
    // A call goes on while its record is written, so that of the last one before the end may be missing; never one before.
    let log = world.stockade(&["log", "--json", "--decision", "allow"]);
    assert!((4..=5).contains(&log.stdout.lines().count()), "{}", log.stdout);
}

#[test]
fn the_journal_says_who_what_and_why_and_arguments_only_when_asked() {
    let world = World::with(&["pay"]);
    world.policy("version: \"1\"\ntools:\n  pay:\n    rules:\n      - {name: never, action: deny}\n");
    let mut session = world.session(&[]);
    session.call("pay", &json!({ "to": "a-secret-recipient" }));
    session.end();
    let log = world.stockade(&["log", "--json"]).stdout;
    let denied: Value = serde_json::from_str(log.lines().find(|line| line.contains("\"deny\"")).unwrap()).unwrap();
    for (key, value) in [("tool", "pay"), ("rule", "never"), ("code", "rule-denied"), ("client", "test-client")] {
        assert_eq!(denied[key], value, "{denied}");
    }
    assert!(denied["server"].as_str().unwrap().starts_with("command:python3:"), "{denied}");
    assert!(!log.contains("a-secret-recipient") && log.contains("\"start\"") && log.contains("\"stop\""), "{log}");

    let mut session = world.session(&["--journal", "../elsewhere", "--journal-arguments"]);
    session.call("pay", &json!({ "to": "a-secret-recipient" }));
    session.end();
    let folder = world.home.path().join("elsewhere");
    let log = world.stockade(&["log", "--json", "--dir", folder.to_str().unwrap()]).stdout;
    assert!(log.contains("a-secret-recipient"), "{log}");
}

#[test]
fn a_place_that_cannot_be_used_is_said_before_the_server_is_started() {
    let world = World::with(&[]);
    world.policy(LIMIT_OF_5);
    world.home.write("a-file", "");
    // Nobody listens at the first port.
    for (args, part) in [
        (["--journal", "../a-file"], "the journal `[HOME]/a-file` cannot be written"),
        (["--journal", "/proc/nowhere"], "the journal `/proc/nowhere` cannot be written"),
        (["--store", "../a-file"], "the store of counters cannot be used"),
        (["--store", "redis://user:hunter2@127.0.0.1:1/0"], "redis://127.0.0.1:1"),
        (["--store", "rediss://127.0.0.1:1/0"], "TLS"),
        (["--otlp", "127.0.0.1:4318"], "`http://`"),
    ] {
        let said = world.refused(&args).replace(&world.home.path().display().to_string(), "[HOME]");
        assert!(said.starts_with("error: ") && said.contains(part) && said.contains("\n  hint: "), "{args:?}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_store_that_is_gone_denies_with_the_true_reason() {
    let world = World::with(&["pay", "read"]);
    world.policy(LIMIT_OF_5);
    let args = ["--store", "redis://127.0.0.1:1", "--store-fail", "open"];
    let mut session = world.session(&args);
    assert!(session.call("pay", &json!({}))["result"].get("isError").is_none(), "open: it passes uncounted");
    session.end();

    let mut session = world.session(&["--store", "../counters"]);
    assert!(session.call("pay", &json!({}))["result"].get("isError").is_none());
    std::fs::remove_dir_all(world.home.path().join("counters")).unwrap();
    world.home.write("counters", "no folder any longer");
    let answer = session.call("pay", &json!({}));
    assert!(text(&answer).contains("policy store unreachable"), "{answer}");
    assert_eq!(decision(&answer)["code"], "store-unreachable");
    assert!(session.call("read", &json!({}))["result"].get("isError").is_none(), "what is not counted passes");
    session.end();
    assert_eq!(world.calls().len(), 3);
}

#[test]
fn a_full_disk_denies_and_says_so() {
    let world = World::with(&["pay"]);
    let mut session = world.session(&[]);
    assert_eq!(text(&session.call("pay", &json!({}))), "{}");
    // No file of this process may grow any longer: to it the disk is full.
    let limited = Command::new("prlimit").args(["--fsize=1", "--pid", &session.gate().to_string()]).status().unwrap();
    assert!(limited.success());
    // What was seen right after a record holds for 2 ms.
    std::thread::sleep(Duration::from_millis(10));
    let answer = session.call("pay", &json!({}));
    assert_eq!(decision(&answer)["code"], "journal", "{answer}");
    assert!(text(&answer).contains("cannot be written"), "{answer}");
    session.said("cannot be written");
    session.end();
    assert_eq!(world.calls().len(), 1);
    assert_eq!(world.stockade(&["log", "verify"]).code, 0);
}
