//! Names and descriptions that others wrote for the model, without what nobody sees in them.

use std::collections::HashSet;

use stockade_policy::message::{Object, Value};
use stockade_policy::prose::hidden;

/// The text without what nobody sees, where there is any; joiners that scripts and emoji are written with stay.
pub(super) fn without_invisible(text: &str) -> Option<String> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')) {
        return None;
    }
    let mut clean = String::new();
    let mut from = 0;
    for (at, c) in hidden::each(text) {
        clean.push_str(text.get(from..at).unwrap_or_default());
        from = at + c.len_utf8();
    }
    if from == 0 {
        return None;
    }
    clean.push_str(text.get(from..).unwrap_or_default());
    Some(clean)
}

/// Cleans every text of a value, keys of objects as well; whether there was anything to clean.
pub(super) fn each_text(value: &mut Value, clean: &dyn Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::String(text) => clean(text).map(|cleaned| *text = cleaned).is_some(),
        Value::Array(elements) => elements.iter_mut().fold(false, |found, element| each_text(element, clean) | found),
        Value::Object(members) => {
            let keys = each_key(members, clean);
            members.iter_mut().fold(keys, |found, (_, member)| each_text(member, clean) | found)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Cleans keys. A member whose key then is another one's goes: it was there to be taken for it.
fn each_key(members: &mut Object, clean: &dyn Fn(&str) -> Option<String>) -> bool {
    if members.iter().all(|(key, _)| clean(key).is_none()) {
        return false;
    }
    let honest = members.iter().filter(|(key, _)| clean(key).is_none());
    let mut keys: HashSet<String> = honest.map(|(key, _)| key.clone()).collect();
    members.retain_mut(|(key, _)| {
        let Some(cleaned) = clean(key) else { return true };
        key.clone_from(&cleaned);
        keys.insert(cleaned)
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_sees_is_taken_out() {
        assert_eq!(without_invisible("a\u{200b}b\u{e0041}"), Some("ab".to_owned()));
        assert_eq!(without_invisible("\u{200b}"), Some(String::new()));
        for text in ["plain", "tab\tline\n", "na\u{ef}ve", "\u{2764}\u{fe0f}"] {
            assert_eq!(without_invisible(text), None, "{text:?}");
        }
    }

    #[test]
    fn keys_are_cleaned_and_what_posed_as_another_goes() {
        let of = |text: &str| {
            let mut value = stockade_policy::message::parse(text.as_bytes(), text.len()).unwrap();
            (each_text(&mut value, &without_invisible), value.to_json())
        };
        assert_eq!(of(r#"{"p":{"pa\u200bth":{"b\u200b":1}}}"#), (true, r#"{"p":{"path":{"b":1}}}"#.to_owned()));
        let posing = r#"[{"pa\u200bth":1,"path":2,"\u200bpath":3,"x\u200b":4,"\u200bx":5}]"#;
        assert_eq!(of(posing), (true, r#"[{"path":2,"x":4}]"#.to_owned()));
        assert_eq!(of(r#"{"na\u00efve":{"b":1}}"#), (false, "{\"na\u{ef}ve\":{\"b\":1}}".to_owned()));
    }
}
