//! `stockade scan --online`: findings at the places that name a package; without it nobody is asked.

use stockade_testkit::registry::Fault;
use stockade_testkit::{FakeHome, Outcome, TestRegistry};

use crate::check_online::{home as configured, online, postmark};

const CONFIG: &str = r#"{ "mcpServers": {
  "mail": { "command": "npx", "args": ["-y", "qx-mailer@1.0.16"] },
  "again": { "command": "npx", "args": ["-y", "qx-mailer@1.0.16"] },
  "nobody": { "command": "npx", "args": ["-y", "qx-nobody@1.0.0"] }
} }"#;

fn home(registry: &TestRegistry) -> FakeHome {
    configured(registry).file(".cursor/mcp.json", CONFIG)
}

fn scan(home: &FakeHome, args: &[&str]) -> Outcome {
    online(home, &[&["scan", "--no-processes"], args].concat())
}

#[test]
fn findings_stand_where_the_package_is_named() {
    let registry = TestRegistry::start();
    postmark(&registry);
    let home = home(&registry);
    let outcome = scan(&home, &["--online", "--json"]);
    let report = outcome.json();
    let found = |check: &str| -> Vec<(String, u64)> {
        let all = report["findings"].as_array().unwrap().iter().filter(|finding| finding["check"] == check);
        all.map(|finding| {
            let line = finding["place"]["range"]["start"]["line"].as_u64().unwrap();
            (finding["server"].as_str().unwrap().to_owned(), line)
        })
        .collect()
    };
    let mut held = found("constant-recipient");
    held.sort();
    assert_eq!(held, [("cursor/user/again".to_owned(), 3), ("cursor/user/mail".to_owned(), 2)], "{report:#}");
    assert!(found("unknown-name").contains(&("cursor/user/nobody".to_owned(), 4)), "{report:#}");
    // Two servers start it, and it was asked about once.
    assert_eq!(registry.paths().iter().filter(|path| *path == "/npm/qx-mailer").count(), 1);
    crate::sarif::valid(&scan(&home, &["--online", "--sarif"]).json());
}

#[test]
fn without_it_nobody_is_asked() {
    let registry = TestRegistry::start();
    postmark(&registry);
    let outcome = scan(&home(&registry), &[]);
    assert!(!outcome.stdout.contains("constant-recipient"), "{}", outcome.stdout);
    assert!(registry.asked().is_empty(), "{:?}", registry.paths());
}

#[test]
fn offline_and_online_contradict_each_other() {
    let registry = TestRegistry::start();
    let outcome = crate::program(&home(&registry)).args(["scan", "--online"]).env("STOCKADE_OFFLINE", "1").run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("`STOCKADE_OFFLINE` keeps this run off the network"), "{}", outcome.stderr);
}

#[test]
fn an_ignore_accepts_by_server_or_by_package() {
    let registry = TestRegistry::start();
    postmark(&registry);
    let with = |place: &str| {
        let ignore =
            format!("[[ignore]]\ncheck = \"constant-recipient\"\nplace = \"{place}\"\nreason = \"our archive\"\n");
        let settings = crate::check_online::services(&registry) + &ignore;
        let home = home(&registry).file(".config/stockade/stockade.toml", &settings);
        let report = scan(&home, &["--online", "--json", "--persona", "auditor"]).json();
        let count = |list: &str, check: &str, pointer: &str| {
            report[list].as_array().unwrap().iter().filter(|one| one.pointer(pointer).unwrap() == check).count()
        };
        (
            count("findings", "constant-recipient", "/check"),
            count("suppressed", "constant-recipient", "/finding/check"),
            count("findings", "stale-ignore", "/check"),
        )
    };
    assert_eq!(with("cursor/user/mail"), (1, 1, 0));
    assert_eq!(with("pkg:npm/qx-mailer"), (0, 2, 0));
    assert_eq!(with("pkg:npm/qx-mailer@1.0.15").0, 2);
}

#[test]
fn what_could_not_be_asked_makes_the_scan_incomplete() {
    let registry = TestRegistry::start();
    postmark(&registry);
    registry.fault("/npm/", None, Fault::Status(503, Vec::new()));
    let outcome = scan(&home(&registry), &["--online", "--json", "--fail-on", "critical"]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    let report = outcome.json();
    let problems = report["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["kind"] == "unasked"), "{report:#}");
}
