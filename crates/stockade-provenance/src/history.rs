//! Whether a release stands on weaker evidence than the one it replaces.
//!
//! Constraints:
//! - compared within a major version: projects keep old majors alive with old ways of publishing, and comparing across them
//!   is what made others' downgrade checks noisy;
//! - from a trusted publisher to provenance of the same repository is no fall: the build is still named by the same
//!   certificate authority;
//! - evidence that nobody could look at is neither fallen nor kept: it is said to be unknown.

use serde::{Deserialize, Serialize};

use crate::check::{Check, Unverifiable};
use crate::evidence::{Evidence, Level};
use crate::identity::Identity;

/// What a lock remembers of a release's evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Standing {
    /// The version it was of.
    pub version: String,
    /// How strong it was.
    pub level: Level,
    /// Who stood behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Whether the level is no better only because something could not be looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
}

/// A release that stands on less than the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Fall {
    /// The level is lower, and everything was looked at.
    Fell {
        /// Before.
        from: Level,
        /// Now.
        to: Level,
    },
    /// The level is lower, and part of the evidence could not be looked at.
    CannotTell {
        /// Before.
        from: Level,
        /// What is known now.
        to: Level,
    },
}

impl Evidence {
    /// What to remember of this evidence.
    pub fn standing(&self, version: &str) -> Standing {
        let missing = match &self.provenance {
            Check::Verified | Check::Invalid(_) | Check::Unverifiable(Unverifiable::Absent) => false,
            Check::Unverifiable(_) => true,
        };
        Standing {
            version: version.to_owned(),
            level: self.level,
            identity: self.identity.clone(),
            incomplete: missing && self.level > Level::A,
        }
    }
}

impl Standing {
    /// How this one fell from `previous`, where it did. None across major versions: ask with the newest of the same major.
    pub fn fell_from(&self, previous: &Self) -> Option<Fall> {
        // A version whose major cannot be read is compared with everything.
        let (this, before) = (major(&self.version), major(&previous.version));
        if this.is_some() && before.is_some() && this != before {
            return None;
        }
        if self.level <= previous.level {
            return None;
        }
        let same = |(this, before): (&Identity, &Identity)| this.same_repository(before);
        if (previous.level, self.level) == (Level::A, Level::B)
            && self.identity.as_ref().zip(previous.identity.as_ref()).is_some_and(same)
        {
            return None;
        }
        let (from, to) = (previous.level, self.level);
        Some(if self.incomplete { Fall::CannotTell { from, to } } else { Fall::Fell { from, to } })
    }
}

/// The major part of a SemVer or PEP 440 version, with PEP 440's epoch.
fn major(version: &str) -> Option<(u64, u64)> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let (epoch, rest) = match version.split_once('!') {
        Some((epoch, rest)) => (epoch.parse().ok()?, rest),
        None => (0, version),
    };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((epoch, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Workload;

    fn build(repository_id: &str) -> Option<Identity> {
        Some(Identity::Workload(Box::new(Workload {
            issuer: "https://ci.example".into(),
            repository: "https://github.com/a/b".into(),
            repository_id: Some(repository_id.into()),
            owner: None,
            owner_id: None,
            workflow: None,
            environment: None,
        })))
    }

    fn standing(version: &str, level: Level, identity: Option<Identity>) -> Standing {
        Standing { version: version.into(), level, identity, incomplete: false }
    }

    #[test]
    fn a_lower_level_is_a_fall() {
        let before = standing("1.2.0", Level::B, build("1"));
        let now = standing("1.2.1", Level::C, None);
        assert_eq!(now.fell_from(&before), Some(Fall::Fell { from: Level::B, to: Level::C }));
        assert_eq!(before.fell_from(&now), None, "a rise");
        assert_eq!(now.fell_from(&now), None);
    }

    #[test]
    fn trusted_publisher_to_provenance_of_the_same_repository_is_none() {
        let before = standing("1.2.0", Level::A, build("1"));
        assert_eq!(standing("1.2.1", Level::B, build("1")).fell_from(&before), None);
        let other = standing("1.2.1", Level::B, build("2"));
        assert_eq!(other.fell_from(&before), Some(Fall::Fell { from: Level::A, to: Level::B }));
        let to_word = standing("1.2.1", Level::C, Some(Identity::Registry { name: "ann".into() }));
        assert_eq!(to_word.fell_from(&before), Some(Fall::Fell { from: Level::A, to: Level::C }));
    }

    #[test]
    fn majors_are_apart() {
        let before = standing("7.0.0", Level::A, build("1"));
        assert_eq!(standing("6.3.2", Level::D, None).fell_from(&before), None);
        for version in ["7.0.1", "v7", "7-beta", "0!7.1", "x.y"] {
            assert!(standing(version, Level::D, None).fell_from(&before).is_some(), "{version}");
        }
        assert_eq!(standing("1!7.0", Level::D, None).fell_from(&before), None, "another epoch");
    }

    #[test]
    fn what_could_not_be_looked_at_is_not_called_fallen() {
        let before = standing("1.2.0", Level::A, build("1"));
        let now = Standing { incomplete: true, ..standing("1.2.1", Level::D, None) };
        assert_eq!(now.fell_from(&before), Some(Fall::CannotTell { from: Level::A, to: Level::D }));
    }
}
