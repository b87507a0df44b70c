//! Files with spans: one value tree ([`Node`]) for JSON, JSONC, JSON5, TOML, YAML, XML and Java properties.
//!
//! Constraints:
//! - [`read`] refuses what is no ordinary small file before it is opened for long, and says both paths of a link;
//! - every node keeps the byte span it was written at, duplicate keys included;
//! - secrets are replaced in the tree and masked in the text ([`secrets`]) before anybody else sees either;
//! - nesting and the number of nodes are capped, so that no input exhausts stack or memory.

use stockade_model::{ProblemKind, Span};
use thiserror::Error;

pub mod node;
pub mod read;
pub mod secrets;

mod census;
mod front_matter;
mod json;
mod properties;
mod toml;
mod xml;
mod yaml;

pub use node::{Entry, Node, Value};

/// Deeper nesting than this is refused in every format.
pub const MAX_DEPTH: usize = 256;
/// More values than this are refused, aliases expanded.
pub const MAX_NODES: usize = 2_000_000;

/// The formats that clients and projects use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON with everything that JSONC and JSON5 add: comments, trailing commas, single quotes, bare keys.
    Json,
    /// TOML.
    Toml,
    /// YAML, first document.
    Yaml,
    /// Markdown with YAML front matter: the tree is the front matter's.
    FrontMatter,
    /// Java properties: one object of strings; a value that is JSON is read as such.
    Properties,
    /// XML with JSON inside its text or attributes: one object per element, `@name` for attributes, `#json` for embedded JSON.
    Xml,
}

impl Format {
    /// What starts a line comment, where the format has comments.
    pub const fn comment(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("//"),
            Self::Toml | Self::Yaml | Self::FrontMatter | Self::Properties => Some("#"),
            Self::Xml => None,
        }
    }
}

/// A text that is not what its format says.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ParseError {
    /// What is wrong, one line, without secrets: it never quotes the text.
    pub message: String,
    /// Where.
    pub span: Span,
    /// [`ProblemKind::Syntax`], [`ProblemKind::TooDeep`] or [`ProblemKind::TooLarge`].
    pub kind: ProblemKind,
}

impl ParseError {
    fn syntax(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span, kind: ProblemKind::Syntax }
    }

    fn too_deep(span: Span) -> Self {
        Self { message: format!("nested deeper than {MAX_DEPTH} levels"), span, kind: ProblemKind::TooDeep }
    }
}

/// Reads a text into the value tree. An empty text gives [`Value::Null`].
///
/// # Errors
/// [`ParseError`] with the place, for a text that is not of the format.
pub fn parse(format: Format, text: &str) -> Result<Node, ParseError> {
    match format {
        Format::Json => json::parse(text),
        Format::Toml => toml::parse(text),
        Format::Yaml => yaml::parse(text, 0),
        Format::FrontMatter => front_matter::parse(text),
        Format::Properties => properties::parse(text),
        Format::Xml => xml::parse(text),
    }
}

/// Every key that stands more than once in an object, with the places of both.
pub fn duplicate_keys(node: &Node) -> Vec<(String, Span, Span)> {
    let mut found = Vec::new();
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        match &node.value {
            Value::Array(items) => todo.extend(items),
            Value::Object(entries) => {
                let mut seen = std::collections::HashMap::with_capacity(entries.len());
                for entry in entries {
                    if let Some(first) = seen.insert(entry.key.as_str(), entry.key_span) {
                        found.push((entry.key.clone(), first, entry.key_span));
                    }
                    todo.push(&entry.node);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|(_, _, span)| span.start);
    found
}
