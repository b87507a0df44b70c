//! Whether a finding is at the place of a rule: a server's id, a package URL, a pattern over ids or paths, a path, a path
//! and a line.
//!
//! A path counts as it was found, relative to the project whose settings hold the rule, and below `~`.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobMatcher};
use stockade_model::{Finding, Inventory, Location};

use super::Rule;
use crate::Options;

/// A `place` that could never match.
#[derive(Debug, thiserror::Error)]
#[error("`{place}` is no server id, pattern or path")]
pub struct PlaceError {
    place: String,
    #[source]
    source: globset::Error,
}

/// Whether a `place` can be used.
///
/// # Errors
/// [`PlaceError`] for a pattern that is none.
pub fn check_place(place: &str) -> Result<(), PlaceError> {
    let (pattern, _) = split_line(place);
    Glob::new(pattern).map(drop).map_err(|source| PlaceError { place: place.to_owned(), source })
}

/// Whether a `place` is a package URL, or a pattern over them, that names this package.
pub fn is_package(place: &str, purl: &str) -> bool {
    let glob = Glob::new(place).ok().map(|glob| glob.compile_matcher());
    Wanted { text: place, glob, line: None }.is_package(purl)
}

/// A rule's place, ready to compare with.
pub(super) struct Matcher<'a> {
    within: Option<&'a Path>,
    home: &'a Path,
    /// None where the rule holds everywhere.
    wanted: Option<Wanted<'a>>,
}

struct Wanted<'a> {
    text: &'a str,
    /// None for a text that is no pattern: then only the text itself matches.
    glob: Option<GlobMatcher>,
    line: Option<usize>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(rule: &'a Rule, options: &'a Options) -> Self {
        let wanted = rule.place.as_deref().map(|place| {
            let (text, line) = split_line(place);
            let text = text.strip_prefix("./").unwrap_or(text);
            Wanted { text, glob: Glob::new(text).ok().map(|glob| glob.compile_matcher()), line }
        });
        Self { within: rule.within.as_deref(), home: &options.home, wanted }
    }

    pub(super) fn is_match(&self, finding: &Finding, inventory: &Inventory) -> bool {
        let path = path(&finding.primary, inventory);
        if let Some(within) = self.within
            && !path.is_some_and(|path| super::is_within(path, within))
        {
            return false;
        }
        let Some(wanted) = &self.wanted else { return true };
        if wanted.line.is_none() && finding.server.as_deref().is_some_and(|id| wanted.is(id)) {
            return true;
        }
        if finding.package.as_deref().is_some_and(|purl| wanted.is_package(purl)) {
            return true;
        }
        path.is_some_and(|path| self.is_path(wanted, path))
            && wanted.line.is_none_or(|line| line_of(&finding.primary, inventory) == Some(line))
    }

    fn is_path(&self, wanted: &Wanted<'_>, path: &Path) -> bool {
        let below = |base: &Path| path.strip_prefix(base).ok().map(Path::to_path_buf);
        let at_home = below(self.home).map(|rest| PathBuf::from("~").join(rest));
        let forms = [Some(path.to_path_buf()), self.within.and_then(below), at_home];
        forms.into_iter().flatten().any(|path| wanted.is(&path.to_string_lossy()))
    }

    /// Whether the scan saw the file that the place names. A file that exists and was not read belongs to a project
    /// that was not looked at.
    pub(super) fn could_see(&self, inventory: &Inventory) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        if wanted.text.contains(['*', '?', '[', '{']) {
            return true;
        }
        if inventory.sources.iter().any(|file| self.is_path(wanted, &file.path)) {
            return true;
        }
        let named = match wanted.text.strip_prefix("~/") {
            Some(rest) => self.home.join(rest),
            None => self.within.unwrap_or(self.home).join(wanted.text),
        };
        !named.exists()
    }
}

impl Wanted<'_> {
    fn is(&self, text: &str) -> bool {
        self.text == text || self.glob.as_ref().is_some_and(|glob| glob.is_match(text))
    }

    /// A place without a version holds for every version.
    fn is_package(&self, purl: &str) -> bool {
        let of_all = purl.rsplit_once('@').map_or(purl, |(name, _)| name);
        self.text.starts_with("pkg:") && (self.is(purl) || self.is(of_all))
    }
}

/// `path:12` is a path and a line.
fn split_line(place: &str) -> (&str, Option<usize>) {
    match place.rsplit_once(':') {
        Some((path, line)) if !path.is_empty() && !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) => {
            (path, line.parse().ok())
        }
        _ => (place, None),
    }
}

fn path<'a>(location: &'a Location, inventory: &'a Inventory) -> Option<&'a Path> {
    match location {
        Location::Process(pid) => inventory.processes.iter().find(|process| process.pid == *pid)?.executable.as_deref(),
        _ => location.path(&inventory.sources),
    }
}

pub(super) fn steps_up(path: &Path) -> bool {
    path.components().any(|part| part == std::path::Component::ParentDir)
}

fn line_of(location: &Location, inventory: &Inventory) -> Option<usize> {
    match location {
        Location::Source { source, span: Some(span) } => Some(inventory.source(*source)?.position(span.start).line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_digits_behind_the_last_colon() {
        assert_eq!(split_line(".mcp.json:12"), (".mcp.json", Some(12)));
        assert_eq!(split_line("C:\\a\\b.json"), ("C:\\a\\b.json", None));
        assert_eq!(split_line("cursor/user/a:b"), ("cursor/user/a:b", None));
        assert!(check_place("a[").is_err());
        assert!(check_place("**/*.json:3").is_ok());
    }
}
