//! The tree of a YAML document, every part with its place.

use stockade_model::Span;

use crate::message::Value;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub tree: Tree,
    /// Its bytes in the source; of a value that an alias brought in, those of the alias.
    pub span: Span,
}

/// The kinds of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, in the form of JSON.
    Number(String),
    /// A text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping with unique keys.
    Map(Vec<Entry>),
}

/// A member of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A node of this value.
    pub const fn new(tree: Tree, span: Span) -> Self {
        Self { tree, span }
    }

    /// The kind of value, for people.
    pub const fn kind(&self) -> &'static str {
        match self.tree {
            Tree::Null => "nothing",
            Tree::Bool(_) => "a boolean",
            Tree::Number(_) => "a number",
            Tree::Text(_) => "a text",
            Tree::List(_) => "a list",
            Tree::Map(_) => "a mapping",
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        if let Tree::Text(text) = &self.tree { Some(text) } else { None }
    }

    /// Whether nothing is written there.
    pub const fn is_null(&self) -> bool {
        matches!(self.tree, Tree::Null)
    }

    /// The member of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Tree::Map(entries) = &self.tree else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// How many values it holds, itself included.
    pub(super) fn size(&self) -> usize {
        let mut count = 0;
        let mut todo = vec![self];
        while let Some(node) = todo.pop() {
            count += 1;
            match &node.tree {
                Tree::List(items) => todo.extend(items),
                Tree::Map(entries) => todo.extend(entries.iter().map(|entry| &entry.node)),
                _ => {}
            }
        }
        count
    }

    /// The value as JSON; the depth of a document is bounded, so this may recurse.
    pub fn json(&self) -> Value {
        match &self.tree {
            Tree::Null => Value::Null,
            Tree::Bool(truth) => Value::Bool(*truth),
            Tree::Number(lexeme) => Value::Number(lexeme.as_str().into()),
            Tree::Text(text) => Value::String(text.clone()),
            Tree::List(items) => Value::Array(items.iter().map(Self::json).collect()),
            Tree::Map(entries) => {
                Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.node.json())).collect())
            }
        }
    }
}
