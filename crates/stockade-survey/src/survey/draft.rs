//! One question on its way to an answer: first the registry's word, then a version, then what to compare it with.

use std::sync::Arc;

use stockade_assess::diff::baseline::{self, Choice};
use stockade_assess::version::Version;
use stockade_assess::{History, Known, Pinned};
use stockade_model::Package;

use crate::choose::Taken;
use crate::index::{self, Index, Indexed};
use crate::python::Python;
use crate::{Ask, SurveyError, choose};

/// So many packages that a name resembles are looked up.
const MOST_RESEMBLED: usize = 3;

/// What is known of a question once the registry has answered.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) ask: &'a Ask,
    /// The package at the version that the client would take; offline perhaps as it was asked for.
    pub(super) package: Package,
    /// None where nothing was fetched offline, or for an archive.
    pub(super) index: Option<Arc<Index>>,
    pub(super) history: Known<History>,
    /// Why the client may take another version.
    pub(super) doubt: Option<String>,
    pub(super) baseline: Option<Choice>,
    /// A version that is a month older, where that is another one. Of a server alone: what comes in is many.
    pub(super) anchor: Option<Choice>,
    /// The version whose publisher it is held against, where that is another one than the baseline.
    pub(super) reference: Option<String>,
}

/// How the registry's answer is looked at.
pub(super) struct Look<'a> {
    pub(super) now: jiff::Timestamp,
    pub(super) limits: &'a stockade_assess::Limits,
    /// Whether a version is known to be malicious.
    pub(super) is_bad: &'a dyn Fn(&Package, &str) -> bool,
    /// The Python that packages would be installed for.
    pub(super) python: &'a dyn Fn() -> Python,
}

impl<'a> Draft<'a> {
    /// Chooses the version and, where `compared` says so, what it is compared with.
    pub(super) fn new(
        ask: &'a Ask,
        package: &Package,
        indexed: Indexed,
        compared: bool,
        look: &Look<'_>,
        seen: &dyn Fn(&Index) -> History,
    ) -> Result<Self, SurveyError> {
        let index = match indexed {
            Ok(index) => index,
            Err(error) if error.is_offline() => {
                let history = index::unknown_history(&error);
                return Ok(Self {
                    ask,
                    package: package.clone(),
                    index: None,
                    history,
                    doubt: None,
                    baseline: None,
                    anchor: None,
                    reference: None,
                });
            }
            Err(error) => return Err(error),
        };
        let taken = choose::here(&index, package.version.as_deref(), look.python);
        let Taken { version, doubt } = taken.ok_or_else(|| SurveyError::NoSuchVersion {
            package: index::bare(package),
            wanted: package.version.clone().unwrap_or_default(),
            registry: index.registry().shown(),
        })?;
        let history = &seen(&index);
        let bare = index::bare(package);
        let is_bad = |version: &str| (look.is_bad)(&bare, version);
        // Nobody accepted what is locked: it is a version to compare others with.
        let locked = ask.locked.clone().filter(|locked| *locked != version);
        let locked = locked.map(|version| Pinned { version, publisher: Known::default(), identity: Known::default() });
        let pinned = ask.pinned.as_ref().or(locked.as_ref());
        let choose = || baseline::choose(history, &version, pinned, look.now, look.limits, &is_bad);
        let baseline = compared.then(choose).flatten();
        let anchor = baseline.as_ref().filter(|_| ask.through.is_empty());
        let anchor = anchor.and_then(|chosen| baseline::anchor(history, &version, chosen, look.limits, &is_bad));
        let reference = compared.then(|| reference(history, &version, baseline.as_ref())).flatten();
        let history = Known::Known(history.clone());
        Ok(Self { ask, package: bare.at(version), index: Some(index), history, doubt, baseline, anchor, reference })
    }

    pub(super) fn version(&self) -> &str {
        self.package.version.as_deref().unwrap_or_default()
    }

    /// The packages that its name resembles, where its first version is one that could be theirs.
    pub(super) fn mimicked(&self) -> impl Iterator<Item = &Package> {
        let first = self.history.known().and_then(History::first);
        let first = first.and_then(|first| Version::parse(self.package.ecosystem, &first.version));
        let asked = first.is_some_and(|first| !stockade_assess::checks::is_usual_beginning(&first));
        self.ask.resembles.iter().take(MOST_RESEMBLED).filter(move |_| asked).map(|other| &other.package)
    }

    /// The versions whose evidence matters: its own, that of the version it is compared with, that of the publisher's.
    pub(super) fn proved(&self) -> impl Iterator<Item = &str> {
        let baseline = self.baseline.as_ref().map(|choice| choice.version.as_str());
        [Some(self.version()), baseline, self.reference.as_deref()].into_iter().flatten()
    }
}

/// Publishers are compared within a major version: where the baseline is of another one, or there is none, the newest
/// earlier version of the same is what `stockade-assess` looks at.
fn reference(history: &History, version: &str, baseline: Option<&Choice>) -> Option<String> {
    let ecosystem = history.package.ecosystem;
    let current = Version::parse(ecosystem, version)?;
    let earlier = |other: &Version| *other < current && other.is_same_major(&current);
    if baseline.and_then(|choice| Version::parse(ecosystem, &choice.version)).is_some_and(|other| earlier(&other)) {
        return None;
    }
    let ordered = history.ordered();
    let before = ordered
        .iter()
        .rev()
        .find(|(other, release)| earlier(other) && release.yanked.known().is_none_or(Option::is_none));
    before.map(|(_, release)| release.version.clone())
}
