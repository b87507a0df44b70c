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
        "error: could not start `no-such-server`: there is no such program in PATH\n  hint: the server's own command stands after `--`, as a client's config has it\n"
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

#[test]
fn b14_a_policy_that_cannot_be_relied_on() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = FakeHome::new();
    let policies = home.write("policies/open.yaml", "version: \"1\"\n").parent().unwrap().to_owned();
    let inside = home.write("project/inside.yaml", "version: \"1\"\n");
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&policies.join("open.yaml"), 0o666);
    mode(&inside, 0o600);
    for (policy, why, hint) in [
        ("../policies/none.yaml", "there is no policy at `[HOME]/policies/none.yaml`", "write one"),
        ("../policies", "the policy `[HOME]/policies` is no file", "name a readable file"),
        (
            "../policies/open.yaml",
            "`[HOME]/policies/open.yaml` can be written by everybody",
            "chmod go-w [HOME]/policies/open",
        ),
        ("inside.yaml", "the policy `[HOME]/project/inside.yaml` stands in the server's directory", "keep it where"),
    ] {
        // The server would say that it was started.
        let outcome = program(&home).args(["run", "--policy", policy, "--", "/bin/echo", "started"]).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
        assert!(outcome.stderr.starts_with(&format!("error: {why}")), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("\n  hint: {hint}")), "{}", outcome.stderr);
    }
}
