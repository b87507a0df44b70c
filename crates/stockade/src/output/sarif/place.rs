//! Locations: files relative to a base, regions with lines, columns and bytes.

use std::path::{Path, PathBuf};

use stockade_model::{Location as Place, SourceId, Span};

use super::Page;
use super::log::{ArtifactLocation, Location, Logical, Physical, Region, Text};
use crate::output::uri;
use crate::view::Facts;

/// The longest text of a region that is repeated in the report, in bytes.
const SNIPPET: usize = 400;

/// The directories that URIs are relative to.
pub(super) struct Bases {
    root: Option<PathBuf>,
    home: PathBuf,
}

impl Bases {
    /// The project is the working directory where what is scanned is in it (a repository's top in CI), else the first
    /// directory that was named.
    pub(super) fn of(facts: &Facts) -> Self {
        let cwd = facts.cwd.as_ref().filter(|cwd| facts.projects.iter().any(|project| project.starts_with(cwd)));
        Self { root: cwd.or_else(|| facts.projects.first()).cloned(), home: facts.home.clone() }
    }

    pub(super) fn all(&self) -> Vec<(&'static str, ArtifactLocation)> {
        let base = |path: &Path, what: &str| ArtifactLocation {
            uri: uri::directory(path),
            uri_base_id: None,
            description: Some(Text { text: what.to_owned(), markdown: None }),
        };
        let mut all = vec![("HOME", base(&self.home, "the home directory that was scanned"))];
        all.extend(self.root.as_ref().map(|root| ("%SRCROOT%", base(root, "the project that was scanned"))));
        all
    }

    pub(super) fn file(&self, path: &Path) -> ArtifactLocation {
        let below = |base: &Path| path.strip_prefix(base).ok().filter(|rest| !rest.as_os_str().is_empty());
        let (uri, uri_base_id) = match (self.root.as_deref().and_then(below), below(&self.home)) {
            (Some(rest), _) => (uri::relative(rest), Some("%SRCROOT%")),
            (None, Some(rest)) => (uri::relative(rest), Some("HOME")),
            (None, None) => (uri::file(path), None),
        };
        ArtifactLocation { uri, uri_base_id, description: None }
    }
}

impl Page<'_> {
    /// A place, with the server it is about.
    pub(super) fn location(&self, place: &Place, server: Option<&str>) -> Location {
        let mut location = Location::default();
        if let Some(id) = server {
            let name = crate::visible::line(id).into_owned();
            location.logical_locations.push(Logical { fully_qualified_name: name, kind: "object" });
        }
        match place {
            Place::Process(pid) => {
                let name = format!("process {pid}");
                location.logical_locations.push(Logical { fully_qualified_name: name, kind: "process" });
            }
            Place::Source { source, span } => {
                let region = span.and_then(|span| self.region(*source, span));
                location.physical_location = self.places.source(*source).map(|file| {
                    let mut at = self.bases.file(&file.path);
                    at.description = file.real_path.as_ref().map(|real| Text {
                        text: format!("a link to {}", crate::visible::line(&real.to_string_lossy())),
                        markdown: None,
                    });
                    Physical { artifact_location: at, region }
                });
            }
            Place::Path(path) => {
                location.physical_location = Some(Physical { artifact_location: self.bases.file(path), region: None });
            }
        }
        location
    }

    fn region(&self, source: SourceId, span: Span) -> Option<Region> {
        let (start, end) = (self.places.position(source, span.start)?, self.places.position(source, span.end)?);
        let snippet = self.places.source(source)?.slice(span).filter(|text| text.len() <= SNIPPET);
        Some(Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_offset: span.start,
            byte_length: span.end.saturating_sub(span.start),
            snippet: snippet.map(|text| Text { text: text.to_owned(), markdown: None }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_base_names_a_file() {
        let bases = Bases { root: Some("/home/u/p".into()), home: "/home/u".into() };
        let at = |path: &str| {
            let at = bases.file(Path::new(path));
            (at.uri_base_id.unwrap_or("-"), at.uri)
        };
        assert_eq!(at("/home/u/p/.mcp.json"), ("%SRCROOT%", ".mcp.json".to_owned()));
        assert_eq!(at("/home/u/.cursor/mcp.json"), ("HOME", ".cursor/mcp.json".to_owned()));
        assert_eq!(at("/etc/x"), ("-", "file:///etc/x".to_owned()));
    }
}
