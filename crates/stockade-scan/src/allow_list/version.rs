//! Versions: one exactly, or a range such as `>=1.2, <2`.
//!
//! Constraints:
//! - an approval covers no pre-release and no local build by a range: these are named exactly or not approved;
//! - a denial covers them, since it would be evaded otherwise;
//! - a version that cannot be read is in no approved range and in every denied one.

use std::cmp::Ordering;

use stockade_model::Ecosystem;

/// What is compared of a version. PEP 440 and semantic versioning agree on this much.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    epoch: u64,
    /// Without zeros at the end.
    release: Vec<u64>,
    /// Alpha, beta, release candidate, development.
    early: bool,
    post: u64,
    /// Build or local part, or anything else that makes it another build of the same version.
    local: bool,
}

impl Version {
    fn parse(text: &str, ecosystem: Ecosystem) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix('v').unwrap_or(&text);
        if ecosystem != Ecosystem::Pypi {
            let version = semver::Version::parse(text).ok()?;
            let release = trimmed(vec![version.major, version.minor, version.patch]);
            let (early, local) = (!version.pre.is_empty(), !version.build.is_empty());
            return Some(Self { epoch: 0, release, early, post: 0, local });
        }
        let (text, local) = text.split_once('+').map_or((text, false), |(text, _)| (text, true));
        let (epoch, text) = match text.split_once('!') {
            Some((epoch, text)) => (epoch.parse().ok()?, text),
            None => (0, text),
        };
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (release, suffix) = text.split_at_checked(end)?;
        let release = numbers(release.trim_end_matches('.'))?;
        let suffix = suffix.trim_start_matches(['-', '_', '.']);
        let (mut early, mut post) = (false, 0);
        if let Some(number) = suffix.strip_prefix("post") {
            post = number.trim_start_matches(['-', '_', '.']).parse::<u64>().ok()?.checked_add(1)?;
        } else if !suffix.is_empty() {
            early = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "dev"]
                .contains(&suffix.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or(""));
            if !early {
                return None;
            }
        }
        Some(Self { epoch, release, early, post, local })
    }

    fn order(&self, other: &Self) -> Ordering {
        (self.epoch, &self.release, !self.early, self.post).cmp(&(
            other.epoch,
            &other.release,
            !other.early,
            other.post,
        ))
    }
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>().map(trimmed)
}

fn trimmed(mut release: Vec<u64>) -> Vec<u64> {
    while release.len() > 1 && release.last() == Some(&0) {
        release.pop();
    }
    release
}

/// Whether two texts name one version: the same text, but for a `v` in front; for PyPI also `1.0` and `1.0.0`.
pub(super) fn is_same(a: &str, b: &str, ecosystem: Ecosystem) -> bool {
    let plain = |text: &str| text.trim().trim_start_matches(['v', '=']).to_owned();
    if plain(a) == plain(b) {
        return true;
    }
    let parse = |text: &str| Version::parse(text, ecosystem).filter(|version| !version.early && !version.local);
    ecosystem == Ecosystem::Pypi && matches!((parse(a), parse(b)), (Some(a), Some(b)) if a == b)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

/// The two ways to ask whether a version is in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Approve,
    Deny,
}

/// Comparisons that all have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    ecosystem: Ecosystem,
    bounds: Vec<(Comparator, Version)>,
    pub(super) text: String,
}

impl Range {
    /// Reads `>=1.2, <2`; the error says what to write.
    pub(super) fn parse(text: &str, ecosystem: Ecosystem) -> Result<Self, String> {
        use Ecosystem::{Cargo, Golang, Jsr, Npm, Nuget, Pypi};
        if !matches!(ecosystem, Npm | Pypi | Cargo | Nuget | Jsr | Golang) {
            let kind = ecosystem.purl_type();
            return Err(format!("versions of `{kind}` have no order of their own: name one version in the `purl`"));
        }
        let mut bounds = Vec::new();
        for part in text.split(',').map(str::trim) {
            let starts: [(&str, Comparator); 6] = [
                ("<=", Comparator::LessOrEqual),
                (">=", Comparator::GreaterOrEqual),
                ("==", Comparator::Equal),
                ("<", Comparator::Less),
                (">", Comparator::Greater),
                ("=", Comparator::Equal),
            ];
            let found =
                starts.into_iter().find_map(|(start, comparator)| Some((part.strip_prefix(start)?, comparator)));
            let read = found.and_then(|(rest, comparator)| Some((comparator, numbers(rest.trim())?)));
            let Some((comparator, release)) = read else {
                return Err(format!("`{part}` is no comparison: write `>=1.2, <2`"));
            };
            bounds.push((comparator, Version { epoch: 0, release, early: false, post: 0, local: false }));
        }
        Ok(Self { ecosystem, bounds, text: text.to_owned() })
    }

