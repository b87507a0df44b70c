//! Which version to compare with: the pinned one, else the newest earlier one that is clean, else the oldest clean one.
//!
//! Constraints:
//! - a version that is itself still held is not clean: an attacker would publish twice;
//! - nor is one that was yanked, deprecated, or found malicious;
//! - pre-releases are compared with only where there is nothing else.

use jiff::Timestamp;

use crate::history::{History, Release};
use crate::subject::{Because, Limits, Pinned};
use crate::version::Version;

/// The version to compare with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The version, as the registry writes it.
    pub version: String,
    /// Why this one.
    pub because: Because,
}

/// Chooses. `is_bad` says of a version whether it is known to be malicious; none where nothing is fit to compare with.
pub fn choose(
    history: &History,
    version: &str,
    pinned: Option<&Pinned>,
    now: Timestamp,
    limits: &Limits,
    is_bad: &dyn Fn(&str) -> bool,
) -> Option<Choice> {
    if let Some(pinned) = pinned.filter(|pinned| pinned.version != version) {
        return Some(Choice { version: pinned.version.clone(), because: Because::Pinned });
    }
    let current = Version::parse(history.package.ecosystem, version)?;
    let mut others = history.releases.iter().filter(|release| release.version != version);
    let timeless = others.all(|release| release.appeared().is_none());
    let clean: Vec<(Version, &Release)> = history
        .ordered()
        .into_iter()
        .filter(|(found, release)| {
            *found != current && is_clean(release, now, limits, timeless) && !is_bad(&release.version)
        })
        .collect();
    let plain = |candidates: &[(Version, &Release)]| {
        let chosen = candidates.iter().rev().find(|(found, _)| !found.is_prerelease()).or_else(|| candidates.last());
        chosen.map(|(_, release)| release.version.clone())
    };
    let earlier: Vec<_> = clean.iter().filter(|(found, _)| *found < current).cloned().collect();
    // A maintained old line continues itself, not what was released last in another one.
    let same_line: Vec<_> = earlier.iter().filter(|(found, _)| found.is_same_major(&current)).cloned().collect();
    if let Some(version) = plain(&same_line).or_else(|| plain(&earlier)) {
        return Some(Choice { version, because: Because::Previous });
    }
    let oldest = clean.iter().find(|(found, _)| !found.is_prerelease()).or_else(|| clean.first());
    oldest.map(|(_, release)| Choice { version: release.version.clone(), because: Because::OldestClean })
}

/// Whether nothing the registry says speaks against a release, and it is old enough. One whose time nobody knows is not
/// known to be old enough, unless every other is as unknown: then age says nothing, and the order of versions has to do.
fn is_clean(release: &Release, now: Timestamp, limits: &Limits, timeless: bool) -> bool {
    let said = |notice: &crate::Known<Option<String>>| notice.known().is_some_and(Option::is_some);
    if said(&release.yanked) || said(&release.deprecated) {
        return false;
    }
    release.appeared().map_or(timeless, |at| now.duration_since(at) >= limits.hold)
}

#[cfg(test)]
mod tests {
    use stockade_model::{Ecosystem, Package};

    use super::*;
    use crate::Known;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn history(releases: &[(&str, &str)]) -> History {
        let mut history = History::new(Package::new(Ecosystem::Npm, "x"));
        for (version, day) in releases {
            let mut release = Release::new(*version);
            release.published = at(&format!("{day}T00:00:00Z")).into();
            history.releases.push(release);
        }
        history
    }

    fn chosen(history: &History, version: &str) -> Option<(String, Because)> {
        let now = at("2026-01-31T00:00:00Z");
        let choice = choose(history, version, None, now, &Limits::default(), &|version| version == "1.0.3")?;
        Some((choice.version, choice.because))
    }

    #[test]
    fn the_version_before_it_that_is_clean() {
        let history = history(&[
            ("1.0.0", "2026-01-01"),
            ("1.0.1", "2026-01-02"),
            ("1.0.2-rc.1", "2026-01-03"),
            ("1.0.3", "2026-01-04"),
            ("1.0.4", "2026-01-30"),
            ("1.0.5", "2026-01-30"),
            ("2.0.0", "2026-01-05"),
        ]);
        // 1.0.4 is too young, 1.0.3 known to be bad, 1.0.2 a pre-release.
        assert_eq!(chosen(&history, "1.0.5"), Some(("1.0.1".into(), Because::Previous)));
        assert_eq!(chosen(&history, "2.0.0"), Some(("1.0.1".into(), Because::Previous)));
        assert_eq!(chosen(&history, "1.0.0"), Some(("1.0.1".into(), Because::OldestClean)));
        assert_eq!(chosen(&history, "not-a-version"), None);
    }

    #[test]
    fn a_pin_comes_first_and_a_bad_line_is_not_continued() {
        let mut history = history(&[("1.0.0", "2026-01-01"), ("1.0.1", "2026-01-02")]);
        let pinned = Pinned { version: "1.0.0".into(), publisher: Known::default(), identity: Known::default() };
        let now = at("2026-01-31T00:00:00Z");
        let choose = |history: &History, version| {
            choose(history, version, Some(&pinned), now, &Limits::default(), &|_| false).map(|choice| choice.because)
        };
        assert_eq!(choose(&history, "1.0.1"), Some(Because::Pinned));
        history.releases[0].yanked = Some("broken".to_owned()).into();
        assert_eq!(choose(&history, "1.0.0"), Some(Because::OldestClean));
        history.releases[1].deprecated = Some("moved".to_owned()).into();
        assert_eq!(choose(&history, "1.0.0"), None);
    }
}
