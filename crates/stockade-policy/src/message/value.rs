//! A JSON value that loses nothing a receiver could see: the order of keys and the digits of numbers stay.
//!
//! Constraints:
//! - what was judged is what is written out: [`Value::write`] emits this tree and nothing else;
//! - keys of one object are unique: the strict parser refuses others before a tree exists.

use stockade_model::json::string_pieces;

use crate::decimal::{Decimal, NumberError};

/// Members in the order they were written.
pub type Object = Vec<(String, Value)>;

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its digits were written.
    Number(Box<str>),
    /// A text, unescaped.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// An object.
    Object(Object),
}

impl Value {
    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The member of an object, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The truth, where it is one.
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The elements, where it is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The members, where it is an object.
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The number, exactly, where it is one.
    pub fn as_decimal(&self) -> Option<Result<Decimal, NumberError>> {
        if let Self::Number(lexeme) = self { Some(Decimal::parse(lexeme)) } else { None }
    }

    /// The kind of value, in the words of JSON Schema.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// Whether a policy calls it missing: `null` is.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Emits the value as one line of JSON, without spaces.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.pieces(&mut |piece: &[u8]| out.extend_from_slice(piece));
    }

    /// As [`write`](Self::write), piece by piece: what is large can be on its way while the rest is made. No piece ends inside
    /// of a character.
    pub fn pieces(&self, take: &mut impl FnMut(&[u8])) {
        match self {
            Self::Null => take(b"null"),
            Self::Bool(true) => take(b"true"),
            Self::Bool(false) => take(b"false"),
            Self::Number(lexeme) => take(lexeme.as_bytes()),
            Self::String(text) => string_pieces(text, take),
            Self::Array(elements) => {
                take(b"[");
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        take(b",");
                    }
                    element.pieces(take);
                }
                take(b"]");
            }
            Self::Object(members) => {
                take(b"{");
                for (at, (key, value)) in members.iter().enumerate() {
                    if at > 0 {
                        take(b",");
                    }
                    string_pieces(key, &mut *take);
                    take(b":");
                    value.pieces(take);
                }
                take(b"}");
            }
        }
    }

    /// The value as JSON text, without spaces.
    pub fn to_json(&self) -> String {
        let mut out = Vec::new();
        self.write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}

impl From<&serde_json::Value> for Value {
    /// From a value that Stockade itself made; the strict parser is for what others send.
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(truth) => Self::Bool(*truth),
            serde_json::Value::Number(number) => Self::Number(number.to_string().into()),
            serde_json::Value::String(text) => Self::String(text.clone()),
            serde_json::Value::Array(elements) => Self::Array(elements.iter().map(Self::from).collect()),
            serde_json::Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), Self::from(value))).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_digits_stay() {
        let value = Value::Object(vec![
            ("z".into(), Value::Number("1.0".into())),
            (
                "a".into(),
                Value::Array(vec![Value::Null, Value::Bool(true), Value::String("a\"\\\n\u{1}é\u{7f}".into())]),
            ),
        ]);
        assert_eq!(value.to_json(), "{\"z\":1.0,\"a\":[null,true,\"a\\\"\\\\\\n\\u0001é\u{7f}\"]}");
    }
}
