//! Where outputs go: stdout, files, several at once, readers that leave.

use std::io::Read as _;
use std::process::Stdio;

use crate::{home, scan, scanner};

#[test]
fn json_goes_to_stdout_or_into_a_file() {
    let home = home();
    let outcome = scan(&home, &["--json"]);
    assert_eq!(outcome.json()["schema_version"], 1);
    let file = home.project().join("report.json");
    for args in [&["--json=report.json"][..], &["--json", "--output", "report.json"], &["-o", "report.json", "--json"]]
    {
        let _ = std::fs::remove_file(&file);
        let written = scan(&home, args);
        assert_eq!(written.code, 1);
        let text = std::fs::read_to_string(&file).unwrap().replace(&home.path().display().to_string(), "[HOME]");
        assert_eq!(text, outcome.stdout, "{args:?}");
    }
    assert_eq!(std::fs::read_dir(home.project()).unwrap().count(), 1, "a temporary file was left");
}

#[test]
fn several_outputs_are_written_at_once() {
    let home = home();
    let outcome = scan(&home, &["--json=a.json", "--html=b.html", "--cyclonedx=c.json", "--sarif"]);
    assert_eq!(outcome.json()["version"], "2.1.0");
    let head =
        |name: &str| std::fs::read_to_string(home.project().join(name)).unwrap().chars().take(15).collect::<String>();
    assert_eq!(head("b.html"), "<!DOCTYPE html>");
    assert!(head("a.json").starts_with('{') && head("c.json").starts_with('{'));
    // The terminal's report takes stdout where no other output does.
    let outcome = scan(&home, &["--json=a.json"]);
    assert!(outcome.stdout.starts_with("CLIENT"), "{}", outcome.stdout);
    assert_eq!(outcome.code, 1);
}

#[test]
fn two_outputs_cannot_share_stdout() {
    let outcome = scan(&home(), &["--json", "--sarif"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("json, sarif cannot all go to one place"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: give each a file of its own"), "{}", outcome.stderr);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let outcome = scan(&home(), &["--json=no/such/folder/a.json"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("[HOME]/project/no/such/folder/a.json"), "{}", outcome.stderr);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    // Far more than a pipe holds, so that the writer is still writing when the reader goes.
    let servers: Vec<String> =
        (0..3000).map(|at| format!("\"s{at}\": {{ \"command\": \"node\", \"args\": [\"./{at}.js\"] }}")).collect();
    let home = home().file(".cursor/mcp.json", &format!("{{ \"mcpServers\": {{ {} }} }}", servers.join(",\n")));
    let mut command = scanner(&home, &["--json"]).into_command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut first = [0; 16];
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
