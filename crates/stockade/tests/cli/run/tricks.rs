//! Tricks that walk round other gates, each with the number it has in the documentation (B14 stands with the refusals).

use serde_json::{Value, json};

use super::world::{World, decision, text};

const DENY_SHELL: &str = r#"
version: "1"
tools:
  run_shell:
    rules: [{name: no shell, action: deny, on_deny: "No shell here"}]
"#;

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"))
}

#[test]
fn b1_a_batch_is_decided_item_by_item_and_only_where_the_revision_has_batches() {
    let batch = r#"[{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"run_shell"}},{"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"read","arguments":{}}}]"#;
    let world = World::with(&["read", "run_shell"]);
    world.policy(DENY_SHELL);
    let mut session = world.started(&[]);
    session.shake("2025-03-26");
    session.send(batch);
    let answers = session.hear_of(Value::is_array);
    let of = |id: &str| answers.as_array().unwrap().iter().find(|answer| answer["id"] == id).unwrap();
    assert_eq!(answers.as_array().unwrap().len(), 2);
    assert_eq!(text(of("a")), "[STOCKADE DENIED] No shell here");
    assert_eq!(text(of("b")), "{}");
    session.end();
    let sent = world.received().into_iter().filter(Value::is_array).collect::<Vec<_>>();
    assert!(sent.len() == 1 && sent[0].as_array().unwrap().len() == 1 && sent[0][0]["id"] == "b", "{sent:?}");

    for revision in ["2024-11-05", "2025-06-18", "2025-11-25"] {
        let world = World::with(&["read", "run_shell"]);
        world.policy(DENY_SHELL);
        let mut session = world.started(&[]);
        session.shake(revision);
        session.send(batch);
        assert_eq!(code(&session.hear()), -32600, "{revision}");
        session.end();
        assert!(world.calls().is_empty() && !world.received().iter().any(Value::is_array), "{revision}");
    }
}

