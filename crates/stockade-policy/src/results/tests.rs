use super::*;

fn value(json: &serde_json::Value) -> Value {
    Value::from(json)
}

fn token() -> String {
    format!("{}{}", "ghp_a1B2c3D4e5F6g7H8", "i9J0k1L2m3N4o5P6q7R8")
}

fn with(secrets: Secrets, invisible: Invisible) -> Checks {
    Checks { secrets, invisible, ..Checks::default() }
}

#[test]
fn text_and_structured_content_are_redacted_alike() {
    let answer = value(&serde_json::json!({
        "content": [{"type": "text", "text": format!("token is {}.", token())}, {"type": "image", "data": token()}],
        "structuredContent": {"list": [1.5, {"a/b": token()}]},
        "isError": false,
    }));
    let Outcome::Changed { value: sent, done } = check(&answer, 100, &with(Secrets::Redact, Invisible::Off)) else {
        panic!("unchanged")
    };
    assert_eq!(
        sent.to_json(),
        format!(
            r#"{{"content":[{{"type":"text","text":"token is [redacted:github-token]."}},{{"type":"image","data":"{}"}}],"structuredContent":{{"list":[1.5,{{"a/b":"[redacted:github-token]"}}]}},"isError":false}}"#,
            token()
        )
    );
    let redacted = |pointer: &str| Done::Redacted { kind: "github-token", pointer: pointer.to_owned() };
    assert_eq!(done, [redacted("/content/0/text"), redacted("/structuredContent/list/1/a~1b")]);
}

#[test]
fn nothing_is_said_of_the_secret_when_denied() {
    let answer = value(&serde_json::json!({"content": [{"type": "text", "text": token()}]}));
    let mut checks = with(Secrets::Deny, Invisible::Off);
    checks.rule = Some("no secrets".to_owned());
    let Outcome::Denied { code, message } = check(&answer, 100, &checks) else { panic!("sent") };
    assert_eq!(
        (code, message.as_str()),
        ("result-secret", "the answer holds a secret: a token of GitHub (rule \"no secrets\")")
    );
    // Only probably a secret: replaced, and the rest of the answer is not lost.
    let answer = value(&serde_json::json!({"text": format!("TOKEN={}", "q9Zr3Lm0Xv7Tb2Kd8Wc5")}));
    assert!(matches!(check(&answer, 100, &checks), Outcome::Changed { .. }));
    let key = value(&serde_json::json!({token(): 1}));
    for secrets in [Secrets::Redact, Secrets::Deny] {
        assert!(matches!(
            check(&key, 100, &with(secrets, Invisible::Off)),
            Outcome::Denied { code: "result-secret", .. }
        ));
    }
}

#[test]
fn hidden_characters_are_stripped_before_secrets_are_sought() {
    let split = token().replace("c3", "c\u{200b}3");
    let answer = value(&serde_json::json!({"text": format!("👩\u{200d}💻 {split}")}));
    let Outcome::Changed { value: sent, done } = check(&answer, 100, &with(Secrets::Redact, Invisible::Strip)) else {
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
    assert_eq!(check(&answer, checks::MAX_BYTES, &Checks::default()), Outcome::Unchanged);
    let Outcome::Denied { code, .. } = check(&answer, checks::MAX_BYTES + 1, &Checks::default()) else {
        panic!("sent")
    };
    assert_eq!(code, "result-too-large");
}

#[test]
fn clean_answers_are_left_as_they_are() {
    let answer = value(&serde_json::json!({
        "content": [{"type": "text", "text": "commit 3f786850e387550fdab836ed7e6dc881de23001b by A <a@example.com>"}],
        "structuredContent": {"id": "018f3c1e-7b5a-7c3e-9d2f-1a2b3c4d5e6f", "next": "https://example.com/?page=2"},
    }));
    assert_eq!(check(&answer, 100, &with(Secrets::Deny, Invisible::Deny)), Outcome::Unchanged);
}

#[test]
fn every_kind_has_its_line_in_the_page() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/results.md")).unwrap();
    for kind in secrets::ALL {
        assert!(page.contains(&format!("`{}`", kind.id)), "docs/results.md lacks `{}`", kind.id);
    }
}