    /// Whether a version is inside.
    pub(super) fn holds(&self, version: &str, purpose: Purpose) -> bool {
        let Some(version) = Version::parse(version, self.ecosystem) else { return purpose == Purpose::Deny };
        if purpose == Purpose::Approve && (version.early || version.local) {
            return false;
        }
        self.bounds.iter().all(|(comparator, bound)| {
            let order = version.order(bound);
            match comparator {
                Comparator::Less => order.is_lt(),
                Comparator::LessOrEqual => order.is_le(),
                Comparator::Equal => order.is_eq(),
                Comparator::GreaterOrEqual => order.is_ge(),
                Comparator::Greater => order.is_gt(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_numbers_and_not_texts() {
        let holds = |range: &str, version: &str, ecosystem| {
            Range::parse(range, ecosystem).unwrap().holds(version, Purpose::Approve)
        };
        assert!(holds(">=1.2, <2", "1.10.0", Ecosystem::Npm));
        assert!(!holds(">=1.2, <2", "1.1.9", Ecosystem::Npm));
        assert!(!holds("<2", "2.0.0", Ecosystem::Npm));
        assert!(holds("=1.2", "1.2.0", Ecosystem::Npm));
        assert!(holds(">=2025.4", "2025.10.1", Ecosystem::Pypi));
        assert!(holds(">1.0", "1.0.post1", Ecosystem::Pypi));
        assert!(!holds("<2", "1!1.0", Ecosystem::Pypi));
        assert!(holds(">=0.3", "v0.4.1", Ecosystem::Golang));
    }

    #[test]
    fn what_is_early_local_or_unreadable_is_denied_and_never_approved() {
        for (version, ecosystem) in [
            ("1.5.0-beta.1", Ecosystem::Npm),
            ("1.5.0+build", Ecosystem::Npm),
            ("1.5rc1", Ecosystem::Pypi),
            ("1.5.dev3", Ecosystem::Pypi),
            ("1.5+evil", Ecosystem::Pypi),
            ("one", Ecosystem::Npm),
            ("1.99999999999999999999999", Ecosystem::Pypi),
        ] {
            let range = Range::parse("<2", ecosystem).unwrap();
            assert!(!range.holds(version, Purpose::Approve), "{version}");
            assert!(range.holds(version, Purpose::Deny), "{version}");
        }
        assert!(!Range::parse("<1.5", Ecosystem::Npm).unwrap().holds("1.5.0", Purpose::Deny));
        assert!(Range::parse("<1.5", Ecosystem::Npm).unwrap().holds("1.5.0-beta", Purpose::Deny));
    }

    #[test]
    fn one_version_has_one_text_but_for_its_spelling() {
        assert!(is_same("v1.2.3", "1.2.3", Ecosystem::Golang));
        assert!(is_same("1.0", "1.0.0", Ecosystem::Pypi));
        assert!(!is_same("1.0", "1.0.0", Ecosystem::Npm));
        assert!(!is_same("1.0", "1.0+x", Ecosystem::Pypi));
        assert!(!is_same("1.0rc1", "1.0rc2", Ecosystem::Pypi));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for bad in ["", "1.2", "^1", ">=1.2 <2", ">=1.x", ">=", "<1.0-beta", "latest"] {
            assert!(Range::parse(bad, Ecosystem::Npm).is_err(), "{bad}");
        }
        assert!(Range::parse("<2", Ecosystem::Oci).is_err());
    }
}
