//! First policies from servers that run: how they are asked, what is written, and that it is a policy.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use stockade_gate::listing::{self, Limits};
use stockade_gate::supervisor::Server;
use stockade_policy::draft::draft;
use stockade_policy::{Policy, shipped};
use stockade_testkit::{FakeHome, Outcome, Program, Tools, tools};

use crate::program;

/// A server of three tools, of which one has a name that would be a pattern. It notes each start, and its end.
const SERVER: &str = r#"
echo start >> starts
result() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
echo 'Server running on stdio'; echo 'warm' >&2
read -r line; printf '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}\n'
read -r line; result 2 '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"mail\u001b[31m\n","version":"1"}}'
read -r line
read -r line; result 3 '{"tools":[{"name":"list_mails","description":"Lists\n# default: allow\u202e"},{"name":"send_mail","inputSchema":{"properties":{"to":{}}}}],"nextCursor":"2"}'
read -r line; result 4 '{"tools":[{"name":"mail_*"}]}'
while read -r line; do :; done
echo end >> starts
"#;

fn new(home: &FakeHome, args: &[&str], script: &str) -> Outcome {
    program(home)
        .args(["policy", "new"])
        .args(args)
        .args(["--", "/bin/sh", "-c", script])
        .env("PATH", "/usr/bin:/bin")
        .run()
}

#[test]
fn a_first_policy_names_every_tool_and_denies_the_rest() {
    let home = FakeHome::new();
    let outcome = new(&home, &["--output", "mail.yaml"], SERVER);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    for part in
        ["no message: Server running on stdio", "2 tools (1 read, 1 egress), 1 left out, listed by revision 2025-11-25"]
    {
        assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains('\u{1b}'), "{}", outcome.stderr);
    let file = home.project().join("mail.yaml");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("\n# default: allow"), "{text}");
    let policy = Policy::parse("mail.yaml", &text).unwrap();
    let keys: Vec<_> = policy.document().tools.iter().map(|block| block.key.value.as_str()).collect();
    assert_eq!(keys, ["list_mails", "send_mail"]);
    assert_eq!(policy.lint(&[]), []);
    // Asked once, and ended as it should be.
    assert_eq!(std::fs::read_to_string(home.project().join("starts")).unwrap(), "start\nend\n");
    let verdict = |tool: &str| {
        program(&home).args(["policy", "explain", "mail.yaml", "--json", "--tool", tool]).run().json()["verdict"]
            .clone()
    };
    assert_eq!([verdict("list_mails"), verdict("send_mail"), verdict("mail_x")], ["allow", "ask", "deny"]);
}

#[test]
fn a_file_that_is_there_is_not_replaced_unasked() {
    let home = FakeHome::new().file("project/mail.yaml", "mine");
    let outcome = new(&home, &["--out", "mail.yaml"], SERVER);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("`mail.yaml` is there already\n  hint: --force"), "{}", outcome.stderr);
    assert!(!home.project().join("starts").exists(), "the server was started in vain");
    assert_eq!(std::fs::read_to_string(home.project().join("mail.yaml")).unwrap(), "mine");
    assert_eq!(new(&home, &["--out", "mail.yaml", "--force"], SERVER).code, 0);
    assert!(std::fs::read_to_string(home.project().join("mail.yaml")).unwrap().contains("send_mail"));
}

#[test]
fn without_a_file_it_is_printed_under_the_name_that_was_given() {
    let home = FakeHome::new();
    let outcome = new(&home, &["--name", "post office"], SERVER);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("description: \"First policy for post office\"\n"), "{}", outcome.stdout);
    assert!(Policy::parse("stdout", &outcome.stdout).is_ok());
}

