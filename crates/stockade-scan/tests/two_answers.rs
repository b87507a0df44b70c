//! Entries that clients read in different ways: whatever one of them would start must be seen, and said to be unclear.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use stockade_model::{Finding, Os};
use stockade_scan::{Options, scan};

/// The findings of one entry in Cursor's file.
fn findings(entry: &str) -> (Vec<String>, Vec<Finding>) {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".cursor")).unwrap();
    let text = format!(r#"{{"mcpServers": {{"x": {entry}}}}}"#);
    std::fs::write(home.path().join(".cursor/mcp.json"), text).unwrap();
    let report = scan(&Options::foreign(home.path().to_path_buf(), Os::Linux), &|_| {});
    let targets = report.launches[0].components.iter().map(|component| format!("{:?}", component.target)).collect();
    (targets, report.findings)
}

#[test]
fn a_command_beside_an_address_hides_neither() {
    for kind in ["", r#""type": "http","#, r#""type": "stdio","#] {
        let (targets, findings) = findings(&format!(
            r#"{{{kind} "command": "npx", "args": ["-y", "good@1.0.0"], "url": "http://x.example/mcp"}}"#
        ));
        assert!(targets.iter().any(|target| target.contains("good")), "{kind} {targets:?}");
        assert!(targets.iter().any(|target| target.contains("x.example")), "{kind} {targets:?}");
        for check in ["opaque-launch", "insecure-url"] {
            assert!(findings.iter().any(|finding| finding.check == check), "{kind} {check}");
        }
    }
    let (_, findings) = findings(r#"{"command": "", "url": "https://x.example/mcp"}"#);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_shells_operator_among_the_arguments_is_no_argument() {
    for entry in [
        r#"{"command": "npx", "args": ["-y", "good@1.0.0", "&&", "sh", "x"]}"#,
        r#"{"command": "npx -y good@1.0.0 ; sh x"}"#,
    ] {
        let (_, findings) = findings(entry);
        assert!(findings.iter().any(|finding| finding.check == "opaque-launch"), "{entry} {findings:?}");
    }
    let (_, findings) = findings(r#"{"command": "npx", "args": ["-y", "good@1.0.0", "--query", "a && b; c"]}"#);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_launcher_in_an_unknown_folder_is_a_file_like_any_other() {
    let (targets, _) = findings(r#"{"command": "./npx", "args": ["-y", "good@1.0.0"]}"#);
    assert!(targets.iter().all(|target| !target.contains("good")), "{targets:?}");
    let (targets, _) = findings(r#"{"command": ".venv/bin/python", "args": ["server.py"]}"#);
    assert!(targets.iter().any(|target| target.contains("server.py")), "{targets:?}");
}

#[test]
fn npms_settings_that_cannot_be_looked_up_may_name_any_registry() {
    for entry in [
        r#"{"command": "npx", "args": ["--userconfig", "./other", "-y", "good@1.0.0"]}"#,
        r#"{"command": "npx", "args": ["-y", "good@1.0.0"], "env": {"npm_config_userconfig": "/srv/other"}}"#,
    ] {
        let (_, findings) = findings(entry);
        assert!(findings.iter().any(|finding| finding.check == "opaque-launch"), "{entry} {findings:?}");
    }
}
