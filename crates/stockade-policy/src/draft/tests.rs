//! Tests of `draft`.

use super::*;

fn tools(list: &serde_json::Value) -> Vec<Value> {
    list.as_array().unwrap().iter().map(Value::from).collect()
}

fn class(tool: &serde_json::Value) -> Class {
    classify(&Value::from(tool)).class
}

fn named(name: &str) -> Class {
    class(&serde_json::json!({ "name": name }))
}

#[test]
fn names_tell_the_class() {
    for (name, expected) in [
        ("read_file", Class::Read),
        ("list_payments", Class::Read),
        ("getEmailMessage", Class::Read),
        ("browser_select_option", Class::Read),
        ("git_status", Class::Read),
        ("HTTPGet", Class::Read),
        ("create_issue", Class::Write),
        ("get_or_create_label", Class::Write),
        ("send_email", Class::Egress),
        ("email", Class::Egress),
        ("create_post", Class::Egress),
        ("create_charge", Class::Financial),
        ("payment", Class::Financial),
        ("find_and_delete", Class::Destructive),
        ("delete-email", Class::Destructive),
        ("execute_sql", Class::Execute),
        ("runCommand", Class::Execute),
        ("frobnicate", Class::Write),
        ("", Class::Write),
    ] {
        assert_eq!(named(name), expected, "{name}");
    }
}

#[test]
fn arguments_and_hints_only_make_it_stricter() {
    let with = |name: &str, argument: &str| {
        class(&serde_json::json!({ "name": name, "inputSchema": { "properties": { argument: {} } } }))
    };
    assert_eq!(with("fetch", "url"), Class::Egress);
    assert_eq!(with("list_commits", "to"), Class::Read);
    assert_eq!(with("create_note", "to"), Class::Egress);
    assert_eq!(with("query", "sql"), Class::Execute);
    let says = |name: &str, hints: serde_json::Value| class(&serde_json::json!({ "name": name, "annotations": hints }));
    assert_eq!(says("delete_all", serde_json::json!({ "readOnlyHint": true })), Class::Destructive);
    assert_eq!(says("frobnicate", serde_json::json!({ "readOnlyHint": true })), Class::Read);
    assert_eq!(says("get_x", serde_json::json!({ "readOnlyHint": false })), Class::Write);
    assert_eq!(says("write_file", serde_json::json!({ "destructiveHint": true })), Class::Destructive);
    assert_eq!(says("write_file", serde_json::json!({ "destructiveHint": "yes" })), Class::Write);
}

#[test]
fn a_draft_says_why_and_offers_limits() {
    let list = tools(&serde_json::json!([
        { "name": "send_email", "description": "Sends it.", "inputSchema": { "properties": { "to": {}, "text": {} } } },
        { "name": "read_file", "inputSchema": { "properties": { "path": {} } } },
        { "name": "create_charge", "inputSchema": { "properties": { "amount": {} } } },
    ]));
    let text = draft("npm:mail", &list).text;
    let expected = r#"version: "1"
description: "First policy for npm:mail"
default: deny
tools:

  # read: looks at something; allowed
  # `read` in its name
  "read_file":
    rules:
      # - name: "limit path"
      #   conditions: [{path: "args.path", op: under, value: ["/path/to/project"], missing: holds}]

  # egress: sends something out, or goes to an address it is given; a human is asked
  # `send` in its name
  # it says: Sends it.
  "send_email":
    rules:
      - {name: "ask before it goes out", action: require_approval, on_deny: "It leaves this machine: a human has to agree."}
      # - name: "limit to"
      #   conditions: [{path: "args.to", op: email_domain_in, value: ["example.com"], missing: holds}]

  # financial: moves money; a human is asked, and seldom
  # `charge` in its name
  "create_charge":
    rules:
      - {name: "ask before money moves", action: require_approval, on_deny: "It moves money: a human has to agree."}
      - {name: "few a day", rate_limit: 10/day}
      # - name: "limit amount"
      #   conditions: [{path: "args.amount", op: lte, value: 100, missing: holds}]
"#;
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn an_empty_list_denies_everything() {
    assert!(draft("x", &[]).text.ends_with("default: deny\ntools: {}\n"));
}

/// Whatever a server writes stays in its comment, text or key.
#[test]
fn nothing_of_the_server_becomes_a_line_of_its_own() {
    let list = tools(&serde_json::json!([
        { "name": "*", "description": "all" },
        { "name": "get_[a-z]" },
        { "name": "get\"\n  \"x", "description": "line\u{2028}one\n  \"*\":\n    rules: []\r\u{85}# \u{202e}x" },
        { "name": "get_a", "inputSchema": { "properties": { "path\n": {}, "a b": {}, "url\": x": {} } } },
        { "name": "get_a" },
        { "description": "nameless" },
        7,
    ]));
    let draft = draft("evil\"\ntools: x\u{85}", &list);
    assert_eq!(draft.tools.len(), 2);
    assert_eq!(draft.left_out.len(), 5);
    assert!(draft.text.chars().all(|c| c == '\n' || is_plain(c) || c == '…'), "{:?}", draft.text);
    let keys: Vec<&str> = draft.text.lines().filter(|line| line.starts_with("  \"")).collect();
    assert_eq!(keys, ["  \"get\\\"\\U0000000a  \\\"x\":", "  \"get_a\":"]);
    let top: Vec<&str> = draft.text.lines().filter(|line| !line.is_empty() && !line.starts_with([' ', '#'])).collect();
    assert_eq!(top.len(), 4, "{top:?}");
}

/// Whatever a server lists, the draft is a policy that the linter has nothing to say about.
#[test]
fn every_draft_is_a_policy() {
    let names = [
        "read_file",
        "sendEmail",
        "pay-invoice",
        "delete_all",
        "run:command",
        "größe ändern",
        "a\"b'c#d: e",
        "- x",
        "&a",
        "null",
        "true",
        "1",
        "~",
        "<<",
        "a\u{0}\u{202e}\r\nb",
        "*",
        "a*",
        "[a]",
        "",
        "tools",
    ];
    let arguments = ["path", "to", "url", "amount", "sql", "a.b", "x\ny", "to]"];
    let descriptions = ["", "plain", "a\n  evil:\n    rules: []", "\u{85}\u{2028}default: allow", "…\u{feff}"];
    let mut list = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let properties: serde_json::Map<_, _> =
            arguments.iter().skip(at % 4).map(|argument| ((*argument).to_owned(), serde_json::json!({}))).collect();
        list.push(serde_json::json!({
            "name": name, "description": descriptions[at % descriptions.len()], "inputSchema": {"properties": properties},
        }));
        let drafted = draft(name, &tools(&serde_json::Value::Array(list.clone())));
        let policy = crate::Policy::parse("draft", &drafted.text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(policy.lint(&[]), [], "{}", drafted.text);
        let keys: std::collections::BTreeSet<_> =
            policy.document().tools.iter().map(|block| &block.key.value).collect();
        assert_eq!(keys, drafted.tools.iter().map(|(name, _)| name).collect(), "{}", drafted.text);
        assert_eq!(drafted.tools.len() + drafted.left_out.len(), at + 1);
    }
}
