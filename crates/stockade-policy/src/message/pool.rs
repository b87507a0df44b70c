//! Small memory of messages that are over, for those that come: a message is some dozens of texts and lists, and to take and
//! give back each of them costs more than to read it.
//!
//! Constraints:
//! - it holds no contents: what is kept is emptied first;
//! - it is bounded, in number and in size: what is large goes back at once.

use super::value::{Object, Value};

/// How many pieces of each kind are kept.
const MOST: usize = 128;
/// The longest text, in bytes, and the longest list, in members.
const LONGEST: (usize, usize) = (256, 32);
/// Room of a new text, so that it serves most of those after it.
const ROOM: usize = 32;

/// Small memory that is used again.
#[derive(Debug, Default)]
pub struct Pool {
    texts: Vec<String>,
    objects: Vec<Object>,
    lists: Vec<Vec<Value>>,
}

impl Pool {
    /// A text like this.
    pub(super) fn text(&mut self, text: &str) -> String {
        if text.len() > LONGEST.0 {
            return text.to_owned();
        }
        let mut own = self.texts.pop().unwrap_or_else(|| String::with_capacity(text.len().max(ROOM)));
        own.push_str(text);
        own
    }

    pub(super) fn object(&mut self) -> Object {
        self.objects.pop().unwrap_or_default()
    }

    pub(super) fn list(&mut self) -> Vec<Value> {
        self.lists.pop().unwrap_or_default()
    }

    /// Takes a message back that is over.
    pub fn take_back(&mut self, value: Value) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::String(text) => self.keep(text),
            Value::Array(mut elements) => {
                elements.drain(..).for_each(|element| self.take_back(element));
                if self.lists.len() < MOST && elements.capacity() <= LONGEST.1 {
                    self.lists.push(elements);
                }
            }
            Value::Object(mut members) => {
                for (key, member) in members.drain(..) {
                    self.keep(key);
                    self.take_back(member);
                }
                if self.objects.len() < MOST && members.capacity() <= LONGEST.1 {
                    self.objects.push(members);
                }
            }
        }
    }

    fn keep(&mut self, mut text: String) {
        if self.texts.len() < MOST && text.capacity() <= LONGEST.0 {
            text.clear();
            self.texts.push(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{parse, parse_with};

    #[test]
    fn a_message_is_read_alike_from_old_memory_and_nothing_of_the_old_one_is_in_it() {
        let mut pool = Pool::default();
        let long = "x".repeat(1000);
        let wide = format!("[{}]", vec!["{\"k\":[\"v\",{}]}"; 500].join(","));
        let texts = [
            r#"{"jsonrpc":"2.0","id":1,"params":{"a":["b",null,true,1.50],"c":{}}}"#.to_owned(),
            r#"{"a\u0041":"\n","":"","é":"ü"}"#.to_owned(),
            format!(r#"{{"{long}":"{long}","n":"{long}\n"}}"#),
            wide,
            "[]".to_owned(),
            "{}".to_owned(),
        ];
        for _ in 0..3 {
            for text in &texts {
                let value = parse_with(text.as_bytes(), usize::MAX, &mut pool).unwrap();
                assert_eq!(value, parse(text.as_bytes(), usize::MAX).unwrap());
                pool.take_back(value);
                assert!(pool.texts.len() <= MOST && pool.objects.len() <= MOST && pool.lists.len() <= MOST);
                assert!(pool.texts.iter().all(|text| text.is_empty() && text.capacity() <= LONGEST.0));
                assert!(pool.objects.iter().all(Vec::is_empty) && pool.lists.iter().all(Vec::is_empty));
            }
            assert!(parse_with(b"{\"a\":[\"b\",", usize::MAX, &mut pool).is_err());
        }
    }
}
