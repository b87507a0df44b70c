//! Tests of `results`.

use super::*;
use crate::Policy;

fn value(json: &serde_json::Value) -> Value {
    Value::from(json)
}

fn token() -> String {
    format!("{}{}", "ghp_a1B2c3D4e5F6g7H8", "i9J0k1L2m3N4o5P6q7R8")
}

fn with(secrets: Secrets, invisible: Invisible) -> Checks<'static> {
    let rule = Some("no secrets");
    Checks {
        secrets: checks::Set { value: secrets, rule },
        invisible: checks::Set { value: invisible, rule: None },
        ..Checks::default()
    }
}

fn unchanged() -> Outcome {
    Outcome::Passed { value: None, done: Vec::new() }
}

#[test]
fn text_and_structured_content_are_redacted_alike() {
    let answer = value(&serde_json::json!({
        "content": [{"type": "text", "text": format!("token is {}.", token())}, {"type": "image", "data": "QUtJQQ+/="}, {"type": "image", "data": token()}],
        "structuredContent": {"list": [1.5, {"a/b": token()}]},
        "isError": false,
    }));
    let Outcome::Passed { value: Some(sent), done } = check(&answer, 100, &with(Secrets::Redact, Invisible::Off))
    else {
        panic!("unchanged")
    };
    assert_eq!(
        sent.to_json(),
        format!(
            r#"{{"content":[{{"type":"text","text":"token is [redacted:github-token]."}},{{"type":"image","data":"QUtJQQ+/="}},{{"type":"image","data":"[redacted:github-token]"}}],"structuredContent":{{"list":[1.5,{{"a/b":"[redacted:github-token]"}}]}},"isError":false}}"#
        )
    );
    let redacted = |pointer: &str| Done::Redacted { kind: "github-token", pointer: pointer.to_owned() };
    assert_eq!(
        done,
        [redacted("/content/0/text"), redacted("/content/2/data"), redacted("/structuredContent/list/1/a~1b")]
    );
}

#[test]
fn nothing_is_said_of_the_secret_when_denied() {
    let answer = value(&serde_json::json!({"content": [{"type": "text", "text": token()}]}));
    let checks = with(Secrets::Deny, Invisible::Off);
    let Outcome::Denied { code, message, rule } = check(&answer, 100, &checks) else { panic!("sent") };
    assert_eq!(
        (code, message.as_str(), rule.as_deref()),
        ("result-secrets", "the answer holds a secret: a token of GitHub", Some("no secrets"))
    );
    // Only probably a secret: replaced, and the rest of the answer is not lost.
    let answer = value(&serde_json::json!({"text": format!("TOKEN={}", "q9Zr3Lm0Xv7Tb2Kd8Wc5")}));
    assert!(matches!(check(&answer, 100, &checks), Outcome::Passed { value: Some(_), .. }));
    let key = value(&serde_json::json!({token(): 1}));
    for secrets in [Secrets::Redact, Secrets::Deny] {
        assert!(matches!(
            check(&key, 100, &with(secrets, Invisible::Off)),
            Outcome::Denied { code: "result-secrets", .. }
        ));
    }
}

#[test]
fn hidden_characters_are_stripped_before_secrets_are_sought() {
    let split = token().replace("c3", "c\u{200b}3");
    let answer = value(&serde_json::json!({"text": format!("👩\u{200d}💻 {split}")}));
    let Outcome::Passed { value: Some(sent), done } = check(&answer, 100, &with(Secrets::Redact, Invisible::Strip))
    else {
        panic!("unchanged")
    };
    assert_eq!(sent.to_json(), "{\"text\":\"👩\u{200d}💻 [redacted:github-token]\"}");
    assert_eq!(done.len(), 2);
    assert_eq!(done[0], Done::Stripped { count: 1, pointer: "/text".to_owned() });
    assert!(matches!(
        check(&answer, 100, &with(Secrets::Off, Invisible::Deny)),
        Outcome::Denied { code: "result-invisible", .. }
    ));
}

