//! Where something stands: byte spans inside source files, and the lines and columns people read.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets into the text of one source file, as it was read (a byte order mark counts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span of the bytes `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Index of a [`SourceFile`] in its [`crate::Inventory`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A line and a column, both from 1; the column counts Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// Line and column of a byte offset; offsets past the end give the end.
pub fn position(text: &str, offset: usize) -> Position {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or("");
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or("").chars().filter(|c| *c != '\u{feff}').count() + 1;
    Position { line, column }
}

/// A file that was read, kept for snippets. Its text has the secrets masked byte for byte, so spans stay right.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path under which it was found.
    pub path: PathBuf,
    /// The path behind symlinks, where that differs.
    pub real_path: Option<PathBuf>,
    /// The masked text. Empty for files that have no text (an archive, a database).
    pub text: String,
}

impl SourceFile {
    /// Line and column of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: usize) -> Position {
        position(&self.text, offset)
    }

    /// The masked text of a span, where it is one.
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.text.get(span.start..span.end)
    }
}

/// A place that a finding or problem points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// In a file that was read.
    Source {
        /// Which file.
        source: SourceId,
        /// Where in it; none means the file as a whole.
        span: Option<Span>,
    },
    /// A path without readable text.
    Path(PathBuf),
    /// A running process.
    Process(u32),
}

impl Location {
    /// A span in a source.
    pub const fn span(source: SourceId, span: Span) -> Self {
        Self::Source { source, span: Some(span) }
    }

    /// A whole source file.
    pub const fn file(source: SourceId) -> Self {
        Self::Source { source, span: None }
    }

    /// The path as found, given the sources it refers to.
    pub fn path<'a>(&'a self, sources: &'a [SourceFile]) -> Option<&'a Path> {
        match self {
            Self::Source { source, .. } => sources.get(source.0 as usize).map(|file| file.path.as_path()),
            Self::Path(path) => Some(path),
            Self::Process(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let file = SourceFile { path: "a".into(), real_path: None, text: "é\nüx\n".into() };
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(5), Position { line: 2, column: 2 });
        assert_eq!(file.position(4), Position { line: 2, column: 1 });
        assert_eq!(file.position(999), Position { line: 3, column: 1 });
    }
}
