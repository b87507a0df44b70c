//! Versions in the order of their registry, and how far two of them are apart.
//!
//! Constraints:
//! - npm (and what is numbered like it) by Semantic Versioning 2.0, PyPI by PEP 440; other registries have no order;
//! - build metadata does not count for npm, local parts do for PyPI, as their clients have it;
//! - a version that cannot be read has no place in an order: callers leave it out or say so, they never guess.

use serde::Serialize;
use stockade_model::Ecosystem;

pub mod range;

pub use range::Range;

/// No registry has longer ones.
const LONGEST: usize = 256;

/// A version that was read. Compare only those of one registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// After Semantic Versioning.
    Semantic(nodejs_semver::Version),
    /// After PEP 440.
    Python(pep440_rs::Version),
}

/// How far it is from one version to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The same release number: pre-releases, builds, post-releases.
    Same,
    /// Backward.
    Down,
    /// The third number or one behind it.
    Patch,
    /// The second number.
    Minor,
    /// The first number, or the epoch.
    Major,
}

impl Step {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Down => "down",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Whether nobody expects new abilities of it.
    pub const fn is_small(self) -> bool {
        matches!(self, Self::Same | Self::Patch)
    }
}

impl Version {
    /// Reads a version as its registry does; none where it is none, or where the registry knows no order.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        match ecosystem {
            Ecosystem::Npm | Ecosystem::Jsr | Ecosystem::Cargo | Ecosystem::Golang => {
                let text = text.trim_start_matches(['=', 'v', 'V']);
                nodejs_semver::Version::parse(text).ok().map(Self::Semantic)
            }
            Ecosystem::Pypi => text.parse().ok().map(Self::Python),
            _ => None,
        }
    }

    /// Whether it is meant for testing only.
    pub fn is_prerelease(&self) -> bool {
        match self {
            Self::Semantic(version) => version.is_prerelease(),
            Self::Python(version) => version.any_prerelease(),
        }
    }

    /// Epoch and the three numbers that carry meaning; missing ones are zero.
    pub fn numbers(&self) -> [u64; 4] {
        match self {
            Self::Semantic(version) => [0, version.major(), version.minor(), version.patch()],
            Self::Python(version) => {
                let release = version.release();
                let at = |index: usize| release.get(index).copied().unwrap_or(0);
                [version.epoch(), at(0), at(1), at(2)]
            }
        }
    }

    /// Whether both have one major version (and epoch): the line within which trust is compared, since a project that
    /// maintains two of them publishes the old one by other means.
    pub fn is_same_major(&self, other: &Self) -> bool {
        let ([epoch, major, ..], [other_epoch, other_major, ..]) = (self.numbers(), other.numbers());
        (epoch, major) == (other_epoch, other_major)
    }

    /// How far it is from this one to a later one.
    pub fn step(&self, later: &Self) -> Step {
        if later < self {
            return Step::Down;
        }
        let ([epoch, major, minor, patch], [to_epoch, to_major, to_minor, to_patch]) =
            (self.numbers(), later.numbers());
        if (epoch, major) != (to_epoch, to_major) {
            Step::Major
        } else if minor != to_minor || (major, minor, patch != to_patch) == (0, 0, true) {
            // Below 0.1 each number is a release of its own (npm's `^0.0.3` takes no other).
            Step::Minor
        } else if patch != to_patch || (self < later && matches!(self, Self::Python(_))) {
            Step::Patch
        } else {
            Step::Same
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn npm(text: &str) -> Version {
        Version::parse(Ecosystem::Npm, text).unwrap()
    }

    fn pypi(text: &str) -> Version {
        Version::parse(Ecosystem::Pypi, text).unwrap()
    }

    #[test]
    fn each_registry_has_its_own_order() {
        assert!(npm("1.0.9") < npm("1.0.16") && npm("1.0.16-rc.1") < npm("1.0.16"));
        assert_eq!(npm("v1.0.0+build"), npm("1.0.0"));
        assert!(pypi("1.0rc1") < pypi("1.0") && pypi("1.0") < pypi("1.0.post1") && pypi("2024.12") < pypi("1!0.1"));
        assert_eq!(pypi("1.0"), pypi("1.0.0"));
        assert!(pypi("1.0") < pypi("1.0+local"));
        for bad in ["", "latest", "1.x", &"1".repeat(300)] {
            assert_eq!(Version::parse(Ecosystem::Npm, bad), None, "{bad}");
            assert_eq!(Version::parse(Ecosystem::Pypi, bad).filter(|_| !bad.starts_with('1')), None, "{bad}");
        }
        assert_eq!(Version::parse(Ecosystem::Oci, "1.0.0"), None);
    }

    #[test]
    fn steps_say_what_may_be_expected() {
        for (from, to, step) in [
            ("1.0.15", "1.0.16", Step::Patch),
            ("1.0.15", "1.1.0", Step::Minor),
            ("1.9.9", "2.0.0", Step::Major),
            ("1.0.0-rc.1", "1.0.0", Step::Same),
            ("1.1.0", "1.0.9", Step::Down),
        ] {
            assert_eq!(npm(from).step(&npm(to)), step, "{from} {to}");
        }
        assert_eq!(pypi("1.2").step(&pypi("1.2.post1")), Step::Patch);
        assert_eq!(pypi("1.2.3.4").step(&pypi("1.2.3.5")), Step::Patch);
        assert_eq!(pypi("9.0").step(&pypi("1!1.0")), Step::Major);
        assert!(npm("7.9.0").is_same_major(&npm("7.0.0-alpha")) && !npm("6.9.9").is_same_major(&npm("7.0.0")));
    }
}
