//! Names and descriptions that others wrote for the model, without what nobody sees in them.

use stockade_policy::message::Value;
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

/// Cleans every text of a value, keys of objects apart; whether there was anything to clean.
pub(super) fn each_text(value: &mut Value, clean: &dyn Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::String(text) => clean(text).map(|cleaned| *text = cleaned).is_some(),
        Value::Array(elements) => elements.iter_mut().fold(false, |found, element| each_text(element, clean) | found),
        Value::Object(members) => members.iter_mut().fold(false, |found, (_, member)| each_text(member, clean) | found),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
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
}
