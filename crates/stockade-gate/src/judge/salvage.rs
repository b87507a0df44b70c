//! Which request an answer is for that cannot be read strictly, so that its asker does not wait for ever.
//!
//! Constraints:
//! - nothing of it is ever sent on: the reading may be lax, since it only says whom to tell that there is no answer;
//! - a surrogate without its other half is common in truncated texts; it and a key that stands twice are what is read over.

use stockade_policy::message::{Id, Value};

/// The id of an answer that the strict parser refused.
pub(crate) fn answered(line: &[u8]) -> Option<Id> {
    let mut text = String::from_utf8_lossy(line).into_owned();
    // Halves of surrogate pairs: as escapes they all begin `\ud8` to `\udf`. An escaped backslash before such digits only
    // changes a text that nobody reads.
    for digit in ["8", "9", "a", "b", "c", "d", "e", "f"] {
        for prefix in ["\\ud", "\\uD"] {
            for digit in [digit.to_owned(), digit.to_uppercase()] {
                text = text.replace(&format!("{prefix}{digit}"), "\\u20");
            }
        }
    }
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    if value.get("method").is_some() || (value.get("result").is_none() && value.get("error").is_none()) {
        return None;
    }
    Id::read(&Value::from(value.get("id")?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_found_past_what_is_refused() {
        for line in [
            &br#"{"jsonrpc":"2.0","id":7,"result":{"a":1,"a":2}}"#[..],
            br#"{"result":{"text":"cut \ud83e"},"jsonrpc":"2.0","id":7}"#,
            b"{\"result\":{\"text\":\"\xff\"},\"jsonrpc\":\"2.0\",\"id\":7}",
            br#"{"error":{"code":1,"message":"\udd80\\ud83e"},"id":7}"#,
        ] {
            assert_eq!(answered(line), Some(Id::Integer(7)), "{}", line.escape_ascii());
        }
        for line in [&br#"{"id":7,"method":"a","a":1,"a":2}"#[..], b"npm warn", b"{\"id\":7}", b"[1]", b"\xff"] {
            assert_eq!(answered(line), None, "{}", line.escape_ascii());
        }
    }
}