#[test]
fn b3_arguments_that_are_no_object_and_names_that_are_no_text() {
    let world = World::with(&["run_shell"]);
    world.policy(DENY_SHELL);
    let mut session = world.session(&[]);
    for params in [
        json!({ "name": "run_shell", "arguments": ["rm"] }),
        json!({ "name": "run_shell", "arguments": "rm" }),
        json!({ "name": "run_shell", "arguments": 7 }),
        json!({ "name": ["run_shell"], "arguments": {} }),
        json!({ "name": 7, "arguments": {} }),
        json!({ "name": null, "arguments": {} }),
        json!({ "arguments": {} }),
        json!([]),
    ] {
        assert!(matches!(code(&session.ask("tools/call", &params)), -32602 | -32600), "{params}");
    }
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn b4_what_is_no_strict_json_is_not_sent_on() {
    let world = World::with(&["run_shell"]);
    let mut session = world.session(&[]);
    let call = |arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{{"name":"run_shell","arguments":{arguments}}}}}"#
        )
    };
    let deep = format!("{}{}", r#"{"a":"#.repeat(80), "1") + &"}".repeat(80);
    let mut latin = call(r#"{"a":"x"}"#).into_bytes();
    let at = latin.iter().position(|byte| *byte == b'x').unwrap();
    latin[at] = 0xff;
    let long = call(&format!(r#"{{"a":"{}"}}"#, "x".repeat(64 << 20)));
    for line in [
        call(r#"{"a":NaN}"#).into_bytes(),
        call(r#"{"a":Infinity}"#).into_bytes(),
        [b"\xef\xbb\xbf".as_slice(), call("{}").as_bytes()].concat(),
        call(&deep).into_bytes(),
        call(r#"{"a":"\ud83d"}"#).into_bytes(),
        call("{} // read it as you like").into_bytes(),
        call("{'a':1}").into_bytes(),
        [call("{}").as_bytes(), b"{}"].concat(),
        latin,
        long.into_bytes(),
    ] {
        session.send_bytes(&line);
        let shown = String::from_utf8_lossy(&line).chars().take(120).collect::<String>();
        assert_eq!(code(&session.hear()), -32700, "{shown}");
    }
    assert_eq!(text(&session.call("run_shell", &json!({}))), "{}", "the session goes on");
    session.end();
    assert_eq!(world.calls().len(), 1);
}

#[test]
fn b5_a_key_that_stands_twice_or_in_another_case() {
    let world = World::with(&["read", "run_shell"]);
    world.policy(DENY_SHELL);
    let mut session = world.session(&[]);
    for line in [
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"read","name":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"read","n\u0061me":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"read","arguments":{"a":{"b":1,"b":2}}}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"ping","method":"tools/call","params":{"name":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"METHOD":"tools/call","method":"ping","params":{"name":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"METHOD":"tools/call","params":{"name":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","Params":{"name":"run_shell"},"params":{"name":"read"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"read","NAME":"run_shell"}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"read","Arguments":{}}}"#,
        r#"{"jsonrpc":"2.0","id":900,"method":"TOOLS/CALL","params":{"name":"run_shell"}}"#,
    ] {
        session.send(line);
        assert!(session.hear().get("error").is_some(), "{line}");
    }
    session.end();
    assert!(world.received().iter().all(|message| message["id"] != 900));
}

const SPEND: &str = r#"
version: "1"
tools:
  pay:
    rules:
      - name: daily cap
        conditions: [{path: state.pay.spent, op: lte, value: 10}]
        on_deny: "Cap of 10 reached"
        state: {counter: spent, window: day, increment_from: args.amount}
"#;

#[test]
fn b6_to_b8_amounts_that_are_negative_huge_or_fractions() {
    let world = World::with(&["pay"]);
    world.policy(SPEND);
    let mut session = world.session(&[]);
    let mut id = 1000;
    let mut pay = |amount: &str| {
        id += 1;
        session.send(&format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"pay","arguments":{{"amount":{amount}}}}}}}"#
        ));
        session.hear_of(|message| message["id"] == id)["result"]["isError"] == true
    };
    // B8: eleven times 0.99 are more than 10, and exactly 0.1 is left after ten of them.
    for at in 0..10 {
        assert!(!pay(&format!("0.99{}", "0".repeat(at))), "{at}");
    }
    assert!(pay("0.9900000000001"));
    assert!(!pay("0.1"), "9.9 and 0.1 are 10");
    assert!(pay("0.01"));
    // B6 and B7: nothing is bought back, nothing overflows.
    // What cannot be kept exactly is no trouble of the store, so that an open one does not let it pass either.
    for amount in ["-5", "-0.01", "1e300", "-1e300", "1e9999", "\"1\"", "null"] {
        assert!(pay(amount), "{amount}");
    }
    assert!(pay("0.001"), "the cap is as it was");
    session.end();
    assert_eq!(world.calls().len(), 11);
}

#[test]
fn b9_a_limit_in_another_rule_than_its_counter() {
    let world = World::with(&["pay"]);
    world.policy(
        r#"
version: "1"
tools:
  pay:
    rules:
      - name: counts
        state: {counter: spent, window: day}
      - name: limits
        conditions: [{path: state.pay.spent, op: lte, value: 10}]
"#,
    );
    let said = world.refused(&[]);
    assert!(said.contains("error[") && said.contains("policies/policy.yaml:6:"), "{said}");
}

#[test]
fn b12_names_that_look_like_others() {
    let world = World::with(&["read", "run_shell"]);
    world.policy(DENY_SHELL);
    let mut session = world.session(&[]);
    session.tools();
    for name in ["Run_Shell", "run_shell ", "run_\u{200b}shell", "ｒun_shell", "RUN_SHELL", "Read", " read", "read\t"]
    {
        let answer = session.call(name, &json!({}));
        assert_eq!(decision(&answer)["code"], "look-alike", "{name:?}");
    }
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn b13_ids_of_odd_types_and_ids_in_flight() {
    let world = World::new(&json!({ "tools": [], "raw": { "slow": "" } }));
    let mut session = world.session(&[]);
    for id in ["null", "1.5", "true", "[1]", "{}", "1e3"] {
        session.send(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"read"}}}}"#));
        assert!(session.hear().get("error").is_some(), "{id}");
    }
    session.send(r#"{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"slow"}}"#);
    session.send(r#"{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"read"}}"#);
    assert!(session.hear()["error"]["message"].as_str().unwrap().contains("in flight"));
    // A text is another id than the number it looks like.
    session.send(r#"{"jsonrpc":"2.0","id":"77","method":"tools/call","params":{"name":"read"}}"#);
    assert_eq!(session.hear()["id"], "77");
    session.end();
    let ids: Vec<Value> = world.calls().iter().map(|call| call["id"].clone()).collect();
    assert_eq!(ids, [json!(77), json!("77")]);
}
