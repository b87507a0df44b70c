//! Everything that was found out about one version of a package, and what the checks say to it.

use jiff::Timestamp;
use stockade_assess::closure::Closure;
use stockade_assess::diff::PackageDiff;
use stockade_assess::hold::Hold;
use stockade_assess::{Action, Known, Level, Publisher, Said, Subject};

use crate::{Step, What};

/// What a look came to.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What was judged: the package at the version that the client would take, with everything that is known of it.
    pub subject: Subject,
    /// What the checks say, advisories among it: alarms, and gaps where something is not known.
    pub said: Said,
    /// What was checked, in one order.
    pub steps: Vec<Step>,
    /// What changed since the version it is compared with; none where there is none.
    pub diff: Option<PackageDiff>,
    /// How long it waits.
    pub hold: Hold,
    /// Its archive.
    pub artifact: Known<Artifact>,
    /// Everything it brings in, as far as that is known; the gaps say how far that is.
    pub closure: Known<Closure>,
    /// The registry that was asked; none for an archive.
    pub registry: Option<String>,
    /// What contradicts itself in the registry's answer, in words.
    pub doubts: Vec<String>,
    /// Whether the checks of published packages mean anything here.
    pub(crate) is_published: bool,
    /// What is said besides the checks: gaps of looking, advisories.
    pub(crate) besides: Said,
}

/// The archive that would be installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its file's name.
    pub file: String,
    /// Its size, where it was fetched or the registry says it.
    pub size: Option<u64>,
    /// SHA-256 in hex, where it was computed or promised.
    pub sha256: Option<String>,
    /// SHA-512 in hex, where it was computed or promised.
    pub sha512: Option<String>,
}

impl Looked {
    /// What becomes of the package: the strictest of all alarms; none where there is none.
    pub fn action(&self) -> Option<Action> {
        self.said.action()
    }

    /// What came of one step.
    pub fn step(&self, what: What) -> Option<&Step> {
        self.steps.iter().find(|step| step.what == what)
    }

    /// Whether all that should have been looked at could be. Whoever decides by an answer that is not complete says so.
    pub fn is_complete(&self) -> bool {
        !self.steps.iter().any(|step| step.state.is_lacking())
    }

    /// Who uploaded it.
    pub fn publisher(&self) -> Known<Publisher> {
        self.release(|release| release.publisher.clone())
    }

    /// How strongly that is known.
    pub fn level(&self) -> Known<Level> {
        self.release(stockade_assess::Release::level)
    }

    /// When it was published.
    pub fn published(&self) -> Known<Timestamp> {
        self.release(|release| release.published.clone())
    }

    /// Until when it waits, where it does.
    pub const fn hold_until(&self) -> Option<Timestamp> {
        match self.hold {
            Hold::Waiting { until, .. } => Some(until),
            Hold::Released(_) | Hold::Unknown(_) => None,
        }
    }

    pub(crate) fn release<T>(&self, of: impl FnOnce(&stockade_assess::Release) -> Known<T>) -> Known<T> {
        match &self.subject.history {
            Known::Known(_) => match self.subject.release() {
                Some(release) => of(release),
                None => Known::unknown("the registry does not list this version"),
            },
            Known::Unknown(why) => Known::Unknown(why.clone()),
        }
    }
}
