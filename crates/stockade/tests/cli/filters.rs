//! Filters hide without deleting: what they hide is counted.

use serde_json::Value;
use stockade_testkit::FakeHome;

use crate::{home, scan};

fn checks(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["check"].as_str().unwrap()).collect()
}

#[test]
fn checks_are_chosen_and_left_out() {
    let home = home();
    let report = scan(&home, &["--json", "--check", "insecure-url"]).json();
    assert_eq!(checks(&report), ["insecure-url"]);
    assert_eq!(report["summary"]["hidden"]["check"], 1);
    let report = scan(&home, &["--json", "--exclude-check", "insecure-url"]).json();
    assert_eq!(checks(&report), ["secret-in-config"]);
}

#[test]
fn servers_are_chosen_by_name_id_and_pattern() {
    let home = home();
    for (pattern, count) in [("plain", 1), ("cursor/user/plain", 1), ("cursor/*", 2), ("p*", 1), ("cursor", 0)] {
        let report = scan(&home, &["--json", "--server", pattern]).json();
        assert_eq!(report["servers"].as_array().unwrap().len(), count, "{pattern}");
        assert_eq!(report["summary"]["hidden"]["servers"], 2 - count, "{pattern}");
    }
}

#[test]
fn clients_are_chosen() {
    assert_eq!(scan(&home(), &["--json", "--client", "cursor"]).json()["servers"].as_array().unwrap().len(), 2);
}

#[test]
fn confidence_hides_and_never_fails() {
    let home = home();
    let report = scan(&home, &["--json", "--min-confidence", "high"]).json();
    assert_eq!(checks(&report), ["insecure-url"]);
    assert_eq!(report["summary"]["hidden"]["min_confidence"], 1);
}

#[test]
fn what_is_switched_off_is_for_the_pedantic() {
    let config = r#"{ "mcpServers": { "off": { "url": "http://off.example.com/mcp", "disabled": true } } }"#;
    let home = FakeHome::new().file(".codeium/windsurf/mcp_config.json", config);
    let regular = scan(&home, &["--json"]);
    let pedantic = scan(&home, &["--json", "--persona", "pedantic"]);
    assert_eq!(regular.json()["servers"][0]["state"]["word"], "disabled");
    assert_eq!((regular.code, pedantic.code), (0, 1));
    assert_eq!(regular.json()["summary"]["hidden"]["persona"], 1);
}
