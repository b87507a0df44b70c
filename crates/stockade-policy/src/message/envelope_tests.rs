//! Which values are messages, and how those that are none are answered.

use super::{Envelope, INVALID_PARAMS, INVALID_REQUEST, Id, Refusal, ToolCall, Value, items, parse};

fn of(text: &str) -> Value {
    parse(text.as_bytes(), text.len()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(text: &str) -> Refusal {
    Envelope::read(&of(text)).map(|envelope| panic!("{text}: {envelope:?}")).unwrap_err()
}

#[test]
fn the_four_kinds() {
    let request = of(r#"{"jsonrpc":"2.0","id":"a","method":"tools/list","params":{},"extra":1}"#);
    assert!(matches!(
        Envelope::read(&request),
        Ok(Envelope::Request { id: Id::Text(id), method: "tools/list", params: Some(Value::Object(_)) }) if id == "a"
    ));
    let told = of(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    assert_eq!(Envelope::read(&told), Ok(Envelope::Notification { method: "notifications/initialized", params: None }));
    let answer = of(r#"{"jsonrpc":"2.0","id":-7,"result":null}"#);
    assert_eq!(Envelope::read(&answer), Ok(Envelope::Response { id: Id::Integer(-7), result: &Value::Null }));
    for (id, expected) in [("\"id\":1,", Some(Id::Integer(1))), ("\"id\":null,", None), ("", None)] {
        let error = of(&format!(r#"{{"jsonrpc":"2.0",{id}"error":{{"code":-32601,"message":"no"}}}}"#));
        assert!(matches!(Envelope::read(&error), Ok(Envelope::Error { id, .. }) if id == expected));
    }
}

#[test]
fn what_is_not_clearly_one_is_refused() {
    for text in [
        "1",
        "null",
        "\"tools/call\"",
        "{}",
        r#"{"id":1,"method":"a"}"#,
        r#"{"jsonrpc":"1.0","id":1,"method":"a"}"#,
        r#"{"jsonrpc":2.0,"id":1,"method":"a"}"#,
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":null}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"a","result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"a","error":{"code":1,"message":""}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#,
        r#"{"jsonrpc":"2.0","result":{}}"#,
        r#"{"jsonrpc":"2.0","id":null,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":"no"}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":""}}"#,
        r#"{"jsonrpc":"2.0","id":[],"error":{"code":1,"message":""}}"#,
    ] {
        assert_eq!(refusal(text).code, INVALID_REQUEST, "{text}");
    }
}

#[test]
fn b13_ids_are_texts_or_integers() {
    for id in ["null", "1.0", "1.5", "1e2", "true", "[]", "{}", "9223372036854775808", "1E0", "-1.0"] {
        let refusal = refusal(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call"}}"#));
        assert_eq!((refusal.code, refusal.id.clone(), refusal.answered), (INVALID_REQUEST, None, true), "{id}");
        assert!(refusal.reason.starts_with("`id` must be"), "{refusal}");
    }
    // Two writings of nothing are one id.
    assert_eq!(Id::read(&of("-0")), Id::read(&of("0")));
    assert_ne!(Id::read(&of("\"1\"")), Id::read(&of("1")));
    for id in ["9223372036854775807", "-9223372036854775808", "\"\"", "\"1\"", "0"] {
        assert_eq!(Id::read(&of(id)).unwrap().to_value().to_json(), id);
    }
}

#[test]
fn b5_members_in_another_case_are_refused() {
    for key in ["METHOD", "Method", "Params", "ID", "Id", "JSONRPC", "Result", "ERROR", "param\u{17f}", "re\u{17f}ult"]
    {
        let refusal = refusal(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","{key}":"x"}}"#));
        assert_eq!((refusal.code, refusal.id), (INVALID_REQUEST, Some(Id::Integer(1))), "{key}");
    }
    for key in ["NAME", "Name", "Arguments", "ARGUMENTS", "argument\u{17f}", "URI", "_META", "tas\u{212a}", "taskID"] {
        let refusal = refusal(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"{key}":1}}}}"#));
        assert_eq!(refusal.code, INVALID_PARAMS, "{key}");
    }
    let usual =
        r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"name":1,"taskId":"t","requestState":"","_meta":{}}}"#;
    assert!(Envelope::read(&of(usual)).is_ok());
    // Arguments are the tool's own affair.
    let own = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"NAME":1,"Name":2}}}"#;
    assert!(Envelope::read(&of(own)).is_ok());
}

#[test]
fn parameters_are_an_object() {
    for params in ["[]", "null", "1", "\"a\""] {
        let refused = refusal(&format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#));
        assert_eq!((refused.code, refused.answered), (INVALID_PARAMS, true), "{params}");
        let refused = refusal(&format!(r#"{{"jsonrpc":"2.0","method":"tools/call","params":{params}}}"#));
        assert_eq!((refused.code, refused.answered), (INVALID_PARAMS, false), "{params}");
    }
}

#[test]
fn b3_a_call_names_its_tool_and_has_an_object() {
    for params in [
        "{}",
        r#"{"name":7}"#,
        r#"{"name":null}"#,
        r#"{"name":["a"]}"#,
        r#"{"name":"a","arguments":[]}"#,
        r#"{"name":"a","arguments":"{}"}"#,
        r#"{"name":"a","arguments":null}"#,
        r#"{"name":"a","arguments":1}"#,
    ] {
        assert!(ToolCall::read(Some(&of(params))).is_err(), "{params}");
    }
    assert!(ToolCall::read(None).is_err());
    let params = of(r#"{"name":"a"}"#);
    assert_eq!(ToolCall::read(Some(&params)), Ok(ToolCall { name: "a", arguments: None }));
    let params = of(r#"{"arguments":{"x":1},"name":"a"}"#);
    assert_eq!(ToolCall::read(Some(&params)).unwrap().arguments.unwrap().to_json(), r#"{"x":1}"#);
}

#[test]
fn b1_a_batch_only_where_it_was_negotiated() {
    let batch = of(r#"[{"jsonrpc":"2.0","method":"a"},1]"#);
    assert!(items(&batch, false).unwrap_err().reason.contains("2025-03-26"));
    assert_eq!(items(&batch, true).unwrap().len(), 2);
    assert_eq!(items(&of("[]"), true).unwrap_err().code, INVALID_REQUEST);
    assert_eq!(items(&of("{}"), false).unwrap().len(), 1);
    assert!(Envelope::read(&of("[[]]")).is_err());
}
