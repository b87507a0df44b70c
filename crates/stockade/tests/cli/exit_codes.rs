//! Which status a run ends with, and what it says about it.

use stockade_testkit::FakeHome;

use crate::{home, program, scan};

#[test]
fn clean_is_0() {
    let outcome = scan(&FakeHome::new(), &[]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert!(outcome.stdout.starts_with("No MCP servers found.\n"), "{}", outcome.stdout);
}

#[test]
fn findings_at_the_threshold_are_1() {
    let home = home();
    for (args, code) in [
        (&["--fail-on", "high"][..], 1),
        (&[], 1),
        (&["--fail-on", "critical"], 0),
        (&["--fail-on", "medium"], 1),
        (&["--exclude-check", "insecure-url"], 0),
        (&["--exclude-check", "insecure-url", "--fail-on", "medium"], 1),
        (&["--no-exit-codes"], 0),
    ] {
        let outcome = scan(&home, args);
        assert_eq!(outcome.code, code, "{args:?}: {}", outcome.stderr);
    }
    assert_eq!(scan(&home, &[]).stderr, "stockade: 1 finding at or above `high`\n");
}

#[test]
fn what_could_not_be_read_is_3_and_a_finding_beats_it() {
    let broken = FakeHome::new().file("project/.cursor/mcp.json", "{ \"mcpServers\": ");
    let outcome = scan(&broken, &[]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (3, "stockade: 1 problem left something unread\n"));
    assert_eq!(scan(&broken, &["--no-exit-codes"]).code, 0);
    let both = home().file("project/.cursor/mcp.json", "{ \"mcpServers\": ");
    let outcome = scan(&both, &[]);
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.stderr);
}

#[test]
fn a_duplicate_key_leaves_nothing_unread() {
    let home = FakeHome::new().file(".cursor/mcp.json", r#"{ "mcpServers": {}, "mcpServers": {} }"#);
    assert_eq!(scan(&home, &[]).code, 0);
}

#[test]
fn wrong_usage_is_2() {
    let home = home();
    for (args, said) in [
        (&["scan", "--frobnicate"][..], "--frobnicate"),
        (&["scan", "--fail-on", "terrible"], "terrible"),
        (&["scan", "--quiet", "--verbose"], "cannot be used with"),
        (&["scan", "--os", "linux"], "--home"),
        (&["scan", "--client", "cursor", "--baseline", "x"], "cannot be used with"),
        (&["frobnicate"], "frobnicate"),
        (&["scan", "no/such/project"], "is no directory"),
        (&["scan", "../.cursor/mcp.json"], "name the directory it is in"),
        (&["scan", "--home", "no/such/home"], "is no directory"),
        (&["scan", "--server", "a["], "is no pattern"),
        (&["scan", "--client", "cursr"], "did you mean `cursor`?"),
        (&["scan", "--check", "unpined"], "did you mean `unpinned`?"),
        (&["scan", "--exclude-check", "zzz"], "there is no check `zzz`"),
        (&["explain", "unpined"], "did you mean `unpinned`?"),
        (&["--config", "no.toml", "scan"], "does not exist"),
        (&["completions", "tcsh"], "tcsh"),
    ] {
        let outcome = program(&home).args(args).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.contains(said), "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.starts_with("error"), "{args:?}: {}", outcome.stderr);
    }
}

#[test]
fn a_wrong_environment_is_2() {
    let home = home();
    for (name, value) in [("STOCKADE_FAIL_ON", "loud"), ("SOURCE_DATE_EPOCH", "noon"), ("STOCKADE_CONFIG", "no.toml")] {
        let outcome = program(&home).args(["scan", "--no-processes"]).env(name, value).run();
        assert_eq!(outcome.code, 2, "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(value), "{name}: {}", outcome.stderr);
    }
}
