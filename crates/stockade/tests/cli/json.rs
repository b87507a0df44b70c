//! The JSON report keeps to the schema in the repository.

use stockade_testkit::FakeHome;

use crate::{home, hostile, scan};

fn committed() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/scan-report.v1.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn reports_keep_to_the_committed_schema() {
    let validator = jsonschema::validator_for(&committed()).unwrap();
    let home = home();
    scan(&home, &["--write-baseline", "known.json"]);
    for outcome in [
        scan(&home, &["--json"]),
        scan(&home, &["--json", "--baseline", "known.json"]),
        scan(&hostile(), &["--json", "--persona", "auditor"]),
    ] {
        let report = outcome.json();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // The schema refuses something at all.
    assert!(!validator.is_valid(&serde_json::json!({ "schema_version": 2 })));
}

#[test]
fn hidden_characters_are_escaped_and_secrets_gone() {
    let outcome = scan(&hostile(), &["--json"]);
    assert!(outcome.stdout.chars().all(|c| c == '\n' || !stockade::visible::is_hidden(c)));
    assert!(!outcome.stdout.contains("hunter2"));
    assert!(
        outcome.json()["servers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|server| server["name"].as_str().unwrap().contains('\u{202e}'))
    );
}

#[test]
fn an_entry_that_several_clients_read_names_them_all() {
    let home = FakeHome::new();
    home.write(
        "project/.mcp.json",
        r#"{ "mcpServers": { "notes": { "command": "npx", "args": ["-y", "notes-mcp@1.0.0"] } } }"#,
    );
    let project = home.path().join("project");
    let outcome = scan(&home, &["--json", project.to_str().unwrap()]);
    let report = outcome.json();
    let servers = report["servers"].as_array().unwrap();
    assert_eq!(servers.len(), 1, "{}", outcome.stdout);
    let others: Vec<&str> =
        servers[0]["also_started_by"].as_array().unwrap().iter().map(|client| client.as_str().unwrap()).collect();
    assert_eq!(servers[0]["client"], "claude-code");
    assert!(others.contains(&"copilot-cli"), "{others:?}");
}
