//! Ranges of versions as manifests write them: npm's, and PEP 440's.

use stockade_model::Ecosystem;

use super::Version;

/// Longer texts are refused: a range of this length is no honest one, and reading it costs time.
const LONGEST: usize = 1024;

/// A range that was read.
#[derive(Clone, Debug)]
pub enum Range {
    /// npm's: `^1.2.0 || >=3 <4`.
    Npm(nodejs_semver::Range),
    /// PEP 440's: `>=1.2, !=1.5, <2`.
    Python(pep440_rs::VersionSpecifiers),
}

impl Range {
    /// Reads a range; none where it is none: a tag, an address, a path.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        match ecosystem {
            Ecosystem::Npm | Ecosystem::Jsr => nodejs_semver::Range::parse(text).ok().map(Self::Npm),
            Ecosystem::Pypi => text.parse().ok().map(Self::Python),
            _ => None,
        }
    }

    /// Whether a version is inside, as the package client has it: pre-releases only where the range names one.
    pub fn holds(&self, version: &Version) -> bool {
        match (self, version) {
            (Self::Npm(range), Version::Semantic(version)) => range.satisfies(version),
            (Self::Python(range), Version::Python(version)) => {
                let named = range.iter().any(|part| part.version().any_prerelease());
                range.contains(version) && (named || !version.any_prerelease())
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_the_clients_install() {
        let holds = |ecosystem, range: &str, version: &str| {
            Range::parse(ecosystem, range).unwrap().holds(&Version::parse(ecosystem, version).unwrap())
        };
        assert!(holds(Ecosystem::Npm, "^1.0.15", "1.0.16") && !holds(Ecosystem::Npm, "~1.0.15", "1.1.0"));
        assert!(holds(Ecosystem::Npm, ">=1 <2 || 3.x", "3.4.5") && !holds(Ecosystem::Npm, "^1.0.0", "1.1.0-beta"));
        assert!(holds(Ecosystem::Npm, "", "9.9.9") && holds(Ecosystem::Npm, "^0.3.1", "0.3.9"));
        assert!(holds(Ecosystem::Pypi, ">=1.2, !=1.5, <2", "1.10") && !holds(Ecosystem::Pypi, ">=1.2,!=1.5,<2", "1.5"));
        assert!(holds(Ecosystem::Pypi, "~=1.4.2", "1.4.9") && !holds(Ecosystem::Pypi, "~=1.4.2", "1.5"));
        assert!(!holds(Ecosystem::Pypi, ">=1", "2rc1") && holds(Ecosystem::Pypi, ">=2rc1", "2rc2"));
        for bad in ["latest", "git+https://code.example/x", "file:../x", &">=1".repeat(400)] {
            assert!(Range::parse(Ecosystem::Npm, bad).is_none(), "{bad}");
            assert!(Range::parse(Ecosystem::Pypi, bad).is_none(), "{bad}");
        }
    }
}
