//! What settings ask of packages: `[[require]]` of `stockade.toml`, by package URL.
//!
//! Constraints:
//! - of several requirements each has to be met, whoever's they are: a project adds to what its user asks, and a user to
//!   what the organisation asks, and nobody takes anything away;
//! - an exception stands in the requirement that it is made of, has a reason, and may have an end;
//! - what is unknown does not meet what is asked; the finding says that it is unknown, and why;
//! - every finding names the rule that asked: file and line.
//!
//! Layout: [`read`] reads the tables, [`pattern`] compares package URLs, `judge` holds packages against them.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use jiff::civil::Date;
use stockade_model::{Layer, Package, Rule};

use crate::provenance::Level;
use pattern::Pattern;

mod judge;
pub mod pattern;
pub mod read;

pub use judge::{Clause, Unmet};

/// One `[[require]]`.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Which packages it is about.
    pub purl: Pattern,
    /// The weakest evidence that is enough.
    pub provenance: Option<Level>,
    /// Who has to publish.
    pub publisher: Option<Party>,
    /// How old a version has to be.
    pub minimum_age: Option<SignedDuration>,
    /// Whether nothing may run at installation.
    pub no_install_scripts: bool,
    /// What it does not ask of whom.
    pub exceptions: Vec<Exception>,
    /// Why it is asked.
    pub reason: Option<String>,
    /// The last day it is asked.
    pub expires: Option<Date>,
    /// The project it is about; none for everything.
    pub within: Option<PathBuf>,
    /// Where it is written, and whose it is.
    pub rule: Rule,
}

/// Who publishes: an account of a registry, or an owner or repository at a code host, which only evidence can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// `npm:acme`, `pypi:acme`.
    Account {
        /// The registry.
        registry: String,
        /// The account there.
        account: String,
    },
    /// `github:acme`, `github:acme/mail`, `gitlab:acme`.
    Source {
        /// The host: `github.com`.
        host: String,
        /// The owner, or the owner and the repository.
        path: String,
    },
}

impl std::fmt::Display for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account { registry, account } => write!(f, "{registry}:{account}"),
            Self::Source { host, path } => write!(f, "{}:{path}", host.split('.').next().unwrap_or(host)),
        }
    }
}

/// A package that a requirement is not asked of.
#[derive(Clone, Debug)]
pub struct Exception {
    /// Which, with a version or without.
    pub purl: Pattern,
    /// Why. Never empty.
    pub reason: String,
    /// The last day it holds.
    pub expires: Option<Date>,
}

impl Requirement {
    /// Whether it is over on this day.
    pub fn is_over(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// The exception that covers a package on this day.
    pub fn exception(&self, package: &Package, today: Date) -> Option<&Exception> {
        let holds = |exception: &&Exception| exception.expires.is_none_or(|last| last >= today);
        self.exceptions.iter().filter(holds).find(|exception| exception.purl.is(package))
    }

    /// Whether it is asked of what stands at a place.
    fn binds(&self, at: Option<&Path>) -> bool {
        match (&self.within, at) {
            (None, _) => true,
            (Some(within), Some(at)) => {
                let inside = at.strip_prefix(within);
                // A step up would lead out of it again.
                inside.is_ok_and(|rest| !rest.components().any(|part| part == std::path::Component::ParentDir))
            }
            (Some(_), None) => false,
        }
    }
}

/// Everything that all settings files ask.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// Each, in no particular order.
    pub all: Vec<Requirement>,
}

impl Requirements {
    /// The highest layer that asks something: settings below it cannot accept what falls short.
    pub fn authority(&self) -> Option<Layer> {
        self.all.iter().map(|requirement| requirement.rule.layer).max()
    }

    /// Those that are asked of a package at a place on this day.
    pub fn of<'a>(
        &'a self,
        package: &'a Package,
        at: Option<&'a Path>,
        today: Date,
    ) -> impl Iterator<Item = &'a Requirement> {
        self.all.iter().filter(move |requirement| {
            !requirement.is_over(today)
                && requirement.binds(at)
                && requirement.purl.is(package)
                && requirement.exception(package, today).is_none()
        })
    }

    /// What is over, and what has an exception that is: it should be taken out of the file.
    pub fn stale(&self, today: Date) -> impl Iterator<Item = &Requirement> {
        let over = move |exception: &Exception| exception.expires.is_some_and(|last| last < today);
        self.all.iter().filter(move |requirement| requirement.is_over(today) || requirement.exceptions.iter().any(over))
    }
}
