//! Baselines: what is known, what differs, and files that are none.

use stockade_testkit::FakeHome;

use crate::{home, scan};

#[test]
fn what_is_known_is_not_shown_again() {
    let home = home();
    let written = scan(&home, &["--write-baseline", "known.json"]);
    assert_eq!(written.code, 1, "what is written down is still a finding");
    assert!(written.stderr.contains("wrote the baseline `[HOME]/project/known.json`: 2 servers, 2 findings"));
    let outcome = scan(&home, &["--baseline", "known.json"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("Baseline: every server is as in known.json"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("not shown: 2 known to the baseline"), "{}", outcome.stdout);
    let text = std::fs::read_to_string(home.project().join("known.json")).unwrap();
    assert!(!text.contains("hunter2"), "a secret was written");
}

#[test]
fn additions_removals_and_changes_are_told_and_fail() {
    let home = home();
    scan(&home, &["--write-baseline", "known.json"]);
    home.write(
        ".cursor/mcp.json",
        r#"{ "mcpServers": {
  "notes": { "command": "notes-server", "args": ["--http"], "env": { "NOTES_PASSWORD": "hunter2hunter2" } },
  "new": { "url": "http://new.example.com/mcp" } } }"#,
    );
    let outcome = scan(&home, &["--baseline", "known.json", "--fail-on", "critical"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, "stockade: the configs differ from the baseline\n"));
    let told = outcome.stdout.split_once("Baseline: ").unwrap().1.split_once("\n\n").unwrap().0;
    insta::assert_snapshot!(told, @r"
    what differs from known.json
      + added    [HOME]/.cursor/mcp.json#cursor/user/new
      - removed  [HOME]/.cursor/mcp.json#cursor/user/plain
      ~ changed  [HOME]/.cursor/mcp.json#cursor/user/notes
                  launch line: `notes-server --stdio` → `notes-server --http`
    ");
    let report = scan(&home, &["--baseline", "known.json", "--json"]).json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "only what is new is a finding");
    assert_eq!(findings[0]["server"], "cursor/user/new");
    assert_eq!(report["summary"]["known"], 1);
    assert_eq!(report["baseline"]["removed"].as_array().unwrap().len(), 1);
}

#[test]
fn a_baseline_is_renewed_in_place() {
    let home = home();
    scan(&home, &["--write-baseline", "known.json"]);
    home.write(".cursor/mcp.json", r#"{ "mcpServers": {} }"#);
    let both = scan(&home, &["--baseline", "known.json", "--write-baseline", "known.json"]);
    assert_eq!(both.code, 1);
    assert_eq!(scan(&home, &["--baseline", "known.json"]).code, 0);
    assert_eq!(std::fs::read_dir(home.project()).unwrap().count(), 1, "a temporary file was left");
}

#[test]
fn a_file_that_is_no_baseline_is_refused_with_its_place() {
    for (text, said) in [
        ("{\n  \"version\": 2,\n  \"servers\": {} }", "known.json:2:14"),
        ("{\n  \"version\": 1,\n  \"serverz\": {} }", "unknown field `serverz`"),
        ("", "known.json:1:1"),
        ("{\"version\": 1, \"servers\": {}, \"findings\": []", "EOF"),
    ] {
        let home = FakeHome::new().file("project/known.json", text);
        let outcome = scan(&home, &["--baseline", "known.json"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{text}");
        assert!(outcome.stderr.contains(said), "{text}: {}", outcome.stderr);
        let after = std::fs::read_to_string(home.project().join("known.json")).unwrap();
        assert_eq!(after, text);
    }
    let outcome = scan(&home(), &["--baseline", "missing.json"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("missing.json") && outcome.stderr.contains("--write-baseline"),
        "{}",
        outcome.stderr
    );
}
