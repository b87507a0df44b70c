//! The policy that everything began with (policy.md, section 6), cell by cell, end to end.

use serde_json::{Value, json};

use super::world::{World, decision, text};

const AS_WRITTEN: &str = include_str!("../../../../stockade-policy/tests/policy/data/email.yaml");

const BCC: &str = "[STOCKADE DENIED] BCC to external address blocked — possible exfiltration";
const RECIPIENT: &str = "[STOCKADE DENIED] Recipient outside approved domains";
const ATTACHMENTS: &str = "[STOCKADE DENIED] Attachments require human approval";

fn denied() -> Vec<(Value, &'static str, &'static str)> {
    let to = "a@yourcompany.com";
    vec![
        (json!({ "to": to, "bcc": ["x@evil.example"] }), BCC, "no untrusted bcc"),
        (json!({ "to": to, "bcc": "x@evil.example" }), BCC, "no untrusted bcc"),
        (json!({ "to": to, "bcc": "" }), BCC, "no untrusted bcc"),
        (json!({}), RECIPIENT, "recipient allow-list"),
        (json!({ "to": [] }), RECIPIENT, "recipient allow-list"),
        (json!({ "to": 7 }), RECIPIENT, "recipient allow-list"),
        (json!({ "to": [to, "b@evil.example"] }), RECIPIENT, "recipient allow-list"),
        (json!({ "to": format!("{to}, b@evil.example") }), RECIPIENT, "recipient allow-list"),
        (json!({ "to": to, "attachments": [{}] }), ATTACHMENTS, "approval when attachments present"),
    ]
}

fn sound() -> [Value; 4] {
    let to = "a@yourcompany.com";
    [
        json!({ "to": to }),
        json!({ "to": to, "bcc": [] }),
        json!({ "to": to, "bcc": null }),
        json!({ "to": to, "attachments": [] }),
    ]
}

#[test]
fn as_written_every_sound_call_asks() {
    let world = World::with(&["send_email", "list_templates"]);
    world.policy(AS_WRITTEN);
    let mut session = world.session(&["--hold", "1s"]);
    session.tools();
    for (arguments, said, rule) in denied() {
        let answer = session.call("send_email", &arguments);
        assert_eq!((text(&answer), &decision(&answer)["rule"]), (said, &json!(rule)), "{arguments}");
    }
    assert_eq!(decision(&session.call("Send_Email", &json!({ "to": "a@yourcompany.com" })))["code"], "look-alike");
    let asked: Vec<u64> = sound().iter().map(|arguments| session.start_call("send_email", arguments)).collect();
    let other = session.start_call("list_templates", &json!({}));
    for id in asked.into_iter().chain([other]) {
        let answer = session.answer_to(id);
        assert_eq!(decision(&answer)["code"], "approval-pending", "{answer}");
        assert_eq!(decision(&answer)["rule"], "require approval for newly discovered tools");
        assert!(decision(&answer)["approval"].is_string() && decision(&answer)["retryable"] == true);
    }
    session.end();
    assert!(world.calls().is_empty());
}

#[test]
fn with_the_scope_unlisted_a_sound_call_passes() {
    let world = World::with(&["send_email", "list_templates"]);
    world.policy(&AS_WRITTEN.replace("\"*\":\n", "\"*\":\n    scope: unlisted\n"));
    let mut session = world.session(&["--hold", "1s"]);
    session.tools();
    for (arguments, said, _) in denied() {
        assert_eq!(text(&session.call("send_email", &arguments)), said, "{arguments}");
    }
    for arguments in sound() {
        let answer = session.call("send_email", &arguments);
        assert_eq!(serde_json::from_str::<Value>(text(&answer)).unwrap(), arguments);
    }
    assert_eq!(decision(&session.call("list_templates", &json!({})))["code"], "approval-pending");
    assert_eq!(decision(&session.call("Send_Email", &json!({ "to": "a@yourcompany.com" })))["code"], "look-alike");
    session.end();
    assert_eq!(world.calls().len(), 4);
}

#[test]
fn in_the_stateless_era_a_denial_is_complete() {
    let world = World::with(&["send_email"]);
    world.policy(AS_WRITTEN);
    let mut session = world.started(&[]);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({ "name": "send_email", "arguments": { "bcc": "x@evil.example" }, "_meta": meta });
    let answer = session.ask("tools/call", &params);
    assert_eq!((text(&answer), &answer["result"]["resultType"]), (BCC, &json!("complete")));
    let listed = session.ask("tools/list", &json!({ "_meta": meta }));
    assert_eq!(listed["result"]["tools"][0]["name"], "send_email", "{listed}");
    session.end();
    assert!(world.calls().is_empty());

    // Before, a result has no type.
    let mut session = world.session(&[]);
    let answer = session.call("send_email", &json!({ "bcc": "x@evil.example" }));
    assert_eq!((text(&answer), answer["result"].get("resultType")), (BCC, None));
    session.end();
}
