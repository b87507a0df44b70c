//! Where something stands.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::{Location, SourceId, Span};

use crate::place::Places;

/// A place in a file, a file, or a process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The path as found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The path behind symlinks, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub real_path: Option<String>,
    /// The process, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<u32>,
    /// The part of the file; absent where the whole file is meant or it has no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// A half-open part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Range {
    /// The first character.
    pub start: Point,
    /// The character behind the last.
    pub end: Point,
}

/// A point in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Point {
    /// From 1.
    pub line: usize,
    /// In Unicode scalar values, from 1.
    pub column: usize,
    /// In bytes, from 0.
    pub byte: usize,
}

impl Place {
    /// Of any location.
    pub fn of(location: &Location, places: &Places<'_>) -> Self {
        match location {
            Location::Source { source, span } => {
                Self { range: span.and_then(|span| Range::of(*source, span, places)), ..Self::file(*source, places) }
            }
            Location::Path(path) => Self { path: Some(path.display().to_string()), ..Self::default() },
            Location::Process(pid) => Self { process: Some(*pid), ..Self::default() },
        }
    }

    /// Of a span.
    pub fn span(source: SourceId, span: Span, places: &Places<'_>) -> Self {
        Self::of(&Location::span(source, span), places)
    }

    /// Of a whole file.
    pub fn file(source: SourceId, places: &Places<'_>) -> Self {
        let file = places.source(source);
        Self {
            path: file.map(|file| file.path.display().to_string()),
            real_path: file.and_then(|file| file.real_path.as_ref()).map(|path| path.display().to_string()),
            ..Self::default()
        }
    }
}

impl Range {
    /// Of a span in a file with text.
    pub fn of(source: SourceId, span: Span, places: &Places<'_>) -> Option<Self> {
        let point = |byte| places.position(source, byte).map(|at| Point { line: at.line, column: at.column, byte });
        Some(Self { start: point(span.start)?, end: point(span.end)? })
    }
}
