//! The one way to write JSON so that equal values are equal bytes, and the digest of those bytes.
//!
//! Used wherever something is remembered by what it says: approvals, pinned tools, locks.
//!
//! Constraints:
//! - keys are sorted and texts escaped as RFC 8785 says;
//! - unlike there, the digits of numbers stay as written: `1` and `1.0` are different calls, and no digit beyond 64-bit
//!   floats is lost. Two spellings of one number only cost a question more;
//! - keys of one object are unique: the strict parser refuses others before a tree exists.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::json::write_string;

/// One step into a JSON value of any library.
#[derive(Clone, Debug)]
pub enum Node<'a, T> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its digits were written.
    Number(Cow<'a, str>),
    /// A text, unescaped.
    String(&'a str),
    /// A list.
    Array(&'a [T]),
    /// An object, in any order.
    Object(Vec<(&'a str, &'a T)>),
}

/// A tree that can be written canonically.
pub trait Json: Sized {
    /// What stands at the top of it.
    fn node(&self) -> Node<'_, Self>;
}

impl Json for serde_json::Value {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(truth) => Node::Bool(*truth),
            Self::Number(number) => Node::Number(number.to_string().into()),
            Self::String(text) => Node::String(text),
            Self::Array(elements) => Node::Array(elements),
            Self::Object(members) => Node::Object(members.iter().map(|(key, value)| (key.as_str(), value)).collect()),
        }
    }
}

/// The canonical text of a value, without spaces.
pub fn canonical<T: Json>(value: &T) -> String {
    let mut out = Vec::new();
    write(value, &mut out);
    // Texts and digits in, so that nothing is lost here.
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The SHA-256 of the canonical text, in lower-case hex.
pub fn digest<T: Json>(value: &T) -> String {
    let mut out = Vec::new();
    write(value, &mut out);
    sha256(&out)
}

/// The SHA-256 of some bytes, in lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out
}

/// The low half of a byte in lower-case hex.
const fn digit(nibble: u8) -> char {
    (match nibble & 15 {
        decimal @ 0..10 => b'0' + decimal,
        letter => b'a' - 10 + letter,
    }) as char
}

fn write<T: Json>(value: &T, out: &mut Vec<u8>) {
    match value.node() {
        Node::Null => out.extend_from_slice(b"null"),
        Node::Bool(true) => out.extend_from_slice(b"true"),
        Node::Bool(false) => out.extend_from_slice(b"false"),
        Node::Number(lexeme) => out.extend_from_slice(lexeme.as_bytes()),
        Node::String(text) => write_string(text, out),
        Node::Array(elements) => {
            out.push(b'[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(element, out);
            }
            out.push(b']');
        }
        Node::Object(mut members) => {
            // RFC 8785, 3.2.3: by UTF-16 code units, which differs from bytes beyond the basic plane.
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (at, (key, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_string(key, out);
                out.push(b':');
                write(value, out);
            }
            out.push(b'}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        canonical(&serde_json::from_str::<serde_json::Value>(text).unwrap())
    }

    #[test]
    fn the_order_of_keys_does_not_count() {
        assert_eq!(of(r#"{"b": [1, {"z": null, "a": true}], "a": "x"}"#), r#"{"a":"x","b":[1,{"a":true,"z":null}]}"#);
        assert_eq!(of(r#"{"a":1,"b":2}"#), of(r#"{ "b" : 2, "a" : 1 }"#));
        assert_ne!(of("[1,2]"), of("[2,1]"));
    }

    /// The example of RFC 8785, 3.2.3: the pair of surrogates stands before U+FB33, though its bytes do not.
    #[test]
    fn keys_are_sorted_by_utf16() {
        let keys = "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
        let sorted = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(of(keys), sorted);
    }

    #[test]
    fn texts_are_escaped_as_little_as_may_be() {
        assert_eq!(of("\"\\u0007\\u000A\\u0022\\/\\u00e9\\u007f\""), "\"\\u0007\\n\\\"/\u{e9}\u{7f}\"");
    }

    struct Digits(&'static str);

    impl Json for Digits {
        fn node(&self) -> Node<'_, Self> {
            Node::Number(self.0.into())
        }
    }

    #[test]
    fn digits_stay_as_written() {
        for lexeme in ["1", "1.0", "1e0", "-0", "9007199254740993"] {
            assert_eq!(canonical(&Digits(lexeme)), lexeme);
        }
        assert_ne!(digest(&Digits("1")), digest(&Digits("1.0")));
    }

    #[test]
    fn the_digest_is_that_of_the_text() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest(&serde_json::json!({})), sha256(b"{}"));
    }
}
