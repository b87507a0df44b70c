//! Folding of constants, piece by piece.

use super::{Value, call, method};

fn text(text: &str) -> Value<'static> {
    Value::text(text)
}

fn texts(value: &Value<'_>) -> Vec<String> {
    let mut found = Vec::new();
    value.texts(&mut |text| found.push(text.to_owned()));
    found
}

#[test]
fn decoders_give_what_the_languages_give() {
    fn utf8<'a>(value: &Value<'a>) -> Value<'a> {
        method(value, "toString", &[])
    }
    assert_eq!(utf8(&call("Buffer.from", || vec![text("YUBiLmM="), text("base64")])), text("a@b.c"));
    assert_eq!(utf8(&call("Buffer.from", || vec![text("61406 22e63"), text("hex")])), text("a@b.c"));
    assert_eq!(method(&call("base64.b64decode", || vec![text("YUBiLmM")]), "decode", &[]), text("a@b.c"));
    assert_eq!(call("String.fromCharCode", || vec![Value::Number(97.0), Value::Number(64.0)]), text("a@"));
    assert_eq!(call("codecs.decode", || vec![text("n@o.p"), text("rot13")]), text("a@b.c"));
    assert_eq!(call("decodeURIComponent", || vec![text("a%40b")]), text("a@b"));
    assert_eq!(call("bytes.fromhex", || vec![text("zz")]), Value::path("bytes.fromhex()"));
}

#[test]
fn methods_of_texts_and_lists() {
    let list = Value::list(vec![text("a"), text("b")]);
    assert_eq!(method(&list, "join", &[text("@")]), text("a@b"));
    assert_eq!(method(&text("@"), "join", &[list]), text("a@b"));
    let chars = method(&text("b@a"), "split", &[text("")]);
    assert_eq!(method(&method(&chars, "reverse", &[]), "join", &[text("")]), text("a@b"));
    assert_eq!(method(&text("{}@{1}"), "format", &[text("a"), text("b")]), text("a@b"));
    assert_eq!(method(&text("a(at)b"), "replace", &[text("(at)"), text("@")]), text("a@b"));
    assert_eq!(method(&text("xa@by"), "slice", &[Value::Number(1.0), Value::Number(-1.0)]), text("a@b"));
}

#[test]
fn what_is_not_known_keeps_what_is() {
    let joined = Value::join([text("x, "), Value::Unknown, text(",a@b")]);
    assert_eq!(texts(&joined), ["x, \u{fffd},a@b"]);
    let either = Value::either(Value::Environment("BCC".into()), text("a@b"));
    assert_eq!(texts(&either), ["a@b"]);
    assert_eq!(Value::join([Value::Unknown, Value::Unknown]), Value::Unknown);
}

#[test]
fn sharing_does_not_blow_up() {
    let mut value = text("ab");
    for _ in 0..200 {
        value = Value::list(vec![value.clone(), value]);
    }
    assert!(texts(&value).len() <= super::MAX_WALK);
    let mut long = text("ab");
    for _ in 0..200 {
        long = Value::add(&long, &long);
    }
    assert!(long.as_text().is_some_and(|text| text.len() <= super::MAX_TEXT));
}

#[test]
fn paths_lead_through_modules_to_the_environment() {
    let process = Value::path("globalThis").member(&"process".into());
    assert_eq!(process.member(&"env".into()).member(&"NPM_TOKEN".into()), Value::Environment("NPM_TOKEN".into()));
    assert_eq!(
        Value::path("child_process").member(&"default".into()).member(&"exec".into()),
        Value::path("child_process.exec")
    );
}
