//! What registries tell changes what a name leads to: up to a denial, and back to a note.

use serde_json::{Value, json};
use stockade_testkit::registry::NpmRelease;
use stockade_testkit::{FakeHome, TestRegistry};

use crate::check_online::{home as configured, online};

/// A release by this account, which alone may publish.
fn by(account: &str, name: &str, version: &str, published: &str) -> NpmRelease {
    let person = json!({ "name": account, "email": format!("{account}@example.com") });
    NpmRelease::new(name, version)
        .published(published)
        .field("_npmUser", person.clone())
        .field("maintainers", json!([person]))
}

/// It is the middle of June 2026: a package of three days with an install script under the name of another ecosystem's
/// official one, and two slips of `mcp-remote` that are 900 days old, one of them by the account that publishes `mcp-remote`.
fn registry() -> TestRegistry {
    let registry = TestRegistry::start();
    let hook = json!({ "postinstall": "node index.js" });
    registry.publish(by("zed", "mcp-server-time", "0.1.0", "2026-06-11T20:00:00Z").field("scripts", hook));
    registry.publish(by("ann", "mcp-remote", "0.1.38", "2023-01-01T08:00:00Z"));
    registry.publish(by("ann", "mcp-remoet", "0.1.0", "2023-12-28T08:00:00Z"));
    registry.publish(by("zed", "mcp-remtoe", "0.1.0", "2023-12-28T08:00:00Z"));
    registry
}

fn home(registry: &TestRegistry) -> FakeHome {
    let server = |name: &str| json!({ "command": "npx", "args": ["-y", name] });
    let servers = json!({ "mcpServers": {
        "time": server("mcp-server-time@0.1.0"), "own": server("mcp-remoet"), "other": server("mcp-remtoe")
    } });
    configured(registry).file(".cursor/mcp.json", &servers.to_string())
}

#[test]
fn check_judges_names_again_by_what_was_told() {
    let registry = registry();
    let home = home(&registry);
    let checked = |more: &[&str]| -> Vec<Value> {
        let names = ["npm:mcp-server-time", "npm:mcp-remoet", "npm:mcp-remtoe"];
        let report = online(&home, &[&["check", "--json"], more, &names].concat()).json();
        let specs = report["specs"].as_array().unwrap();
        specs.iter().map(|spec| spec["parts"][0].clone()).collect()
    };
    let verdicts = |parts: &[Value]| -> Vec<String> {
        parts.iter().map(|part| part["name"]["verdict"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(verdicts(&checked(&["--offline"])), ["confirm", "confirm", "confirm"], "nobody told anything");
    registry.forget();
    let told = checked(&[]);
    assert_eq!(verdicts(&told), ["block", "note", "confirm"], "{told:#?}");
    assert_eq!((&told[0]["decision"], &told[0]["decided_by"]), (&json!("deny"), &json!("name")), "{:#}", told[0]);
    assert_eq!(told[1]["decision"], "allow", "{:#}", told[1]);
    assert_eq!(told[2]["decision"], "ask", "{:#}", told[2]);
    for part in ["the name is 3 days old", "it runs code when installed", "this one is held by zed"] {
        assert!(told[0]["name"].to_string().contains(part), "{part}: {:#}", told[0]["name"]);
    }
    assert!(told[1]["name"].to_string().contains("`ann` publishes both"), "{:#}", told[1]["name"]);
    // The document of what they look like was asked for once, for both.
    assert_eq!(registry.paths().iter().filter(|path| *path == "/npm/mcp-remote").count(), 1, "{:?}", registry.paths());
}

#[test]
fn a_scan_with_registries_says_the_same() {
    let registry = registry();
    let home = home(&registry);
    let found = |args: &[&str]| -> Vec<String> {
        let report = online(&home, &[&["scan", "--no-processes", "--json"], args].concat()).json();
        let mut found: Vec<String> = (report["findings"].as_array().unwrap().iter())
            .filter(|finding| ["squat", "cross-ecosystem-name"].contains(&finding["check"].as_str().unwrap()))
            .filter(|finding| finding["severity"] != "info")
            .map(|finding| {
                let text = |key: &str| finding[key].as_str().unwrap().to_owned();
                format!("{} {} {}", text("server"), text("check"), text("severity"))
            })
            .collect();
        found.sort();
        found
    };
    let offline = [
        "cursor/user/other squat medium",
        "cursor/user/own squat medium",
        "cursor/user/time cross-ecosystem-name medium",
    ];
    assert_eq!(found(&[]), offline);
    let told = ["cursor/user/other squat medium", "cursor/user/time cross-ecosystem-name critical"];
    assert_eq!(found(&["--online"]), told);
}
