//! Takes mappings apart: known keys, right kinds, and an error with the nearest key for the rest.

use stockade_model::{Span, Spanned};

use super::{Node, Tree};
use crate::problem::{Problem, nearest};

/// A mapping of which every key is known.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    node: &'n Node,
}

impl<'n> Fields<'n> {
    /// Opens a mapping; `what` names it in messages. Nothing where it is no mapping.
    pub(crate) fn open(node: &'n Node, what: &str, keys: &[&str], problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::Map(entries) = &node.tree else {
            problems.push(Problem::error("type", node.span, format!("{what} is {}, not a mapping", node.kind())));
            return None;
        };
        for entry in entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            let mut problem =
                Problem::error("unknown-key", entry.key_span, format!("{what} has no key `{}`", entry.key));
            if let Some(near) = nearest(&entry.key, keys.iter().copied()) {
                problem = problem.hint(format!("did you mean `{near}`?"));
            } else {
                problem = problem.hint(format!("known keys: {}", keys.join(", ")));
            }
            problems.push(problem);
        }
        Some(Self { node })
    }

    /// The whole mapping's place.
    pub(crate) const fn span(&self) -> Span {
        self.node.span
    }

    /// A member that is there and not empty.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key).filter(|node| !node.is_null())
    }

    /// A member even if nothing stands behind its key.
    pub(crate) fn raw(&self, key: &str) -> Option<&'n Node> {
        self.node.get(key)
    }

    /// A text.
    pub(crate) fn text(&self, key: &str, problems: &mut Vec<Problem>) -> Option<Spanned<String>> {
        let node = self.get(key)?;
        match &node.tree {
            Tree::Text(text) => Some(Spanned::new(text.clone(), node.span)),
            _ => {
                problems.push(wrong(node, key, "a text"));
                None
            }
        }
    }

    /// A list's items; a missing or empty member is an empty list.
    pub(crate) fn list(&self, key: &str, problems: &mut Vec<Problem>) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { tree: Tree::List(items), .. }) => items,
            Some(node) => {
                problems.push(wrong(node, key, "a list"));
                &[]
            }
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &str, problems: &mut Vec<Problem>) -> Vec<Spanned<String>> {
        let items = self.list(key, problems);
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.tree {
                Tree::Text(text) => texts.push(Spanned::new(text.clone(), item.span)),
                _ => problems.push(wrong(item, &format!("an entry of `{key}`"), "a text")),
            }
        }
        texts
    }

    /// A text out of a list of words.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], problems: &mut Vec<Problem>) -> Option<T> {
        let text = self.text(key, problems)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let problem = Problem::error("word", text.span, format!("`{key}` cannot be `{}`", text.value));
        problems.push(match nearest(&text.value, known.iter().copied()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("one of: {}", known.join(", "))),
        });
        None
    }
}

/// A value of the wrong kind.
pub(crate) fn wrong(node: &Node, what: &str, wanted: &str) -> Problem {
    let what = if what.contains(' ') { what.to_owned() } else { format!("`{what}`") };
    Problem::error("type", node.span, format!("{what} is {}, not {wanted}", node.kind()))
}
