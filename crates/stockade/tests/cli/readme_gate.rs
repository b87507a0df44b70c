//! The README's second example: a policy in front of a published server, and a call that it denies.
//!
//! - A shell runs the lines as they stand there, in a home of their own; the policy stands in the home, for what a server can
//!   change is refused as its policy.
//! - `npx` is a script that starts the packages as they are already installed: nothing is fetched.

use std::os::unix::fs::PermissionsExt as _;

use stockade_testkit::{FakeHome, Program, tools};

/// The two lines that it takes.
const LINES: [&str; 2] = [
    "stockade policy show filesystem --output ~/.config/stockade/policies/files.yaml",
    "stockade run --policy ~/.config/stockade/policies/files.yaml -- npx -y @modelcontextprotocol/server-filesystem ~/notes",
];

/// What starts the second one as a client does, and asks for a file.
const CLIENT: &str = "npx -y @modelcontextprotocol/inspector --cli --quiet --method tools/call \\\n    --tool-name read_text_file --tool-arg path=$HOME/notes/.env \\\n    -- ";

/// What has been written down.
const LOG: &str = "stockade log --decision deny";

/// A line of the log, but for the moment, how long it took, and the digest that the server's folder gives it.
fn steady(log: &str) -> String {
    let log = regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
        .unwrap()
        .replace_all(log, "2026-06-15T12:00:00.000000Z");
    let log = regex::Regex::new("#[0-9a-f]{16} ").unwrap().replace_all(&log, "#7fadad95e7c4291b ").into_owned();
    regex::Regex::new(r"\d+ µs").unwrap().replace_all(&log, "… µs").into_owned()
}

#[test]
fn a_denied_call_in_the_readme_is_what_is_denied() {
    let (home, tools) = (FakeHome::new().file("notes/.env", "TOKEN=1\n"), tools());
    let (server, inspector) = (tools.path("server_filesystem"), tools.path("inspector"));
    let npx = format!(
        "#!/bin/sh\nname=$2; shift 2\ncase $name in\n*/server-filesystem) exec {} \"$@\" ;;\n*/inspector) exec {} \"$@\" ;;\nesac\n",
        server.display(),
        inspector.display(),
    );
    let npx = home.write("bin/npx", npx);
    std::fs::set_permissions(&npx, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = assert_cmd::cargo::cargo_bin!("stockade");
    std::os::unix::fs::symlink(program, home.path().join("bin/stockade")).unwrap();
    let path = format!("{}:{}:/usr/bin:/bin", home.path().join("bin").display(), tools.path("bin_dir").display());
    let shell = |line: &str| {
        let script = format!("umask 022; {line}");
        Program::new("/bin/sh", &home).args(["-c", &script]).env("PATH", &path).cwd(home.path()).run()
    };

    assert_eq!(shell(LINES[0]).code, 0);
    let call = format!("{CLIENT}{}", LINES[1]);
    let denied = shell(&call);
    assert!(denied.stdout.contains("[STOCKADE DENIED]"), "{} {}", denied.stdout, denied.stderr);
    let log = shell(LOG);
    assert_eq!((log.code, log.stdout.lines().count()), (0, 1), "{} {}", log.stdout, log.stderr);

    // The same server without the gate hands it over.
    let (_, direct) = LINES[1].split_once(" -- ").unwrap();
    let open = shell(&format!("{CLIENT}{direct}"));
    assert!(open.stdout.contains("TOKEN=1"), "{} {}", open.stdout, open.stderr);

    let block = format!(
        "```sh\n{}\n{}\n```\n\n```console\n$ {call}\n{}\n$ {LOG}\n{}```\n",
        LINES[0],
        LINES[1],
        denied.stdout.trim_end(),
        steady(&log.stdout),
    );
    crate::readme::hold("denied call", &block);
}
