//! Calls that wait for a human.

use stockade_gate::approver::Outcome;
use stockade_gate::{Judge as _, Side};
use stockade_model::approval::Word;

use super::room::{OPEN, Room, answer, call, decision, done, policy, tree};

const ASK: &str = r#"
version: "1"
tools:
  pay:
    rules:
      - name: human
        action: require_approval
        on_deny: Payments need a human
      - name: once
        rate_limit: 1/hour
"#;

#[test]
fn a_held_call_does_not_hold_up_others_and_goes_on_after_a_grant() {
    let room = Room::new(ASK);
    assert_eq!(room.client_says(call(1, "pay", r#"{"amount":10.50}"#)), (vec![], vec![]));
    room.passes(&call(2, "other", "{}"));
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert_eq!(room.server.lines(), [call(1, "pay", r#"{"amount":10.50}"#)]);
    room.comes(&done(1));
    let questions = room.world.questions.lock().unwrap();
    let question = &questions[0];
    assert_eq!((question.binding.tool.as_str(), question.binding.arguments.as_str()), ("pay", r#"{"amount":10.50}"#));
    assert_eq!(question.asks[0].message, "Payments need a human");
}

#[test]
fn every_other_outcome_denies_and_counts_nothing() {
    let room = Room::new(ASK);
    let outcomes = [
        (Outcome::Denied(answer(Word::Denied)), "approval-denied"),
        (Outcome::Expired, "approval-expired"),
        (Outcome::Pending, "approval-pending"),
        (Outcome::Gone, "approval-gone"),
        (Outcome::Failed("disk".into()), "approval-failed"),
    ];
    for (outcome, expected) in outcomes {
        assert_eq!(room.client_says(call(1, "pay", "{}")), (vec![], vec![]));
        room.world.answer(outcome);
        assert_eq!(room.server.lines(), Vec::<String>::new());
        let client = room.client.lines();
        assert_eq!(decision(&tree(&client[0])), expected);
        let says = match expected {
            "approval-expired" => "Payments need a human; nobody approved it in time",
            "approval-pending" => "Payments need a human; waits for approval ",
            _ => "",
        };
        assert!(client[0].contains(says), "{}", client[0]);
        if expected == "approval-pending" {
            assert!(
                client[0].contains(r#""retryable":true"#) && client[0].contains(r#""approval":""#),
                "{}",
                client[0]
            );
        }
    }
    // The one of the hour is still there.
    room.client_says(call(1, "pay", "{}"));
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert_eq!(room.server.lines().len(), 1);
}

#[test]
fn whose_word_it_was_is_written_down_before_the_call_goes_by_it() {
    let room = Room::new(ASK);
    let events = || std::mem::take(&mut *room.world.events.lock().unwrap());
    room.client_says(call(1, "pay", "{}"));
    room.world.answer(Outcome::Denied(answer(Word::Denied)));
    assert_eq!(events(), ["approval pay deny denied by uid 1000", "call pay deny approval-denied by uid 1000"]);
    room.client.lines();
    room.client_says(call(2, "pay", "{}"));
    *room.world.full.lock().unwrap() = true;
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert!(room.server.lines().is_empty());
    assert_eq!(decision(&tree(&room.client.lines()[0])), "journal");
    *room.world.full.lock().unwrap() = false;
    // Given while nobody waited.
    room.client_says(call(3, "pay", "{}"));
    let id = room.world.waits.lock().unwrap()[&1].0.id.clone();
    room.world.answer(Outcome::Pending);
    room.client.lines();
    events();
    room.world.granted.lock().unwrap().push(id);
    room.passes(&call(4, "pay", "{}"));
    assert_eq!(events(), ["approval pay allow approved by uid 1000", "call pay allow approved by uid 1000"]);
}

#[test]
fn the_same_call_passes_once_after_a_grant() {
    let room = Room::new(&ASK.replace("1/hour", "9/hour"));
    room.client_says(call(1, "pay", r#"{"a":1,"b":2}"#));
    let id = room.world.waits.lock().unwrap()[&1].0.id.clone();
    room.world.answer(Outcome::Pending);
    room.client.lines();
    room.world.granted.lock().unwrap().push(id);
    room.passes(&call(2, "pay", r#"{"b":2,"a":1}"#));
    assert_eq!(room.client_says(call(3, "pay", r#"{"a":1,"b":2}"#)), (vec![], vec![]), "asked again");
}

#[test]
fn a_cancelled_call_is_withdrawn_and_the_server_hears_of_neither() {
    let room = Room::new(ASK);
    room.client_says(call(1, "pay", "{}"));
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#;
    assert_eq!(room.client_says(cancel), (vec![], vec![]));
    assert!(room.world.waits.lock().unwrap().is_empty());
    room.passes(&call(1, "other", "{}"));
}

#[test]
fn the_end_of_the_client_withdraws_what_waits() {
    let room = Room::new(ASK);
    for id in 0..3 {
        room.client_says(call(id, "pay", &format!("{{\"n\":{id}}}")));
    }
    room.judge.ended(Side::Client, &room.ports);
    assert!(room.world.waits.lock().unwrap().is_empty());
    assert!(room.client.lines().is_empty() && room.server.lines().is_empty());
}

#[test]
fn nobody_answers_for_a_call_that_was_never_sent() {
    let room = Room::new(ASK);
    room.client_says(call(1, "pay", "{}"));
    assert_eq!(room.server_says(done(1)), (vec![], vec![]));
    assert_eq!(super::room::code(&room.refused(call(1, "other", "{}"))), -32600, "its id is taken");
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert_eq!(room.server.lines().len(), 1);
}

#[test]
fn a_grant_under_another_policy_counts_for_nothing() {
    let room = Room::new(ASK);
    room.client_says(call(1, "pay", "{}"));
    room.judge.replace_rules(&policy(OPEN), &room.ports);
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert!(room.server.lines().is_empty());
    assert_eq!(decision(&tree(&room.client.lines()[0])), "policy-changed");
}

#[test]
fn a_tool_that_changed_while_the_call_waited_is_denied() {
    let room = Room::new(ASK);
    room.client_says(call(1, "pay", "{}"));
    room.world.held.lock().unwrap().insert("pay".into(), "changed".into());
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    assert!(room.server.lines().is_empty());
    assert_eq!(decision(&tree(&room.client.lines()[0])), "tool-held");
}

#[test]
fn progress_is_told_where_it_was_asked_for() {
    let room = Room::new(ASK);
    let line = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pay","arguments":{},"_meta":{"progressToken":"p"}}}"#;
    let (server, client) = room.client_says(line);
    assert!(server.is_empty());
    assert!(client[0].contains(r#""method":"notifications/progress","params":{"progressToken":"p","progress":0"#));
}

#[test]
fn a_held_item_of_a_batch_is_answered_with_the_others() {
    let room = Room::new(ASK);
    room.handshake("2025-03-26");
    let (server, client) = room.client_says(format!("[{},{}]", call(1, "pay", "{}"), call(2, "a", "{}")));
    assert_eq!((server, client), (vec![format!("[{}]", call(2, "a", "{}"))], vec![]));
    assert_eq!(room.server_says(done(2)), (vec![], vec![]));
    room.world.answer(Outcome::Denied(answer(Word::Denied)));
    assert_eq!(tree(&room.client.lines()[0]).as_array().unwrap().len(), 2);
}

#[test]
fn a_call_that_was_answered_with_a_question_keeps_its_approval_once() {
    let room = Room::new(ASK);
    let ask = |id: u32, more: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"pay","arguments":{{"n":1}},"_meta":{{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}{more}}}}}"#
        )
    };
    let retry = r#","inputResponses":{"q":{"action":"accept"}},"requestState":"s 1""#;
    room.client_says(ask(1, ""));
    room.world.answer(Outcome::Granted(answer(Word::Approved)));
    room.server.lines();
    room.comes(r#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"how","requestedSchema":{}}}},"requestState":"s 1"}}"#);
    let other = retry.replace("s 1", "s 2");
    assert_eq!(room.client_says(ask(2, &other)).0, Vec::<String>::new(), "another state is another call");
    room.passes(&ask(3, retry));
    assert_eq!(room.client_says(ask(4, retry)).0, Vec::<String>::new(), "once");
}

#[test]
fn a_retry_under_another_policy_is_decided_anew_and_counted_once() {
    let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#;
    let ask = |id: u32, more: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"pay","arguments":{{"n":1}},{meta}{more}}}}}"#
        )
    };
    let retry = r#","requestState":"s""#;
    let question = |id: u32| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"input_required","inputRequests":{{}},"requestState":"s"}}}}"#
        )
    };
    const ONCE: &str = "version: \"1\"\ntools:\n  pay:\n    rules: [{name: once, rate_limit: 1/hour}]\n";
    for (rules, want) in [
        (ASK.to_owned(), "waits"),
        ("version: \"1\"\ntools:\n  pay:\n    rules: [{name: no, action: deny}]\n".to_owned(), "rule-denied"),
        // The one of the hour is that of the first call.
        (format!("{ONCE}# the same, edited\n"), "passes"),
    ] {
        let room = Room::new(ONCE);
        room.passes(&ask(1, ""));
        room.comes(&question(1));
        room.judge.replace_rules(&policy(&rules), &room.ports);
        match want {
            "waits" => {
                assert_eq!(room.client_says(ask(2, retry)), (vec![], vec![]), "a human has to say now");
                assert_eq!(room.world.questions.lock().unwrap().len(), 1);
            }
            "passes" => {
                room.passes(&ask(2, retry));
                assert_eq!(decision(&room.refused(ask(3, ""))), "limit-reached");
            }
            code => {
                assert_eq!(decision(&room.refused(ask(2, retry))), code);
                // Its end gave back what it had counted.
                room.judge.replace_rules(&policy(ONCE), &room.ports);
                room.passes(&ask(3, ""));
            }
        }
    }
}
