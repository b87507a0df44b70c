//! Messages: what is accepted is written as it was judged, and is accepted again.

use stockade_policy::message::{Envelope, MAX_DEPTH, ToolCall, Value, items, parse, revision};

/// JSON-RPC as MCP has it.
pub fn message(data: &[u8]) {
    let read = parse(data, data.len());
    assert_eq!(read, parse(data, data.len()), "two readings of one text differ");
    if let Some(less) = data.len().checked_sub(1) {
        assert!(parse(data, less).is_err(), "the limit is not kept");
    }
    let value = match read {
        Ok(value) => value,
        Err(error) => {
            assert!(error.place.offset <= data.len() && error.place.line > 0 && error.place.column > 0, "{error:?}");
            return;
        }
    };
    check(&value, 0);
    let text = value.to_json();
    assert!(!text.contains('\n'), "more than one line");
    assert_eq!(parse(text.as_bytes(), text.len()).as_ref(), Ok(&value), "what is sent is not what was judged");
    let theirs = std::str::from_utf8(data).expect("what is accepted is UTF-8");
    assert!(!theirs.starts_with('\u{feff}'));
    for batches in [false, true] {
        let Ok(all) = items(&value, batches) else { continue };
        assert!(!all.is_empty());
        for item in all {
            if let Ok(envelope) = Envelope::read(item) {
                accepted(item, &envelope);
            }
        }
    }
}

fn accepted(item: &Value, envelope: &Envelope<'_>) {
    assert_eq!(item.get("jsonrpc").and_then(Value::as_str), Some("2.0"));
    let (method, params) = match envelope {
        Envelope::Request { id, method, params } => {
            assert_eq!(item.get("id").map(Value::kind), Some(id.to_value().kind()));
            (method, params)
        }
        Envelope::Notification { method, params } => (method, params),
        Envelope::Response { .. } | Envelope::Error { .. } => return,
    };
    assert_eq!(item.get("method").and_then(Value::as_str), Some(*method));
    assert!(params.is_none_or(|params| params.as_object().is_some()));
    if let Ok(call) = ToolCall::read(*params) {
        assert!(call.arguments.is_none_or(|arguments| arguments.as_object().is_some()));
    }
    let _ = revision::era(*params);
}

fn check(value: &Value, depth: usize) {
    assert!(depth <= MAX_DEPTH, "a tree deeper than the limit");
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| check(element, depth + 1)),
        Value::Object(members) => {
            let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "a key twice");
            members.iter().for_each(|(_, value)| check(value, depth + 1));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
