//! What somebody asks for, as its manifest writes it, and which package that is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use stockade_model::{Ecosystem, Package};
use stockade_registry::npm::{Dependency, DependencyKind};

use crate::python::{Python, marker};

/// One dependency of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Need {
    /// Under which name.
    pub(crate) name: String,
    /// Which versions, as it is written: a range, a tag; for PyPI everything behind the name, extras and markers too.
    pub(crate) asked: String,
    /// Whether it is no failure where there is none.
    pub(crate) is_optional: bool,
}

impl Need {
    /// One that has to be there.
    pub(crate) fn new(name: impl Into<String>, asked: impl Into<String>) -> Self {
        Self { name: name.into(), asked: asked.into(), is_optional: false }
    }

    /// npm's.
    pub(crate) fn npm(from: &Dependency) -> Self {
        Self { is_optional: from.kind == DependencyKind::Optional, ..Self::new(&from.name, &from.range) }
    }

    /// A requirement (PEP 508); none where it begins with no name.
    pub(crate) fn pypi(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
        let (name, asked) = text.split_at_checked(end.unwrap_or(text.len()))?;
        (!name.is_empty()).then(|| Self::new(stockade_model::package::normalise_pypi(name), asked.trim()))
    }

    /// Whether it counts on a machine; `extras` are those that its package was asked for with. The Python is asked for only
    /// where a marker stands.
    pub(crate) fn counts(&self, python: &dyn Fn() -> Python, extras: &BTreeSet<String>) -> bool {
        // An address may hold a semicolon: only one behind a blank is a marker's there.
        let split = if self.asked.starts_with('@') { " ;" } else { ";" };
        self.asked.split_once(split).is_none_or(|(_, marker)| marker::counts(marker, &python(), extras))
    }
}

/// What somebody asks for, as the registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) package: Package,
    pub(crate) range: String,
    /// Parts of it that are left out unless somebody asks (`name[extra]`).
    pub(crate) extras: BTreeSet<String>,
}

/// Reads a dependency; none where it is no package of a registry.
pub(crate) fn wanted(ecosystem: Ecosystem, name: &str, asked: &str) -> Option<Wanted> {
    let (mut name, mut range) = (name, asked.trim());
    let mut extras = BTreeSet::new();
    if ecosystem == Ecosystem::Npm {
        if let Some(alias) = range.strip_prefix("npm:") {
            let at = alias.rfind('@').filter(|at| *at > 0);
            (name, range) = at.and_then(|at| Some((alias.get(..at)?, alias.get(at + 1..)?))).unwrap_or((alias, ""));
        }
        if range.contains([':', '/']) {
            return None;
        }
    } else {
        // `[extra]>=1.2; python_version < "3.9"`, or an address behind `@`.
        range = range.split(';').next().unwrap_or(range).trim();
        if let Some((named, behind)) = range.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            range = behind.trim();
            let named = named.split(',').map(str::trim).filter(|extra| !extra.is_empty());
            extras = named.map(stockade_model::package::normalise_pypi).collect();
        }
        range = range.trim_start_matches('(').trim_end_matches(')').trim();
        if range.starts_with('@') {
            return None;
        }
    }
    Some(Wanted { package: Package::new(ecosystem, name), range: range.to_owned(), extras })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::tests::linux;

    #[test]
    fn dependencies_are_read_as_their_clients_read_them() {
        let npm =
            |name: &str, asked: &str| wanted(Ecosystem::Npm, name, asked).map(|one| (one.package.name, one.range));
        let pypi =
            |name: &str, asked: &str| wanted(Ecosystem::Pypi, name, asked).map(|one| (one.package.name, one.range));
        let some = |name: &str, range: &str| Some((name.to_owned(), range.to_owned()));
        assert_eq!(npm("a", "^1.2"), some("a", "^1.2"));
        assert_eq!(npm("a", "npm:@s/b@~2"), some("@s/b", "~2"));
        assert_eq!(npm("a", "npm:@s/b"), some("@s/b", ""));
        for asked in ["git+https://code.example/a", "file:../a", "owner/a", "https://x.example/a.tgz"] {
            assert_eq!(npm("a", asked), None, "{asked}");
        }
        assert_eq!(pypi("a", "[b,c]>=1.2; python_version < \"3.9\""), some("a", ">=1.2"));
        assert_eq!(pypi("A.b", "(>=1)"), some("a-b", ">=1"));
        assert_eq!(pypi("a", "@ https://x.example/a.whl"), None);
        let extras = wanted(Ecosystem::Pypi, "a", "[B_c, d]").unwrap().extras;
        assert_eq!(extras.into_iter().collect::<Vec<_>>(), ["b-c", "d"]);
    }

    #[test]
    fn the_interpreter_is_asked_for_markers_alone() {
        let counts = |text: &str, extras: &[&str]| {
            let extras = extras.iter().map(|extra| (*extra).to_owned()).collect();
            Need::pypi(text).unwrap().counts(&|| linux("3.12.0"), &extras)
        };
        let never = || -> Python { panic!("nothing depends on it") };
        assert!(Need::pypi("a>=1").unwrap().counts(&never, &BTreeSet::new()));
        assert!(counts("a; python_version >= '3.9'", &[]) && !counts("a; python_version < '3.9'", &[]));
        assert!(!counts("a; extra == 'x'", &[]) && counts("a; extra == 'x'", &["x"]));
        assert!(!counts("a @ https://x.example/a;b.whl ; sys_platform == 'win32'", &[]));
        assert_eq!(Need::pypi("Foo_Bar.baz[x] >= 1").unwrap(), Need::new("foo-bar-baz", "[x] >= 1"));
        assert_eq!(Need::pypi("; extra == 'x'"), None);
    }
}
