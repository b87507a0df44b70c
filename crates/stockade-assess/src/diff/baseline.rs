//! Which version to compare with: the pinned one, else the newest earlier one that is clean, else the oldest clean one.
//!
//! Constraints:
//! - a version that is itself still held is not clean: an attacker would publish twice;
//! - nor is one that was yanked, deprecated, or found malicious; the first two are compared with where there is nothing
//!   else, for whoever publishes can deprecate everything that went before;
//! - pre-releases are compared with only where there is nothing else;
//! - whoever waits two days publishes a second time, so that there is an [`anchor`] besides: a version that is a month older.

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
    if let Some(version) = before(&clean, &current) {
        return Some(Choice { version, because: Because::Previous });
    }
    let noticed: Vec<(Version, &Release)> = history
        .ordered()
        .into_iter()
        .filter(|(_, release)| is_old(release, now, limits, timeless) && !is_bad(&release.version))
        .collect();
    if let Some(version) = before(&noticed, &current) {
        return Some(Choice { version, because: Because::Noticed });
    }
    let oldest = clean.iter().find(|(found, _)| !found.is_prerelease()).or_else(|| clean.first());
    oldest.map(|(_, release)| Choice { version: release.version.clone(), because: Because::OldestClean })
}

/// The version to compare with a second time, where the first comparison is with one that is hardly older than this:
/// the newest earlier one that was published a month before. What came with a release in between, and would have held that
/// one, is still there; one more release does not make it old.
///
/// None where somebody approved the other one, where nobody knows the times, and where there is no such version.
pub fn anchor(
    history: &History,
    version: &str,
    chosen: &Choice,
    limits: &Limits,
    is_bad: &dyn Fn(&str) -> bool,
) -> Option<Choice> {
    if !matches!(chosen.because, Because::Previous | Because::Noticed) {
        return None;
    }
    let current = Version::parse(history.package.ecosystem, version)?;
    let latest = history.release(version)?.appeared()?.checked_sub(limits.anchor).ok()?;
    let is_older = |release: &Release| release.appeared().is_some_and(|at| at <= latest);
    if history.release(&chosen.version).is_none_or(is_older) {
        return None;
    }
    let older: Vec<(Version, &Release)> = history
        .ordered()
        .into_iter()
        .filter(|(_, release)| is_older(release) && release.version != chosen.version && !is_bad(&release.version))
        .collect();
    before(&older, &current).map(|version| Choice { version, because: Because::Anchor })
}

/// The newest of these before a version: of its own line where there is one, and none that is a pre-release where there is
/// another.
fn before(candidates: &[(Version, &Release)], current: &Version) -> Option<String> {
    let plain = |candidates: &[&(Version, &Release)]| {
        let chosen = candidates.iter().rev().find(|(found, _)| !found.is_prerelease()).or_else(|| candidates.last());
        chosen.map(|(_, release)| release.version.clone())
    };
    let earlier: Vec<_> = candidates.iter().filter(|(found, _)| found < current).collect();
    // A maintained old line continues itself, not what was released last in another one.
    let same_line: Vec<_> = earlier.iter().filter(|(found, _)| found.is_same_major(current)).copied().collect();
    plain(&same_line).or_else(|| plain(&earlier))
}

/// Whether nothing the registry says speaks against a release, and it is old enough.
fn is_clean(release: &Release, now: Timestamp, limits: &Limits, timeless: bool) -> bool {
    let said = |notice: &crate::Known<Option<String>>| notice.known().is_some_and(Option::is_some);
    !said(&release.yanked) && !said(&release.deprecated) && is_old(release, now, limits, timeless)
}

/// Whether a release is old enough. One whose time nobody knows is not known to be, unless every other is as unknown: then
/// age says nothing, and the order of versions has to do.
fn is_old(release: &Release, now: Timestamp, limits: &Limits, timeless: bool) -> bool {
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

    #[test]
    fn who_deprecates_what_went_before_is_compared_with_it_nevertheless() {
        let mut history = history(&[("1.0.0", "2026-01-01"), ("1.0.1", "2026-01-02"), ("1.0.2", "2026-01-20")]);
        history.releases[0].deprecated = Some("moved".to_owned()).into();
        assert_eq!(chosen(&history, "1.0.2"), Some(("1.0.1".into(), Because::Previous)));
        history.releases[1].yanked = Some(String::new()).into();
        assert_eq!(chosen(&history, "1.0.2"), Some(("1.0.1".into(), Because::Noticed)));
        assert_eq!(chosen(&history, "1.0.1"), Some(("1.0.0".into(), Because::Noticed)));
        // Known to be malicious is another thing, and so is being young.
        history.releases[1].version = "1.0.3".into();
        history.releases[0].published = at("2026-01-30T00:00:00Z").into();
        assert_eq!(chosen(&history, "1.0.4"), Some(("1.0.2".into(), Because::Previous)));
        history.releases.remove(2);
        assert_eq!(chosen(&history, "1.0.4"), None);
    }

    #[test]
    fn one_more_release_makes_nothing_old() {
        let mut history = history(&[
            ("1.0.13", "2025-11-01"),
            ("1.0.14", "2025-12-01"),
            ("1.0.15", "2025-12-02"),
            ("1.0.16", "2026-01-20"),
            ("1.0.17", "2026-01-25"),
        ]);
        let anchored = |history: &History, version: &str| {
            let (version_before, because) = chosen(history, version)?;
            let choice = Choice { version: version_before, because };
            Some(anchor(history, version, &choice, &Limits::default(), &|version| version == "1.0.15")?.version)
        };
        // 1.0.15 is known to be bad, and 1.0.16 is compared with one that is old enough.
        assert_eq!(anchored(&history, "1.0.17").as_deref(), Some("1.0.14"));
        assert_eq!((anchored(&history, "1.0.16"), anchored(&history, "1.0.14")), (None, None));
        // A notice about it changes nothing: whoever publishes writes those.
        history.releases[1].deprecated = Some("moved".to_owned()).into();
        assert_eq!(anchored(&history, "1.0.17").as_deref(), Some("1.0.14"));
        history.releases[3].published = Known::unknown("a mirror");
        let choice = Choice { version: "1.0.16".into(), because: Because::Pinned };
        assert_eq!(anchor(&history, "1.0.17", &choice, &Limits::default(), &|_| false), None);
    }
}