#[test]
fn the_size_comes_first() {
    let answer = value(&serde_json::json!({"content": []}));
    assert_eq!(check(&answer, checks::MAX_BYTES, &Checks::default()), unchanged());
    let Outcome::Denied { code, .. } = check(&answer, checks::MAX_BYTES + 1, &Checks::default()) else {
        panic!("sent")
    };
    assert_eq!(code, "result-size");
}

#[test]
fn a_rule_that_only_logs_lets_a_large_answer_pass_and_says_so() {
    let answer = value(&serde_json::json!({"content": []}));
    let checks = Checks { beyond: Beyond::Log, ..with(Secrets::Redact, Invisible::Strip) };
    let bytes = checks::MAX_BYTES + 1;
    assert_eq!(check(&answer, bytes, &checks), Outcome::Passed { value: None, done: vec![Done::Oversized { bytes }] });
}

#[test]
fn the_state_of_a_server_comes_back_to_it_as_it_was() {
    let answer = value(&serde_json::json!({"requestState": token(), "inner": {"requestState": token()}}));
    let Outcome::Passed { value: Some(sent), .. } = check(&answer, 100, &with(Secrets::Redact, Invisible::Off)) else {
        panic!("unchanged")
    };
    assert_eq!(sent.get("requestState").unwrap().as_str(), Some(&*token()));
    assert_eq!(sent.get("inner").unwrap().to_json(), r#"{"requestState":"[redacted:github-token]"}"#);
}

#[test]
fn what_was_done_names_no_secret_that_stands_in_a_key() {
    let secret = "TOKEN=q9Zr3Lm0Xv7Tb2Kd8Wc5";
    let answer = value(&serde_json::json!({secret: token()}));
    let Outcome::Passed { done, .. } = check(&answer, 100, &with(Secrets::Redact, Invisible::Off)) else {
        panic!("denied")
    };
    assert_eq!(done[0].to_string(), "github-token at /[redacted:assigned-secret]");
}

#[test]
fn of_each_member_the_first_rule_that_sets_it_holds() {
    let policy = Policy::parse(
        "t",
        "version: 1\non_result:\n  - {name: a, tools: [x], secrets: deny}\n  \
         - {name: b, secrets: redact, invisible: strip, max_bytes: 5, action: log}\n  - {name: c, max_bytes: 7}\n",
    )
    .unwrap();
    let checks = policy.result_checks("x");
    assert_eq!((checks.max_bytes, checks.beyond), (checks::Set { value: 5, rule: Some("b") }, Beyond::Log));
    assert_eq!(checks.secrets, checks::Set { value: Secrets::Deny, rule: Some("a") });
    assert_eq!(checks.invisible, checks::Set { value: Invisible::Strip, rule: Some("b") });
    assert_eq!(policy.result_checks("y").secrets.value, Secrets::Redact);
}

#[test]
fn clean_answers_are_left_as_they_are() {
    let answer = value(&serde_json::json!({
        "content": [{"type": "text", "text": "commit 3f786850e387550fdab836ed7e6dc881de23001b by A <a@example.com>"}],
        "structuredContent": {"id": "018f3c1e-7b5a-7c3e-9d2f-1a2b3c4d5e6f", "next": "https://example.com/?page=2"},
    }));
    assert_eq!(check(&answer, 100, &with(Secrets::Deny, Invisible::Deny)), unchanged());
}

#[test]
fn every_kind_has_its_line_in_the_page() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/results.md")).unwrap();
    for kind in secrets::ALL {
        assert!(page.contains(&format!("| `{}` |", kind.id)), "docs/results.md lacks `{}`", kind.id);
    }
    for code in CODES {
        assert!(page.contains(&format!("`{code}`")), "docs/results.md lacks `{code}`");
    }
}
