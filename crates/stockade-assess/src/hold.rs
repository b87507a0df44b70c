//! How long a new version waits, and what releases it.
//!
//! A timer alone lets a patient attacker through: postmark-mcp was up for eight days. So the time is for analysis and
//! comparison, which hold it further if they find something; and an update that mends an advisory, is built by the same
//! trusted publisher and compares clean does not wait at all, or people would stay on the version that is known to be bad.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diff::{self, PackageDiff};
use crate::known::Known;
use crate::provenance::Level;
use crate::subject::{Setting, Subject};

/// What let a version go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleasedBy {
    /// It is old enough.
    Timer,
    /// Somebody accepted it.
    Human,
    /// It mends an advisory, comes from the trusted publisher, and compares clean.
    Attestation,
}

impl ReleasedBy {
    /// The word used in every output and in the lock file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timer => "timer",
            Self::Human => "human",
            Self::Attestation => "attestation",
        }
    }
}

/// Where a version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It waits until then.
    Waiting {
        /// When it is old enough.
        until: Timestamp,
        /// Why it was not let go earlier, where it might have been.
        because: Option<String>,
    },
    /// It was let go.
    Released(ReleasedBy),
    /// Nobody knows when it appeared.
    Unknown(String),
}

/// Says where a version stands.
pub fn of(subject: &Subject, setting: &Setting) -> Hold {
    let diff = diff::of(subject);
    with(subject, setting, diff.as_ref())
}

/// The same where the difference is known already.
pub(crate) fn with(subject: &Subject, setting: &Setting, diff: Option<&PackageDiff>) -> Hold {
    if subject.is_pinned() {
        return Hold::Released(ReleasedBy::Human);
    }
    let history = match &subject.history {
        Known::Known(history) => history,
        Known::Unknown(why) => return Hold::Unknown(why.clone()),
    };
    let Some(release) = history.release(subject.version()) else {
        return Hold::Unknown("the registry does not list this version".to_owned());
    };
    let Some(at) = release.appeared() else {
        let why = release.published.reason().unwrap_or("the registry does not say when it was published");
        return Hold::Unknown(why.to_owned());
    };
    // A time that has not come yet is a lie or a clock that is wrong: the time until then does not count as waiting.
    let Ok(until) = at.checked_add(setting.limits.hold) else {
        return Hold::Unknown(format!("{at} is no time that can be counted from"));
    };
    if until <= setting.now {
        return Hold::Released(ReleasedBy::Timer);
    }
    match early(subject, diff) {
        Ok(()) => Hold::Released(ReleasedBy::Attestation),
        Err(because) => Hold::Waiting { until, because },
    }
}

/// Whether it may go early; else why not, where it mends something.
fn early(subject: &Subject, diff: Option<&PackageDiff>) -> Result<(), Option<String>> {
    let Some(mended) = subject.mends.first() else { return Err(None) };
    let but = |why: &str| Err(Some(format!("it mends {mended}, but {why}")));
    let Some(diff) = diff else { return but("there is no version to compare it with") };
    let identity = |side: &diff::Side| side.provenance.known().and_then(|found| found.identity().cloned());
    match (identity(&diff.old), identity(&diff.new)) {
        (_, Some(new)) if new.level != Level::A => but("it does not come from a trusted publisher"),
        (Some(old), Some(new)) if old.is_same_repository(&new) => {
            if diff.is_clean() && diff::since(subject).is_none_or(|since| since.changes.is_empty()) {
                Ok(())
            } else {
                but("what changed is not clean, or not all of it is known")
            }
        }
        (Some(_), Some(_)) => but("it was built from another repository"),
        (None, _) => but("the version before it has no evidence to compare with"),
        (_, None) => but("it does not come from a trusted publisher"),
    }
}
