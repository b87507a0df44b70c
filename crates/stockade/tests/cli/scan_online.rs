//! `stockade scan --online`: findings at the places that name a package; without it nobody is asked.

use stockade_testkit::registry::{Fault, NpmRelease};
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

/// A project with a server from npm that its lock file has, and one of its own.
fn project(registry: &TestRegistry, settings: &str) -> FakeHome {
    let config = r#"{ "mcpServers": {
  "locked": { "command": "npx", "args": ["-y", "qx-server"] },
  "own": { "command": "node", "args": ["./index.js"] },
  "rust": { "command": "docker", "args": ["run", "-i", "qx.example/image"] }
} }"#;
    let lock = r#"{"name":"project","lockfileVersion":3,"packages":{
        "":{"dependencies":{"qx-server":"1"}},
        "node_modules/qx-server":{"version":"1.0.0","dependencies":{"qx-hole":"^1.0.0"}},
        "node_modules/qx-hole":{"version":"1.0.0"}}}"#;
    configured(registry)
        .file("project/.mcp.json", config)
        .file("project/index.js", "")
        .file("project/package.json", r#"{"name":"project","dependencies":{"qx-server":"1"}}"#)
        .file("project/package-lock.json", lock)
        .file("project/stockade.toml", settings)
}

#[test]
fn what_a_lock_file_brings_in_is_looked_up_with_its_path() {
    let registry = TestRegistry::start();
    let at = "2026-01-01T00:00:00Z";
    for version in ["1.0.0", "1.9.0"] {
        registry.publish(NpmRelease::new("qx-hole", version).published(at));
        let needs = serde_json::json!({"qx-hole": "^1.0.0"});
        registry.publish(NpmRelease::new("qx-server", version).published(at).field("dependencies", needs));
    }
    registry.advisory(serde_json::json!({"id": "GHSA-1", "modified": at, "summary": "a hole",
        "affected": [{"package": {"ecosystem": "npm", "name": "qx-hole"}, "versions": ["1.0.0"],
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.9.0"}]}]}]}));
    let home = project(&registry, "");
    let report = scan(&home, &["--online", "--json", "--persona", "auditor"]).json();
    let found = |server: &str| {
        let all = report["findings"].as_array().unwrap().iter();
        let own = all.filter(|finding| finding["check"] == "advisory");
        let own = own.filter(|finding| finding["server"].as_str().is_some_and(|name| name.ends_with(server)));
        own.map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(found("/locked").contains("qx-server@1.0.0 → qx-hole@1.0.0"), "{report:#}");
    assert!(found("/own").contains("project → qx-server@1.0.0 → qx-hole@1.0.0"), "{report:#}");
    assert!(found("/own").contains("1.9.0"), "{report:#}");
}

#[test]
fn what_nobody_is_asked_about_meets_no_requirement() {
    let registry = TestRegistry::start();
    let home = configured(&registry)
        .file(
            ".cursor/mcp.json",
            r#"{ "mcpServers": { "deno": { "command": "deno", "args": ["run", "jsr:@qx/server@1.0.0"] } } }"#,
        )
        .file(
            ".config/stockade/stockade.toml",
            &format!(
                "{}[[require]]\npurl = \"pkg:jsr/*\"\nminimum-age = \"7 days\"\n",
                crate::check_online::services(&registry)
            ),
        );
    let report = scan(&home, &["--online", "--json"]).json();
    let all = report["findings"].as_array().unwrap().iter();
    let unmet: Vec<String> = all.filter(|one| one["check"] == "unmet-requirement").map(ToString::to_string).collect();
    assert!(unmet.len() == 1 && unmet[0].contains("no registry of `jsr` is asked"), "{report:#}");
}

#[test]
fn what_a_check_could_not_look_at_is_among_the_gaps() {
    let registry = TestRegistry::start();
    postmark(&registry);
    registry.lose(stockade_testkit::registry::Lost::Times);
    let report = scan(&home(&registry), &["--online", "--json"]).json();
    assert!(report.to_string().contains("when it was published (young-version) of 1 package"), "{report:#}");
}

/// A name that resembles a better known one, and began with its version.
#[test]
fn a_look_alike_is_held_against_what_it_resembles() {
    let registry = TestRegistry::start();
    for (name, at) in [("supports-color", "2024-01-01T00:00:00Z"), ("supports-colr", "2026-01-01T00:00:00Z")] {
        registry.publish(NpmRelease::new(name, "9.4.0").published(at));
    }
    let servers = r#"{ "mcpServers": { "mail": { "command": "npx", "args": ["-y", "supports-colr"] } } }"#;
    let home = home(&registry).file(".cursor/mcp.json", servers);
    let report = scan(&home, &["--online", "--json"]).json();
    let all = report["findings"].as_array().unwrap();
    assert!(all.iter().any(|finding| finding["check"] == "version-mimicry"), "{report:#}");
}
