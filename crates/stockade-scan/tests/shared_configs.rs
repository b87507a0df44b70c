//! One file, several clients: what one of them is told about an entry must not hide it from the others.
//!
//! Also what no fake home of a single client can show: which projects a toggle reaches, and what a search leaves out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::path::Path;

use stockade_model::{Inventory, Os, Scope};
use stockade_scan::Options;
use stockade_scan::discover;

fn discovered(files: &[(&str, &str)]) -> Inventory {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = base.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text.replace("{base}", &base.display().to_string())).unwrap();
    }
    let mut options = Options::foreign(base.join("home"), Os::Linux);
    let project = base.join("home/project");
    if project.is_dir() {
        options.projects = vec![project];
    }
    discover::discover(&options)
}

/// `name state: first client +others` for every entry.
fn shown(inventory: &Inventory) -> Vec<String> {
    let word = |server: &stockade_model::Server| match &server.state {
        stockade_model::State::Enabled => "on".to_owned(),
        stockade_model::State::Disabled(why) => format!("off by {why}"),
        stockade_model::State::Inert(_) => "inert".to_owned(),
    };
    let clients = |server: &stockade_model::Server| {
        std::iter::once(server.client).chain(server.shared_with.iter().copied()).map(|id| id.0).collect::<Vec<_>>()
    };
    inventory
        .servers
        .iter()
        .map(|server| format!("{} {}: {}", server.name.value, word(server), clients(server).join(" ")))
        .collect()
}

#[test]
fn an_entry_that_one_client_has_switched_off_is_still_started_by_the_others() {
    let inventory = discovered(&[
        (
            "home/project/.mcp.json",
            r#"{"mcpServers": {"a": {"command": "a"}, "b": {"command": "b"}, "c": {"command": "c", "disabled": true}}}"#,
        ),
        ("home/project/.claude/settings.local.json", r#"{"disabledMcpjsonServers": ["b"]}"#),
    ]);
    assert_eq!(
        shown(&inventory),
        [
            "a on: claude-code cursor vscode copilot-cli windsurf forge",
            "b off by `disabledMcpjsonServers` in settings: claude-code",
            // These four heed no `disabled` of an entry.
            "c on: claude-code cursor vscode copilot-cli",
            "b on: cursor vscode copilot-cli windsurf forge",
            "c off by `disabled: true`: windsurf forge",
        ]
    );
}

#[test]
fn a_project_switches_off_its_own_servers_alone() {
    let inventory = discovered(&[
        ("home/.config/kilo/kilo.json", r#"{"mcp": {"mine": {"type": "local", "command": ["mine"]}}}"#),
        ("home/project/kilo.json", r#"{"mcp": {"ours": {"type": "local", "command": ["ours"]}}}"#),
        ("home/project/.kilo/kilo.json", r#"{"mcp": {"mine": {"enabled": false}, "ours": {"enabled": false}}}"#),
        ("home/other/kilo.json", r#"{"mcp": {"ours": {"type": "local", "command": ["theirs"]}}}"#),
        ("home/.claude.json", r#"{"projects": {"{base}/home/other": {}}}"#),
    ]);
    assert_eq!(
        shown(&inventory),
        ["mine on: kilo-code", "ours off by `enabled: false`: kilo-code", "ours on: kilo-code"]
    );
    let projects: Vec<_> =
        inventory.servers.iter().map(|server| server.base.as_deref().and_then(Path::file_name)).collect();
    assert_eq!(projects, [None, Some("project".as_ref()), Some("other".as_ref())]);
}

#[test]
fn files_that_name_each_other_end() {
    let inventory = discovered(&[
        ("home/.cursor/plugins/local/p/.cursor-plugin/plugin.json", r#"{"mcpServers": ["a.json", "../../q.json"]}"#),
        ("home/.cursor/plugins/local/p/a.json", r#"{"mcpServers": {"a": {"command": "a"}}}"#),
        ("home/.cursor/plugins/q.json", r#"{"q": {"command": "q"}}"#),
        (
            "home/.cursor/plugins/local/r/.cursor-plugin/plugin.json",
            r#"{"mcpServers": "./.cursor-plugin/plugin.json"}"#,
        ),
        ("home/.cursor/plugins/local/s/.cursor-plugin/plugin.json", r#"{"mcpServers": "${ELSEWHERE}/x.json"}"#),
    ]);
    assert_eq!(shown(&inventory), ["a on: cursor", "q on: cursor"]);
    let problems: Vec<&str> = inventory.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("nobody can say where `${ELSEWHERE}/x.json` lies"), "{problems:?}");
    assert!(inventory.servers.iter().all(|server| server.scope == Scope::Plugin && server.base.is_some()));
}

#[test]
fn plugins_that_lie_too_deep_are_said_to_be_left_out() {
    let deep = "home/.claude/plugins/cache/1/2/3/4/5/6/7/8/9/.mcp.json";
    let inventory = discovered(&[
        (deep, r#"{"mcpServers": {"hidden": {"command": "hidden"}}}"#),
        ("home/.claude/plugins/cache/1/2/3/4/5/6/7/8/.mcp.json", r#"{"mcpServers": {"seen": {"command": "seen"}}}"#),
    ]);
    assert_eq!(shown(&inventory), ["seen on: claude-code"]);
    assert_eq!(inventory.problems, []);
    assert!(inventory.gaps.iter().any(|gap| gap.what.contains("more than 8 deep")), "{:?}", inventory.gaps);
}
