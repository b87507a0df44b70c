//! What the trust in a version is compared with: the pinned publisher, else the version it is compared with, else the
//! newest earlier one of the same major version.
//!
//! A project that maintains two major versions publishes the old one by other means than the new one. So nothing is
//! compared across them unless somebody pinned it.

use crate::history::{Publisher, Release};
use crate::known::Known;
use crate::provenance::{Identity, Level};
use crate::subject::Subject;
use crate::version::Version;

/// Who published before.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// `1.0.15`, and why that one.
    pub(crate) version: String,
    /// Why that version: `pinned`, `the version before`.
    pub(crate) because: &'static str,
    /// The account.
    pub(crate) publisher: Known<Publisher>,
    /// The identity of its evidence; none where it had none.
    pub(crate) identity: Known<Option<Identity>>,
    /// How strong that is.
    pub(crate) level: Known<Level>,
}

impl Reference {
    fn of(release: &Release, because: &'static str) -> Self {
        Self {
            version: release.version.clone(),
            because,
            publisher: release.publisher.clone(),
            identity: release.provenance.as_ref().map(|found| found.identity().cloned()),
            level: release.level(),
        }
    }
}

/// The reference of a subject; none where nothing earlier is known.
pub(crate) fn reference(subject: &Subject) -> Option<Reference> {
    let history = subject.history.known()?;
    if let Some(pinned) = subject.pinned.as_ref().filter(|pinned| pinned.version != subject.version()) {
        let listed = history.release(&pinned.version).map(|release| Reference::of(release, "pinned"));
        let level = match (&pinned.identity, &listed) {
            (Known::Known(Some(identity)), _) => identity.level.into(),
            (_, Some(listed)) => listed.level.clone(),
            _ => Known::unknown("it was not noted when the version was accepted"),
        };
        // What was noted then counts more than what the registry says now.
        let noted = |listed: Option<Known<_>>, noted: &Known<_>| match noted {
            Known::Known(_) => noted.clone(),
            Known::Unknown(_) => listed.unwrap_or_else(|| noted.clone()),
        };
        return Some(Reference {
            version: pinned.version.clone(),
            because: "pinned",
            publisher: match &pinned.publisher {
                Known::Known(_) => pinned.publisher.clone(),
                Known::Unknown(_) => {
                    listed.as_ref().map_or_else(|| pinned.publisher.clone(), |it| it.publisher.clone())
                }
            },
            identity: noted(listed.as_ref().map(|listed| listed.identity.clone()), &pinned.identity),
            level,
        });
    }
    let current = Version::parse(history.package.ecosystem, subject.version())?;
    let parsed = |text: &str| Version::parse(history.package.ecosystem, text);
    if let (Some(release), Some(baseline)) = (subject.baseline_release(), subject.baseline.known())
        && parsed(&release.version).is_some_and(|version| version < current && version.is_same_major(&current))
    {
        return Some(Reference::of(release, baseline.because.as_str()));
    }
    let ordered = history.ordered();
    let earlier = ordered.iter().rev().find(|(version, release)| {
        *version < current && version.is_same_major(&current) && release.yanked.known().is_none_or(Option::is_none)
    });
    earlier.map(|(_, release)| Reference::of(release, "the version before"))
}
