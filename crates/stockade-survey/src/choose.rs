//! Which version a client would take.
//!
//! - npm as npm-pick-manifest has it: the number, else the tag, else of a range `latest` where it fits and the newest that
//!   is not deprecated where it does not;
//! - PyPI as pip has it: the newest final release that was not taken back; pre-releases where there is nothing else; none
//!   that asks for another Python than the one that would be used (`Requires-Python`, PEP 345). Where nobody can be asked
//!   which that is, the newest is taken, and that is said.

use stockade_assess::version::{Range, Version};
use stockade_assess::{History, Release};
use stockade_model::Ecosystem;
use stockade_registry::pypi::File;

use crate::artifact;
use crate::index::Index;
use crate::python::Python;

/// The version that would be taken here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) version: String,
    /// Why it may be another one.
    pub(crate) doubt: Option<String>,
}

/// What the client takes of an index on this machine. The Python is asked only where a version depends on it.
pub(crate) fn here(index: &Index, wanted: Option<&str>, python: &dyn Fn() -> Python) -> Option<Taken> {
    let (history, tag) = (index.history(), |tag: &str| index.tagged(tag));
    let version = version(history, &tag, wanted)?;
    let exact = wanted.is_some_and(|wanted| history.release(wanted.trim()).is_some());
    let asks = |version: &str| artifact::files_of(index, version).iter().any(|file| !file.requires_python.is_unknown());
    if exact || !matches!(index, Index::Pypi { .. }) || !asks(&version) {
        return Some(Taken { version, doubt: None });
    }
    let python = python();
    let own = python.interpreter.as_ref().map(|own| own.version.clone());
    let Some(parsed) = own.as_deref().and_then(|own| Version::parse(Ecosystem::Pypi, own)) else {
        let doubt = "no Python could be asked which versions are for it: the newest is judged".to_owned();
        return Some(Taken { version, doubt: Some(doubt) });
    };
    let fits = |version: &str| {
        let files = artifact::files_of(index, version);
        files.is_empty() || files.iter().any(|file| is_for(file, &parsed))
    };
    if fits(&version) {
        return Some(Taken { version, doubt: None });
    }
    let releases = history.releases.iter().filter(|release| fits(&release.version)).cloned().collect();
    let fitting = History { releases, ..History::new(history.package.clone()) };
    match self::version(&fitting, &tag, wanted) {
        Some(version) => Some(Taken { version, doubt: None }),
        None => {
            let doubt = format!("no version of it is for Python {}: the newest is judged", own.unwrap_or_default());
            Some(Taken { version, doubt: Some(doubt) })
        }
    }
}

/// Whether a file is for a Python.
fn is_for(file: &File, own: &Version) -> bool {
    let asked = file.requires_python.known().and_then(|text| Range::parse(Ecosystem::Pypi, text));
    asked.is_none_or(|asked| asked.holds(own))
}

/// The version, as the registry writes it. `wanted`: a number, a tag, a range, or nothing; `tag` says what a tag means.
pub(crate) fn version(history: &History, tag: &dyn Fn(&str) -> Option<String>, wanted: Option<&str>) -> Option<String> {
    let wanted = wanted.map(str::trim).filter(|wanted| !wanted.is_empty());
    let Some(wanted) = wanted.filter(|wanted| *wanted != "latest") else {
        return tag("latest").or_else(|| newest(history, None));
    };
    let listed = history.release(wanted).map(|release| release.version.clone());
    listed.or_else(|| tag(wanted)).or_else(|| {
        let range = Range::parse(history.package.ecosystem, wanted)?;
        in_range(history, tag("latest"), &range)
    })
}

/// The version that a range leads to.
pub(crate) fn in_range(history: &History, latest: Option<String>, range: &Range) -> Option<String> {
    let fits = |latest: &String| {
        Version::parse(history.package.ecosystem, latest).is_some_and(|version| range.holds(&version))
    };
    latest.filter(fits).or_else(|| newest(history, Some(range)))
}

/// The newest version that nothing speaks against; of a range only what is in it.
fn newest(history: &History, range: Option<&Range>) -> Option<String> {
    let ordered = history.ordered();
    let said = |notice: &stockade_assess::Known<Option<String>>| notice.known().is_some_and(Option::is_some);
    let inside = |version: &Version| match range {
        Some(range) => range.holds(version),
        None => !version.is_prerelease(),
    };
    let offered = || ordered.iter().rev().filter(|(_, release)| !said(&release.yanked));
    let of = |(_, release): &(Version, &Release)| release.version.clone();
    // npm's deprecated versions are taken where there is nothing else; PyPI's are those of a whole project.
    let mut fit = offered().filter(|(version, _)| inside(version));
    let good = fit.clone().find(|(_, release)| !said(&release.deprecated)).or_else(|| fit.next());
    good.map(of).or_else(|| range.is_none().then(|| offered().next().map(of)).flatten())
}

#[cfg(test)]
mod tests {
    use stockade_model::{Ecosystem, Package};

    use super::*;

    fn history(ecosystem: Ecosystem, versions: &[&str]) -> History {
        let mut history = History::new(Package::new(ecosystem, "x"));
        history.releases = versions.iter().map(|version| Release::new(*version)).collect();
        history
    }

    #[test]
    fn the_newest_is_final_and_not_taken_back() {
        let mut all = history(Ecosystem::Pypi, &["1.0", "1.10", "1.9", "2.0rc1"]);
        assert_eq!(newest(&all, None).unwrap(), "1.10");
        all.releases[1].yanked = Some("broken".to_owned()).into();
        assert_eq!(newest(&all, None).unwrap(), "1.9");
        let range = Range::parse(Ecosystem::Pypi, "<1.5").unwrap();
        assert_eq!(newest(&all, Some(&range)).unwrap(), "1.0");
        assert_eq!(newest(&history(Ecosystem::Pypi, &["1.0a1", "1.0b1"]), None).unwrap(), "1.0b1");
        assert_eq!(newest(&history(Ecosystem::Npm, &["x"]), None), None);
    }

    #[test]
    fn a_number_goes_before_a_tag_and_a_tag_before_a_range() {
        let all = history(Ecosystem::Npm, &["1.0.0", "1.1.0", "2.0.0", "3.0.0-rc.1"]);
        let tag = |tag: &str| match tag {
            "latest" => Some("1.1.0".to_owned()),
            "next" => Some("3.0.0-rc.1".to_owned()),
            _ => None,
        };
        let of = |wanted: &str| version(&all, &tag, Some(wanted));
        for (wanted, taken) in [
            ("", "1.1.0"),
            ("latest", "1.1.0"),
            ("next", "3.0.0-rc.1"),
            ("v2.0.0", "2.0.0"),
            ("^1", "1.1.0"),
            (">=1", "1.1.0"),
            (">1.1", "2.0.0"),
        ] {
            assert_eq!(of(wanted).as_deref(), Some(taken), "{wanted}");
        }
        assert_eq!((of("4.0.0"), of("absent")), (None, None));
    }

    #[test]
    fn what_is_deprecated_is_taken_last() {
        let mut all = history(Ecosystem::Npm, &["1.0.0", "1.1.0"]);
        all.releases[1].deprecated = Some("old".to_owned()).into();
        assert_eq!(newest(&all, None).unwrap(), "1.0.0");
        all.releases[0].deprecated = Some("old".to_owned()).into();
        assert_eq!(newest(&all, None).unwrap(), "1.1.0");
        let none = Range::parse(Ecosystem::Npm, "^3").unwrap();
        assert_eq!(newest(&all, Some(&none)), None);
    }
}