#[test]
fn a_server_that_cannot_be_asked_leaves_no_file() {
    let home = FakeHome::new();
    for (script, why) in [
        ("exit 4", "the server ended with status 4"),
        ("exec sleep 600", "did not answer"),
        ("while read -r line; do echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1}'; done", "the key `id` is there twice"),
    ] {
        let outcome = new(&home, &["--out", "mail.yaml", "--timeout", "1"], script);
        assert_eq!(outcome.code, 2, "{script}");
        assert!(outcome.stderr.contains(why), "{script}: {}", outcome.stderr);
    }
    let missing = program(&home).args(["policy", "new", "--out", "mail.yaml", "--", "no-such-server"]).run();
    assert!(missing.stderr.contains("could not start `no-such-server`"), "{}", missing.stderr);
    let remote = program(&home).args(["policy", "new", "--", "https://mcp.example.com/mcp"]).run();
    assert!(remote.stderr.contains("remote server"), "{}", remote.stderr);
    assert_eq!(std::fs::read_dir(home.project()).unwrap().count(), 0);
}

/// The real server of a shipped policy, with what it needs.
fn command(policy: &str, tools: &Tools, home: &FakeHome) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (tool, arguments) = match policy {
        "everything" => ("server_everything", Vec::new()),
        "fetch" => ("mcp_server_fetch", Vec::new()),
        "filesystem" => ("server_filesystem", vec![home.project()]),
        "git" => ("mcp_server_git", Vec::new()),
        "memory" => ("server_memory", Vec::new()),
        "time" => ("mcp_server_time", vec!["--local-timezone".into(), "UTC".into()]),
        _ => return None,
    };
    Some((tools.path(tool), arguments))
}

fn real(program: Program, tools: &Tools) -> Program {
    // Node, and git, which one of the servers wants to find before it does anything.
    let path = format!("{}:/usr/bin:/bin", tools.path("bin_dir").display());
    program.env("PATH", path)
}

#[test]
fn the_file_server_gets_a_first_policy() {
    let (home, tools) = (FakeHome::new(), tools());
    let (server, arguments) = command("filesystem", &tools, &home).unwrap();
    let asked = program(&home).args(["policy", "new", "-o", "files.yaml", "--"]).args([server]).args(arguments);
    let outcome = real(asked, &tools).run();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let verdict = |tool: &str| {
        let explain = ["policy", "explain", "files.yaml", "--json", "--tool", tool];
        program(&home).args(explain).run().json()["verdict"].clone()
    };
    assert_eq!([verdict("read_text_file"), verdict("edit_file"), verdict("format_disk")], ["allow", "ask", "deny"]);
    for command in ["validate", "lint"] {
        let outcome = program(&home).args(["policy", command, "files.yaml"]).run();
        assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    }
}

/// What a shipped policy says about a tool that is not there guards nothing, and the tool that was meant is open or denied.
#[test]
fn shipped_policies_name_tools_that_their_servers_list_and_drafts_of_the_same_are_policies() {
    let (home, tools) = (FakeHome::new(), tools());
    let mut asked = 0;
    for policy in shipped::ALL {
        let Some((server, arguments)) = command(policy.name, &tools, &home) else {
            // One needs an account; the other is of no server.
            assert!(["observe", "postmark"].contains(&policy.name), "`{}` is held against no server", policy.name);
            continue;
        };
        let mut start = || {
            let program = real(Program::new(&server, &home), &tools).args(&arguments);
            Server::start(&mut program.into_command())
        };
        let listing = listing::list(&mut start, &Limits::default(), &(std::sync::Arc::new(|_: &str| {}) as _));
        let listing = listing.unwrap_or_else(|error| panic!("{}: {error}", policy.name));
        let listed: Vec<&str> = listing.tools.iter().map(|tool| tool.get("name").unwrap().as_str().unwrap()).collect();
        for block in &Policy::parse(policy.name, policy.text).unwrap().document().tools {
            let key = block.key.value.as_str();
            let glob = globset::Glob::new(key).unwrap().compile_matcher();
            assert!(listed.iter().any(|name| glob.is_match(name)), "{}: no tool is `{key}`: {listed:?}", policy.name);
        }
        let draft = draft(policy.name, &listing.tools);
        let parsed = Policy::parse(policy.name, &draft.text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(parsed.lint(&[]), [], "{}", draft.text);
        assert_eq!((draft.tools.len(), draft.left_out.len()), (listed.len(), 0));
        asked += 1;
    }
    assert_eq!(asked, 6);
}
