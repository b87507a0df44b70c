//! Tool calls: denied, counted, given back.

use super::room::{OPEN, Room, call, code, decision, done, policy, tree};

const RULES: &str = r#"
version: "1"
hide: [secret_tool]
tools:
  send:
    rules:
      - name: domain
        conditions: [{path: args.to, op: matches, value: "^[^@]+@example\\.com$"}]
        on_deny: Recipient outside approved domains
  quiet:
    rules:
      - name: never
        action: deny
  limited:
    rules:
      - name: twice
        rate_limit: 2/hour
"#;

#[test]
fn what_is_allowed_is_written_again_from_the_tree() {
    let room = Room::new(RULES);
    let spaced = r#" { "jsonrpc" : "2.0", "id": 1, "method":"tools/call","params":{"arguments":{"to":"a\u0040example.com","n":1.50},"name":"send","x":null}} "#;
    let (server, client) = room.client_says(spaced);
    assert_eq!(
        server,
        [
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":{"to":"a@example.com","n":1.50},"name":"send","x":null}}"#
        ]
    );
    assert!(client.is_empty());
    // The server's words stay as they are.
    room.comes(r#"{ "jsonrpc":"2.0", "result":{"content":[ ]}, "id":1 }"#);
    assert!(room.world.events.lock().unwrap().contains(&"call send allow allowed".to_owned()));
}

#[test]
fn a_denied_call_is_a_result_that_the_model_reads() {
    let room = Room::new(RULES);
    assert_eq!(
        room.denied(&call(1, "send", r#"{"to":"x@evil.example"}"#)),
        "[STOCKADE DENIED] Recipient outside approved domains"
    );
    assert_eq!(room.denied(&call(2, "quiet", "{}")), "[STOCKADE DENIED] Denied by rule \"never\"");
    assert!(room.denied(&call(3, "secret_tool", "{}")).contains("is hidden by policy"));
    let answer = room.refused(call(4, "send", "{}"));
    assert_eq!(answer.get("result").unwrap().get("resultType"), None);
    assert_eq!(answer.get("id").unwrap().to_json(), "4");
    let modern = r#"{"jsonrpc":"2.0","id":"m","method":"tools/call","params":{"name":"quiet","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#;
    let answer = room.refused(modern);
    assert_eq!(answer.get("result").unwrap().get("resultType").unwrap().as_str(), Some("complete"));
    assert_eq!(decision(&answer), "rule-denied");
    // The id of a denied call is free again.
    room.passes(&call(4, "send", r#"{"to":"a@example.com"}"#));
}

#[test]
fn a_denied_notification_has_no_answer() {
    let room = Room::new(RULES);
    let told = r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"quiet","arguments":{}}}"#;
    assert_eq!(room.client_says(told), (vec![], vec![]));
    assert_eq!(
        room.client_says(r#"{"jsonrpc":"2.0","method":"resources/read","params":{"uri":"a:b"}}"#),
        (vec![], vec![])
    );
    assert!(room.world.events.lock().unwrap().contains(&"call quiet deny rule-denied".to_owned()));
}

#[test]
fn b3_a_call_without_a_name_or_an_object_is_invalid() {
    let room = Room::new(OPEN);
    for params in [r#"{"name":7}"#, "{}", r#"{"name":"a","arguments":[]}"#, r#"{"name":"a","arguments":"{}"}"#, "[]"] {
        let line = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
        assert_eq!(code(&room.refused(line)), -32602, "{params}");
    }
    assert_eq!(code(&room.refused(r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#)), -32602);
}

#[test]
fn a_limit_is_given_back_by_failures_alone() {
    let room = Room::new(RULES);
    for failed in [
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}}"#,
    ] {
        for _ in 0..3 {
            room.passes(&call(1, "limited", "{}"));
            room.comes(failed);
        }
    }
    room.passes(&call(1, "limited", "{}"));
    room.comes(&done(1));
    // Cancelled: nobody knows whether it was done.
    room.passes(&call(2, "limited", "{}"));
    room.passes(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#);
    let answer = room.refused(call(3, "limited", "{}"));
    assert_eq!(decision(&answer), "limit-reached");
    let meta = answer.get("result").unwrap().get("_meta").unwrap().to_json();
    assert!(meta.contains(r#""retryable":true,"retry_after":"#), "{meta}");
    // A late answer is tolerated.
    room.comes(&done(2));
}

#[test]
fn a_call_that_cannot_be_written_down_is_denied_and_counts_nothing() {
    let room = Room::new(RULES);
    *room.world.full.lock().unwrap() = true;
    for id in 1..9 {
        assert!(room.denied(&call(id, "limited", "{}")).contains("no space left on device"));
    }
    *room.world.full.lock().unwrap() = false;
    room.passes(&call(9, "limited", "{}"));
    room.passes(&call(10, "limited", "{}"));
}

#[test]
fn a_tool_that_changed_is_denied() {
    let room = Room::new(OPEN);
    room.world.held.lock().unwrap().insert("send".into(), "its description changed".into());
    let answer = room.refused(call(1, "send", "{}"));
    assert_eq!(decision(&answer), "tool-held");
    // So is one of which nobody can tell.
    room.world.held.lock().unwrap().insert("send".into(), "unreadable".into());
    assert_eq!(decision(&room.refused(call(1, "send", "{}"))), "tool-held");
}

#[test]
fn b12_a_look_alike_of_what_the_server_lists_is_denied() {
    let room = Room::new(OPEN);
    room.passes(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"send_email"}]}}"#);
    room.passes(&call(2, "send_email", "{}"));
    assert_eq!(decision(&room.refused(call(3, "Send_Email", "{}"))), "look-alike");
}

#[test]
fn a_task_is_answered_by_an_error_since_no_task_begins() {
    let room = Room::new(RULES);
    let line =
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"quiet","arguments":{},"task":{"ttl":1}}}"#;
    assert_eq!(code(&room.refused(line)), 403);
}

#[test]
fn other_rules_are_in_force_at_once_and_the_client_lists_again() {
    let room = Room::new(OPEN);
    room.passes(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"},{"name":"quiet"}]}}"#);
    room.judge.replace_rules(&policy(RULES), &room.ports);
    assert_eq!(room.client.lines(), [r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#]);
    assert!(room.denied(&call(2, "secret_tool", "{}")).contains("hidden"));
    room.judge.replace_rules(&policy(RULES), &room.ports);
    assert!(room.client.lines().is_empty());
}

#[test]
fn a_client_of_2026_hears_of_other_tools_where_it_listens() {
    let modern = |id: u32, method: &str, params: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{{params}"_meta":{{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}}}}"#
        )
    };
    let room = Room::new(OPEN);
    room.passes(&modern(1, "tools/list", ""));
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"}]}}"#);
    room.judge.replace_rules(&policy(RULES), &room.ports);
    assert_eq!(room.client.lines(), Vec::<String>::new(), "nobody listens");
    room.passes(&modern(2, "subscriptions/listen", r#""notifications":{"promptsListChanged":true},"#));
    room.passes(&modern(3, "subscriptions/listen", r#""notifications":{"toolsListChanged":true},"#));
    room.judge.replace_rules(&policy(OPEN), &room.ports);
    let heard = room.client.lines();
    assert_eq!(
        heard,
        [
            r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":3}}}"#
        ]
    );
}

#[test]
fn the_prefix_is_the_policys() {
    let room = Room::new(&RULES.replace("hide:", "defaults: {prefix: \"[INTERCEPT POLICY DENIED]\"}\nhide:"));
    assert!(room.denied(&call(1, "quiet", "{}")).starts_with("[INTERCEPT POLICY DENIED] "));
    assert!(tree(&call(1, "a", "{}")).get("id").is_some());
}

#[test]
fn an_argument_that_only_looks_like_what_the_policy_reads_does_not_pass() {
    let room = Room::new(
        "version: \"1\"\ntools:\n  mail: {rules: &rules [{name: none, conditions: [{path: args.to, op: eq, value: a}]}]}\n  declares: {rules: *rules}\n",
    );
    assert_eq!(decision(&room.refused(call(1, "mail", r#"{"to":"a","To":"b"}"#))), "look-alike");
    room.passes(&call(2, "mail", r#"{"to":"a","from":"b"}"#));
    room.passes(&call(3, "declares", r#"{"to":"a","To":"b"}"#));
}
