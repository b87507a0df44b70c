//! The real clients write configs by their own `mcp add`; the report says what they were asked for.
//!
//! What is expected is built from the request alone, never from the files: a client that begins to write something else,
//! or a reader that misses it, fails here. The README shows the same home, and is held to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use stockade_testkit::{ASKED, Asked, FakeHome, Outcome, RealClients, SECRET};

use crate::{program, scan, scanner};

fn client_id(asked: &Asked) -> &'static str {
    match asked.client {
        "claude" => "claude-code",
        "gemini" => "gemini-cli",
        other => other,
    }
}

/// The file that the client keeps the scope in.
fn file(asked: &Asked, home: &FakeHome) -> PathBuf {
    home.path().join(match (asked.client, asked.scope) {
        ("claude", "project") => "project/.mcp.json",
        ("claude", _) => ".claude.json",
        ("codex", _) => ".codex/config.toml",
        ("gemini", "project") => "project/.gemini/settings.json",
        _ => ".gemini/settings.json",
    })
}

/// What the report has to say about a server that was asked for.
fn expected(asked: &Asked, home: &FakeHome) -> Value {
    let remote = asked.transport != "stdio";
    let mut secrets = Vec::new();
    let variables: Vec<Value> = asked
        .variables
        .iter()
        .map(|(name, value)| {
            if value.contains(SECRET) {
                secrets.push(*name);
            }
            json!([name, value.replace(SECRET, "[redacted]")])
        })
        .collect();
    let (command, args) = match asked.words {
        [command, args @ ..] if !remote => (json!(command), json!(args)),
        _ => (Value::Null, json!([])),
    };
    json!({
        "id": format!("{}/{}/{}", client_id(asked), asked.scope, asked.name),
        "file": file(asked, home),
        "transport": asked.transport,
        "state": "enabled",
        "command": command,
        "args": args,
        "url": if remote { json!(asked.words.first()) } else { Value::Null },
        "env": if remote { json!([]) } else { json!(variables) },
        "headers": if remote { json!(variables) } else { json!([]) },
        "secrets": secrets,
        "approvals": if asked.trusted { json!(["*"]) } else { json!([]) },
    })
}

/// The same, of a server in a report.
fn reported(server: &Value) -> Value {
    let pairs = |key: &str| -> Value {
        let all = server[key].as_array().unwrap().iter();
        all.map(|pair| json!([pair["name"], kindless(pair["value"].as_str().unwrap())])).collect()
    };
    let secrets: Vec<&Value> = server["secrets"].as_array().unwrap().iter().map(|secret| &secret["key"]).collect();
    json!({
        "id": server["id"],
        "file": server["place"]["path"],
        "transport": server["transport"],
        "state": server["state"]["word"],
        "command": server["command"],
        "args": server["args"],
        "url": server["url"],
        "env": pairs("env"),
        "headers": pairs("headers"),
        "secrets": secrets,
        "approvals": server["approvals"],
    })
}

/// A placeholder without the kind of the secret: the request does not say what kind it is.
fn kindless(text: &str) -> String {
    match text.split_once("[redacted:").and_then(|(before, rest)| Some((before, rest.split_once(']')?.1))) {
        Some((before, after)) => format!("{before}[redacted]{after}"),
        None => text.to_owned(),
    }
}

fn assert_reported(outcome: &Outcome, servers: &[Asked], home: &FakeHome) {
    let by_id = |value: Value| (value["id"].as_str().unwrap().to_owned(), value);
    let wanted: std::collections::BTreeMap<_, _> = servers.iter().map(|asked| by_id(expected(asked, home))).collect();
    let report = outcome.json();
    let found: Vec<_> = report["servers"].as_array().unwrap().iter().map(|server| by_id(reported(server))).collect();
    let mut ids: Vec<&String> = found.iter().map(|(id, _)| id).collect();
    ids.sort();
    assert_eq!(ids, wanted.keys().collect::<Vec<_>>());
    for (id, server) in found {
        assert_eq!(Some(&server), wanted.get(&id), "{id}");
    }
    assert_eq!(report["problems"], json!([]));
    assert!(!outcome.raw.contains(SECRET) && !outcome.stderr.contains(SECRET), "a secret is in the report");
}

