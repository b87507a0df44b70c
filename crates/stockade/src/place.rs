//! Lines and columns for many places at once, and paths as people read them.
//!
//! [`stockade_model::SourceFile::position`] reads the file from its start each time; a report asks for thousands of
//! places, so here every file is indexed once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use stockade_model::{Location, Position, SourceFile, SourceId, Span};

#[derive(Debug)]
struct Index {
    /// Byte offset at which each line starts.
    starts: Vec<usize>,
    ascii: bool,
}

/// The files of a scan, each indexed when first asked for.
#[derive(Debug)]
pub struct Places<'a> {
    sources: &'a [SourceFile],
    indexes: Vec<OnceCell<Index>>,
}

impl<'a> Places<'a> {
    /// Over these files.
    pub fn new(sources: &'a [SourceFile]) -> Self {
        Self { sources, indexes: sources.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The file behind an id.
    pub fn source(&self, id: SourceId) -> Option<&'a SourceFile> {
        self.sources.get(id.0 as usize)
    }

    /// Line and column of a byte offset; none for a file without text.
    pub fn position(&self, id: SourceId, offset: usize) -> Option<Position> {
        let file = self.source(id).filter(|file| !file.text.is_empty())?;
        let index = self.indexes.get(id.0 as usize)?.get_or_init(|| Index {
            starts: std::iter::once(0).chain(file.text.match_indices('\n').map(|(at, _)| at + 1)).collect(),
            ascii: file.text.is_ascii(),
        });
        let mut offset = offset.min(file.text.len());
        while !file.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = index.starts.partition_point(|start| *start <= offset);
        let start = index.starts.get(line.checked_sub(1)?).copied()?;
        let column = if index.ascii {
            offset - start
        } else {
            file.text.get(start..offset)?.chars().filter(|c| *c != '\u{feff}').count()
        };
        Some(Position { line, column: column + 1 })
    }

    /// The path of a place as found.
    pub fn path(&self, location: &'a Location) -> Option<&'a Path> {
        location.path(self.sources)
    }

    /// The path behind symlinks, where that differs.
    pub fn real_path(&self, location: &Location) -> Option<&'a Path> {
        match location {
            Location::Source { source, .. } => self.source(*source)?.real_path.as_deref(),
            _ => None,
        }
    }

    /// The file and span of a place, where it has both.
    pub fn span(&self, location: &Location) -> Option<(&'a SourceFile, Span, Position)> {
        match location {
            Location::Source { source, span: Some(span) } => {
                Some((self.source(*source)?, *span, self.position(*source, span.start)?))
            }
            _ => None,
        }
    }
}

/// How paths are shortened for people.
#[derive(Clone, Debug, Default)]
pub struct Shortener {
    /// Written as `~`.
    pub home: PathBuf,
    /// Left out in front.
    pub cwd: Option<PathBuf>,
}

impl Shortener {
    /// The path relative to the working directory where it is inside, below `~` where it is in the home, else as it is.
    /// Hidden characters are made visible.
    pub fn path(&self, path: &Path) -> String {
        let inside = |base: &Path| path.strip_prefix(base).ok().filter(|rest| !rest.as_os_str().is_empty());
        let at_home = self.cwd.as_deref() == Some(self.home.as_path());
        let short: Cow<'_, str> = match (self.cwd.as_deref().filter(|_| !at_home).and_then(inside), inside(&self.home))
        {
            (Some(rest), _) => rest.to_string_lossy(),
            (None, Some(rest)) if !self.home.as_os_str().is_empty() => format!("~/{}", rest.to_string_lossy()).into(),
            _ => path.to_string_lossy(),
        };
        crate::visible::line(&short).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_model() {
        let text = "é\n{\"ä\": 1}\n\nlast";
        let sources = [SourceFile { path: "a".into(), real_path: None, text: text.into() }];
        let places = Places::new(&sources);
        for offset in 0..text.len() + 3 {
            assert_eq!(places.position(SourceId(0), offset), Some(sources[0].position(offset)), "at {offset}");
        }
        assert_eq!(places.position(SourceId(1), 0), None);
    }

    #[test]
    fn shortens_to_what_people_type() {
        let short = Shortener { home: "/home/u".into(), cwd: Some("/home/u/p".into()) };
        assert_eq!(short.path(Path::new("/home/u/p/.mcp.json")), ".mcp.json");
        assert_eq!(short.path(Path::new("/home/u/.cursor/mcp.json")), "~/.cursor/mcp.json");
        assert_eq!(short.path(Path::new("/etc/a\u{202e}b")), "/etc/a\\u{202e}b");
    }
}
