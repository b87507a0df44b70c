//! The lossless tree, as the canonical form reads it.

use std::borrow::Cow;

use stockade_model::canonical::{Json, Node};

use super::Value;

impl Json for Value {
    fn node(&self) -> Node<'_, Self> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(truth) => Node::Bool(*truth),
            Self::Number(lexeme) => Node::Number(Cow::Borrowed(lexeme)),
            Self::String(text) => Node::String(text),
            Self::Array(elements) => Node::Array(elements),
            Self::Object(members) => Node::Object(members.iter().map(|(key, value)| (key.as_str(), value)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use stockade_model::canonical::canonical;

    use super::*;

    #[test]
    fn keys_are_sorted_and_digits_stay() {
        let number = |digits: &str| Value::Number(digits.into());
        let value = Value::Object(vec![
            ("b".into(), number("9007199254740993.0")),
            ("a".into(), Value::Array(vec![Value::Null, Value::Bool(false), Value::String("\n".into())])),
        ]);
        assert_eq!(canonical(&value), r#"{"a":[null,false,"\n"],"b":9007199254740993.0}"#);
    }
}