/// What the launch lines above really run, told by the lines alone.
fn assert_resolved(outcome: &Outcome) {
    let report = outcome.json();
    let runs: BTreeSet<String> = report["servers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|server| server["launch"]["components"].as_array().unwrap().iter())
        .filter_map(|part| part["purl"].as_str().map(str::to_owned))
        .collect();
    let wanted = [
        "pkg:npm/%40modelcontextprotocol/server-filesystem@2025.7.1",
        "pkg:npm/docs-mcp",
        "pkg:npm/other-mcp@1.0.0",
        "pkg:oci/browser?repository_url=registry.example%2Fmcp%2Fbrowser",
        "pkg:pypi/mcp-server-git@2025.7.1",
        "pkg:pypi/notes-mcp@1.0",
    ];
    assert_eq!(runs, wanted.map(str::to_owned).into(), "{runs:#?}");
}

#[test]
fn what_the_real_clients_write_is_what_is_reported() {
    let home = FakeHome::new();
    RealClients::new(&home).add(ASKED);

    let own = scan(&home, &["--json"]);
    assert_reported(&own, ASKED, &home);
    assert_resolved(&own);

    // Somebody else's home: the project is known only because the clients have it on record.
    let elsewhere = FakeHome::new();
    let foreign = program(&elsewhere).args(["scan", "--json", "--home"]).args([home.path()]).run();
    assert_reported(&foreign, ASKED, &home);
    assert_resolved(&foreign);

    let shown = ["alias-mismatch", "insecure-url", "privileged-container"];
    let checks: Vec<&str> = shown.iter().flat_map(|check| ["--check", check]).collect();
    let outcome = scanner(&home, &checks).env("COLUMNS", "110").run();
    let command = format!("stockade scan {}", checks.join(" "));
    let (report, reason, code) = (outcome.stdout, outcome.stderr, outcome.code);
    crate::readme::hold("real output", &format!("```console\n$ {command}\n{report}{reason}$ echo $?\n{code}\n```\n"));
}

#[test]
fn folders_that_the_environment_names_are_followed() {
    let home = FakeHome::new();
    let folders = [("CLAUDE_CONFIG_DIR", "claude"), ("CODEX_HOME", "codex"), ("GEMINI_CLI_HOME", "gemini")];
    let folders = folders.map(|(name, folder)| (name, home.path().join("elsewhere").join(folder)));
    let servers = [
        Asked::stdio("claude", "user", "one", &["npx", "-y", "one-mcp@1.0.0"]),
        Asked::stdio("claude", "local", "two", &["npx", "-y", "two-mcp@1.0.0"]),
        Asked::stdio("codex", "user", "three", &["npx", "-y", "three-mcp@1.0.0"]),
        Asked::stdio("gemini", "user", "four", &["npx", "-y", "four-mcp@1.0.0"]),
    ];
    let clients =
        folders.iter().fold(RealClients::new(&home), |clients, (name, folder)| clients.env(name, folder.clone()));
    clients.add(&servers);

    let scanner = folders.iter().fold(scanner(&home, &["--json"]), |run, (name, folder)| run.env(name, folder));
    let report = scanner.run().json();
    let ids: BTreeSet<&str> = report["servers"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        ["claude-code/local/two", "claude-code/user/one", "codex/user/three", "gemini-cli/user/four"].into()
    );
    for server in report["servers"].as_array().unwrap() {
        let path = server["place"]["path"].as_str().unwrap();
        assert!(Path::new(path).starts_with(home.path().join("elsewhere")), "{path}");
    }
    // The variables are those of the running user, not of a home that is looked at.
    let own = FakeHome::new();
    let foreign = program(&own).args(["scan", "--json", "--home"]).args([home.path()]);
    let foreign = folders.iter().fold(foreign, |run, (name, folder)| run.env(name, folder));
    assert_eq!(foreign.run().json()["servers"], json!([]));
}

#[test]
fn what_the_real_clients_remove_and_run_as_code_is_told() {
    let home = FakeHome::new();
    let clients = RealClients::new(&home);
    let keep = [
        Asked::stdio("claude", "user", "keep", &["npx", "-y", "keep-mcp@1.0.0"]),
        Asked::stdio("codex", "user", "keep", &["npx", "-y", "keep-mcp@1.0.0"]),
        Asked::stdio("gemini", "user", "keep", &["npx", "-y", "keep-mcp@1.0.0"]),
    ];
    clients.add(&keep);
    clients.add(&keep.map(|asked| Asked { name: "gone", ..asked }));
    clients.run("claude", ["mcp", "remove", "gone"]);
    clients.run("codex", ["mcp", "remove", "gone"]);
    clients.run("gemini", ["mcp", "remove", "--scope", "user", "gone"]);
    let helper = r#"{"type": "http", "url": "https://h.example.com/mcp", "headersHelper": "/opt/token.sh"}"#;
    clients.run("claude", ["mcp", "add-json", "--scope", "user", "helped", helper]);

    let report = scan(&home, &["--json"]).json();
    let servers = report["servers"].as_array().unwrap();
    let ids: BTreeSet<&str> = servers.iter().map(|server| server["id"].as_str().unwrap()).collect();
    let wanted = ["claude-code/user/helped", "claude-code/user/keep", "codex/user/keep", "gemini-cli/user/keep"];
    assert_eq!(ids, wanted.into());
    let helped = servers.iter().find(|server| server["name"] == "helped").unwrap();
    assert_eq!(helped["code"][0]["kind"], "headers-helper");
    assert_eq!(helped["code"][0]["text"], "/opt/token.sh");
}
