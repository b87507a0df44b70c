//! What keeps a server from being started: status 1, a reason, and nothing for the client.

use super::*;

fn refused(args: &[&str]) -> String {
    let home = FakeHome::new();
    let outcome = program(&home).args(["run"].iter().chain(args)).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
    outcome.stderr
}

#[test]
fn a_program_that_is_not_there() {
    assert_eq!(
        refused(&["--", "no-such-server", "--flag"]),
        "error: could not start `no-such-server`: there is no such program in PATH\n"
    );
    assert!(refused(&["--", "/etc/passwd"]).starts_with("error: could not start `/etc/passwd`: "));
}

#[test]
fn a_remote_server() {
    let said = refused(&["--", "https://mcp.example.com/mcp"]);
    assert!(said.starts_with("error: remote server: not gated: `https://mcp.example.com/mcp`\n  hint: "), "{said}");
}

#[test]
fn no_command_is_wrong_usage() {
    let home = FakeHome::new();
    assert_eq!(program(&home).args(["run"]).run().code, 2);
    assert_eq!(program(&home).args(["run", "npx"]).run().code, 2);
}
