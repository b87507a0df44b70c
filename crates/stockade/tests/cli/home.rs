//! Somebody else's home: nothing of one's own reaches the report.

use stockade_testkit::FakeHome;

use crate::{home, program};

#[test]
fn a_foreign_home_never_sees_ones_own_files_and_environment() {
    let own = home();
    own.write("bin/theirs-program", "#!/bin/sh\n");
    let config = r#"{ "mcpServers": {
        "theirs": { "command": "theirs-program", "args": ["${env:MY_SECRET_NAME}", "$MY_SECRET_NAME"] } } }"#;
    let theirs = FakeHome::new().file(".cursor/mcp.json", config);
    let outcome = program(&own)
        .args(["scan", "--json", "--no-recorded-projects", "--home"])
        .args([theirs.path()])
        .env("MY_SECRET_NAME", "value-of-mine")
        .env("PATH", own.path().join("bin"))
        .run();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let report = outcome.json();
    let servers = report["servers"].as_array().unwrap();
    assert_eq!(servers.len(), 1);
    assert_eq!(servers[0]["name"], "theirs");
    assert!(!outcome.stdout.contains("value-of-mine") && !outcome.stdout.contains("bin/theirs-program"));
    assert_eq!(report["scan"]["live"], false);
    assert_eq!(report["processes"].as_array().unwrap().len(), 0);
    assert!(outcome.stdout.contains("system-wide configs"), "the gap is not named");
}

#[test]
fn another_system_follows_its_own_rules() {
    let own = home();
    for os in ["linux", "macos", "windows"] {
        let outcome = program(&own).args(["scan", "--json", "--os", os, "--home"]).args([own.path()]).run();
        assert_eq!(outcome.json()["scan"]["os"], os);
        assert_eq!(outcome.json()["servers"].as_array().unwrap().len(), 2, "{os}");
    }
}
