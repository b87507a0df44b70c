//! Which policy holds, and what is wrong with one.

use serde_json::json;

use super::world::{Session, World, text};
use super::*;

#[test]
fn without_a_policy_observe_holds_and_is_said() {
    let world = World::with(&["anything"]);
    let mut session = world.session(&[]);
    assert_eq!(text(&session.call("anything", &json!({ "a": 1 }))), "{\"a\": 1}");
    let (said, code) = session.end();
    assert_eq!(code, 0);
    assert!(said.starts_with("stockade: test: no --policy, and none comes with the program"), "{said}");
    assert!(world.stockade(&["log"]).stdout.contains("recorded \"written down\""));
}

#[test]
fn the_policy_that_comes_with_the_program_is_taken_for_its_package() {
    // A stand-in for `npx` that is nothing but the server.
    let world = World::with(&["read_graph", "delete_entities", "export_graph"]);
    let folder = world.home.path().join("server").display().to_string();
    let script = format!("#!/bin/sh\nexec python3 {folder}/server.py {folder}/config.json {folder}/received\n");
    let npx = world.home.write("bin/npx", script);
    std::fs::set_permissions(&npx, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let line = ["run", "--hold", "1s", "--", "npx", "-y", "@modelcontextprotocol/server-memory@2026.1.1"];
    let path = format!("{}:/usr/bin:/bin", npx.parent().unwrap().display());
    let mut session = Session::start(&program(&world.home).args(line).env("PATH", path).into_command());
    session.shake("2025-11-25");
    assert_eq!(session.tools(), ["read_graph", "delete_entities"]);
    let (said, _) = session.end();
    assert!(said.contains("`memory`") && said.contains("pkg:npm/%40modelcontextprotocol/server-memory"), "{said}");
    let log = world.stockade(&["log"]).stdout;
    assert!(log.contains("  pkg:npm/%40modelcontextprotocol/server-memory  "), "{log}");
}

#[test]
fn everything_that_is_wrong_with_a_policy_is_shown_in_its_place() {
    let world = World::with(&[]);
    world.policy("version: \"1\"\ndefault: alow\ntools:\n  pay:\n    ruls: []\n");
    let said = world.refused(&[]);
    for part in
        ["policies/policy.yaml:2:10", "did you mean `allow`?", "policies/policy.yaml:5:5", "did you mean `rules`?"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_page_has_every_code() {
    use std::collections::BTreeSet;
    use stockade_gate::judge::codes::{DENIALS, NOTES};
    use stockade_policy::decide::CODES;

    let page = include_str!("../../../../../docs/gate.md");
    let judged = CODES.iter().filter(|(code, ..)| !matches!(*code, "allowed" | "approval-required"));
    let again = |again: bool| if again { "yes" } else { "no" };
    let denials = judged.chain(DENIALS).map(|(code, later, what)| format!("| `{code}` | {} | {what} |", again(*later)));
    let notes = NOTES.iter().map(|(code, what)| format!("| `{code}` | {what} |"));
    let wanted: BTreeSet<String> = denials.chain(notes).collect();
    let section = page.split_once("## Codes").unwrap().1.split_once("\n## ").unwrap().0;
    let rows: BTreeSet<String> = section.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect();
    assert_eq!(rows, wanted);
}
