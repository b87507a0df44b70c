//! Calls that wait for a human, and every way that such a wait ends.

use serde_json::{Value, json};

use super::world::{Session, World, decision, text, until};

pub(super) const ASK: &str = "version: \"1\"\ntools:\n  pay:\n    rules:\n      - {name: a human, action: require_approval, on_deny: \"Is this right?\"}\n";

pub(super) fn waiting(world: &World) -> Vec<Value> {
    let requests = world.stockade(&["approvals", "list", "--json"]).json()["requests"].as_array().unwrap().clone();
    requests.into_iter().filter(|request| request["state"] == "waiting").collect()
}

pub(super) fn the_one(world: &World) -> String {
    until("one call waits", || waiting(world).len() == 1);
    waiting(world)[0]["id"].as_str().unwrap().to_owned()
}

pub(super) fn passes(session: &mut Session, arguments: &Value) -> bool {
    session.call("pay", arguments)["result"].get("isError").is_none()
}

#[test]
fn a_held_call_passes_once_it_is_approved_and_only_once() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    let id = session.start_call("pay", &json!({ "amount": 9_007_199_254_740_993_u64 }));
    let request = the_one(&world);
    assert!(world.calls().is_empty());
    let shown = world.stockade(&["approvals", "show", &request]).stdout;
    for part in ["9007199254740993", "Is this right?", "a human", "test-client", "pay"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(world.human(&["approvals", "approve", &request]).code, 0);
    assert_eq!(text(&session.answer_to(id)), "{\"amount\": 9007199254740993}");

    session.start_call("pay", &json!({ "amount": 9_007_199_254_740_993_u64 }));
    let again = the_one(&world);
    assert_ne!(again, request, "a grant is used up");
    session.end();
    assert_eq!(world.calls().len(), 1);
    let log = world.stockade(&["log", "--json", "--decision", "allow"]).stdout;
    assert!(log.contains(&request) && log.contains("\"approved\""), "{log}");
    let records: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let given = records.iter().find(|record| record["kind"] == "approval").unwrap();
    let said = given["note"].as_str().unwrap();
    assert!(said.contains(&request) && said.contains("approved by command, at /dev/"), "{given}");
    assert!(given["by"].as_str().unwrap().contains("uid "), "{given}");
    assert!(records.iter().any(|record| record["kind"] == "call" && record["by"] == given["by"]), "{log}");
}

#[test]
fn a_denial_says_why() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    let id = session.start_call("pay", &json!({}));
    let request = the_one(&world);
    assert_eq!(world.human(&["approvals", "deny", &request, "--reason", "ask the customer"]).code, 0);
    let answer = session.answer_to(id);
    assert_eq!(text(&answer), "[STOCKADE DENIED] a human denied it: ask the customer");
    assert_eq!(
        (&decision(&answer)["code"], &decision(&answer)["approval"]),
        (&json!("approval-denied"), &json!(request))
    );
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn after_the_hold_it_is_pending_and_the_same_call_passes_after_the_grant() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "1s"]);
    let answer = session.call("pay", &json!({ "a": 1, "b": 2 }));
    assert_eq!(decision(&answer)["code"], "approval-pending");
    let request = decision(&answer)["approval"].as_str().unwrap().to_owned();
    assert!(text(&answer).contains(&format!("`stockade approvals approve {request}`")), "{answer}");
    session.said(&format!("pay waits for you: `stockade approvals show {request}`"));
    assert_eq!(world.human(&["approvals", "approve", &request]).code, 0);
    assert!(!passes(&mut session, &json!({ "a": 1, "b": 3 })), "another call");
    // Another gate and another order of the same arguments.
    session.end();
    let mut session = world.session(&["--hold", "1s"]);
    assert!(passes(&mut session, &json!({ "b": 2, "a": 1 })));
    assert!(!passes(&mut session, &json!({ "a": 1, "b": 2 })));
    session.end();
    assert_eq!(world.calls().len(), 1);
}

#[test]
fn unanswered_it_expires() {
    let world = World::with(&["pay"]);
    world.policy(&ASK.replace("action: require_approval", "action: require_approval, approval_timeout: 1s"));
    let mut session = world.session(&["--hold", "5m"]);
    let answer = session.call("pay", &json!({}));
    assert_eq!(decision(&answer)["code"], "approval-expired", "{answer}");
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn a_cancelled_call_is_withdrawn_and_never_sent() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    let id = session.start_call("pay", &json!({}));
    let request = the_one(&world);
    let params = json!({ "requestId": id });
    session.send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }).to_string());
    until("nothing waits", || waiting(&world).is_empty());
    assert_ne!(world.human(&["approvals", "approve", &request]).code, 0);
    session.end();
    assert!(world.received().iter().all(|message| message["method"] != "notifications/cancelled"));
    assert!(world.calls().is_empty());
}

#[test]
fn a_client_that_goes_takes_its_question_along() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    session.start_call("pay", &json!({}));
    the_one(&world);
    assert_eq!(session.end().1, 0);
    assert!(waiting(&world).is_empty() && world.calls().is_empty());
}

#[test]
fn a_policy_that_changed_meanwhile_does_not_take_the_old_grant() {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    let id = session.start_call("pay", &json!({}));
    let request = the_one(&world);
    world.policy(&ASK.replace("Is this right?", "Is it really?"));
    session.said("new policy");
    assert_eq!(world.human(&["approvals", "approve", &request]).code, 0);
    assert_eq!(decision(&session.answer_to(id))["code"], "policy-changed");
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn other_calls_go_on_while_one_waits() {
    let world = World::with(&["pay", "read"]);
    world.policy(ASK);
    let mut session = world.session(&["--hold", "5m"]);
    session.start_call("pay", &json!({}));
    the_one(&world);
    assert_eq!(text(&session.call("read", &json!({}))), "{}");
    session.end();
}
