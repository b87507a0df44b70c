//! The program as people start it: every test runs the binary in a home of its own, with an environment of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use stockade_testkit::{FakeHome, Outcome, Program};

#[path = "cli/allow_list.rs"]
mod allow_list;
#[cfg(target_os = "linux")]
#[path = "cli/approvals.rs"]
mod approvals;
#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/check_online.rs"]
mod check_online;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/cyclonedx.rs"]
mod cyclonedx;
#[path = "cli/diff.rs"]
mod diff;
#[cfg(target_os = "linux")]
#[path = "cli/endurance.rs"]
mod endurance;
#[path = "cli/exit_codes.rs"]
mod exit_codes;
#[path = "cli/fetch.rs"]
mod fetch;
#[path = "cli/filters.rs"]
mod filters;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/home.rs"]
mod home;
#[path = "cli/html.rs"]
mod html;
#[path = "cli/hunt.rs"]
mod hunt;
#[path = "cli/hunt_feed.rs"]
mod hunt_feed;
#[path = "cli/json.rs"]
mod json;
#[path = "cli/log.rs"]
mod log;
#[path = "cli/one_answer.rs"]
mod one_answer;
#[path = "cli/pack.rs"]
mod pack;
#[path = "cli/packages_settings.rs"]
mod packages_settings;
#[path = "cli/pins.rs"]
mod pins;
#[path = "cli/policy.rs"]
mod policy;
#[cfg(target_os = "linux")]
#[path = "cli/policy_new.rs"]
mod policy_new;
#[path = "cli/readme.rs"]
mod readme;
#[cfg(target_os = "linux")]
#[path = "cli/readme_gate.rs"]
mod readme_gate;
#[path = "cli/real_clients.rs"]
mod real_clients;
#[path = "cli/recipes.rs"]
mod recipes;
#[path = "cli/redaction.rs"]
mod redaction;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/sarif.rs"]
mod sarif;
#[path = "cli/scan_online.rs"]
mod scan_online;
#[cfg(target_os = "linux")]
#[path = "cli/seat.rs"]
mod seat;
#[path = "cli/sinks.rs"]
mod sinks;
#[path = "cli/terminal.rs"]
mod terminal;
#[path = "cli/told.rs"]
mod told;
#[path = "cli/torn_settings.rs"]
mod torn_settings;

/// A config with one finding of severity high and two of medium, and nothing that depends on the machine.
const CONFIG: &str = r#"{ "mcpServers": {
  "plain": { "url": "http://mcp.example.com/mcp" },
  "notes": { "command": "notes-server", "args": ["--stdio"], "env": { "NOTES_PASSWORD": "hunter2hunter2" } }
} }
"#;

/// A home whose user has [`CONFIG`].
fn home() -> FakeHome {
    FakeHome::new().file(".cursor/mcp.json", CONFIG)
}

fn program(home: &FakeHome) -> Program {
    // Whoever tests what is asked of registries lets it on the network of the test's own.
    Program::new(assert_cmd::cargo::cargo_bin!("stockade"), home).env("STOCKADE_OFFLINE", "1")
}

/// `stockade scan` of the home's owner, without processes: those of the test machine are no business of a test.
fn scan(home: &FakeHome, args: &[&str]) -> Outcome {
    scanner(home, args).run()
}

fn scanner(home: &FakeHome, args: &[&str]) -> Program {
    let root = home.outside().join("root");
    std::fs::create_dir_all(&root).unwrap();
    program(home).args(["scan", "--no-processes", "--root"]).args([root]).args(args)
}

/// A home whose project was written by somebody who wants to break the report.
fn hostile() -> FakeHome {
    let config = "{ \"mcpServers\": {
  \"</script><img src=x onerror=alert(1)>\\u001b[31m\": { \"command\": \"node\", \"args\": [\"\u{202e}txt.js\", \"]]>\", \"&amp;\"] },
  \"git\u{202e}buh\u{200b}\": { \"url\": \"http://h.example.com/\u{7f}\" },
  \"[click](http://x.example.com)\": { \"url\": \"http://click.example.com/\" },
  \"torn\": { \"url\": \"http://[::1\" },
  \"at\": { \"url\": \"http://${HOST}/mcp?token=hunter2hunter2\" },
  \"link\": { \"url\": \"http://a.example.com/[x](y)\", \"headers\": { \"X-Api-Key\": \"hunter2hunter2\" } },
  \"broken\u{1b}[2J\": 3
} }
";
    FakeHome::new().file("project/.cursor/mcp.json", config).file(".cursor/mcp.json", CONFIG)
}
