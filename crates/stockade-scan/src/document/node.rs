//! The value tree that all formats are read into.

use stockade_model::Span;

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its key, unescaped.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub node: Node,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// The values that configuration formats share.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Null, or nothing.
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number (or a TOML date) as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// Members in file order; the same key can stand twice.
    Object(Vec<Entry>),
}

impl Node {
    /// A node.
    pub const fn new(value: Value, span: Span) -> Self {
        Self { value, span }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string, number or Boolean: what a client that is lax about types would take.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// A Boolean.
    pub const fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The members of an object; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Whether it is an object.
    pub const fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// A member by key; the last of several, as most parsers take it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rfind(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// A member by keys from outside in.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Every member by keys from outside in, also where a key stands twice: no entry may hide behind a second one.
    pub fn all_at(&self, keys: &[&str]) -> Vec<&Node> {
        keys.iter().fold(vec![self], |nodes, key| {
            nodes
                .into_iter()
                .flat_map(|node| node.entries().iter().filter(|entry| entry.key == **key).map(|entry| &entry.node))
                .collect()
        })
    }

    /// Gives the whole tree one span: for text that was embedded in another format's string.
    pub fn set_spans(&mut self, span: Span) {
        self.span = span;
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.set_spans(span)),
            Value::Object(entries) => {
                for entry in entries {
                    entry.key_span = span;
                    entry.node.set_spans(span);
                }
            }
            _ => {}
        }
    }
}
