//! What a package brings in, where no lock file says it.
//!
//! - nothing is resolved as a client resolves it: each dependency is looked up by itself, at the newest version that fits.
//!   That is what is installed today where nothing else asks for the same package;
//! - how deep is an option, and what lies below is a gap;
//! - what is no package of a registry (an address, a folder) cannot be looked up, and is a gap too.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::closure::{Closure, Node};
use stockade_assess::version::Range;
use stockade_assess::{History, Release};
use stockade_model::{Ecosystem, Package};

use super::Survey;
use crate::index::Index;
use crate::{Ask, choose};

/// More than any honest server brings in.
const MOST: usize = 2000;
/// More than any honest package asks for itself: a registry is not asked a thousand questions because a manifest says so.
pub(super) const MOST_DIRECT: usize = 300;

/// What of a package's registry matters to those that ask for it: small, for there are many.
#[derive(Debug)]
pub(crate) struct Listing {
    latest: Option<String>,
    history: History,
}

impl Listing {
    pub(super) fn of(index: &Index) -> Self {
        let history = index.history();
        let slim = |release: &Release| Release {
            version: release.version.clone(),
            deprecated: release.deprecated.clone(),
            yanked: release.yanked.clone(),
            scripts: release.scripts.clone(),
            dependencies: release.dependencies.clone(),
            integrity: release.integrity.clone(),
            ..Release::default()
        };
        let releases = history.releases.iter().map(slim).collect();
        let history = History { releases, ..History::new(history.package.clone()) };
        Self { latest: index.tagged("latest"), history }
    }
}

/// What could be looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Brought {
    pub(super) closure: Closure,
    /// Why it is not all, in words.
    pub(super) gaps: Vec<String>,
}

/// What somebody asks for, as the registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) package: Package,
    range: String,
}

/// Reads a dependency as its manifest writes it; none where it is no package of a registry.
pub(super) fn wanted(ecosystem: Ecosystem, name: &str, asked: &str) -> Option<Wanted> {
    let (mut name, mut range) = (name, asked.trim());
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
        if let Some((_, behind)) = range.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            range = behind.trim();
        }
        range = range.trim_start_matches('(').trim_end_matches(')').trim();
        if range.starts_with('@') {
            return None;
        }
    }
    Some(Wanted { package: Package::new(ecosystem, name), range: range.to_owned() })
}

/// Somebody's dependencies, as far as they were followed.
#[derive(Debug)]
pub(super) struct Climb<'a> {
    ask: &'a Ask,
    ecosystem: Ecosystem,
    nodes: Vec<Node>,
    places: BTreeMap<Package, usize>,
    /// The nodes whose own dependencies come next, and what they ask for.
    open: Vec<(usize, BTreeMap<String, String>)>,
    gaps: Vec<String>,
}

impl<'a> Climb<'a> {
    /// From a package that asks for these.
    pub(super) fn new(ask: &'a Ask, root: &Package, asks: &BTreeMap<String, String>) -> Self {
        let node =
            Node { package: root.clone(), integrity: None, resolved: None, has_scripts: None, needs: Vec::new() };
        Self {
            ask,
            ecosystem: root.ecosystem,
            nodes: vec![node],
            places: BTreeMap::from([(root.clone(), 0)]),
            open: vec![(0, asks.clone())],
            gaps: Vec::new(),
        }
    }

    /// What has to be looked up next.
    fn names(&self) -> impl Iterator<Item = Package> {
        let asks = self.open.iter().flat_map(|(_, asks)| asks.iter().take(MOST_DIRECT)).take(MOST);
        asks.filter_map(|(name, asked)| Some(wanted(self.ecosystem, name, asked)?.package))
    }

    /// One level further. Everything that it needs was looked up before, so that nothing is waited for.
    fn step(&mut self, survey: &Survey) {
        // What was not looked up is not followed either.
        let mut left = MOST;
        for (from, asks) in std::mem::take(&mut self.open) {
            let followed = asks.len().min(MOST_DIRECT).min(left);
            left -= followed;
            if followed < asks.len() {
                self.gaps.push(format!("{} of its dependencies were too many to look up", asks.len() - followed));
            }
            for (name, asked) in asks.into_iter().take(followed) {
                match self.follow(survey, &name, &asked) {
                    Ok(place) => {
                        if let Some(node) = self.nodes.get_mut(from) {
                            node.needs.push(place);
                        }
                    }
                    Err(why) => self.gaps.push(why),
                }
            }
        }
        if self.nodes.len() > MOST {
            self.gaps.push(format!("it brings in more than {MOST} packages"));
            self.open.clear();
        }
    }

    fn follow(&mut self, survey: &Survey, name: &str, asked: &str) -> Result<usize, String> {
        let odd = || format!("`{name}` is not of a registry: {}", stockade_model::visible::short(asked, 80));
        let wanted = wanted(self.ecosystem, name, asked).ok_or_else(odd)?;
        let listing = survey.listing(&wanted.package, self.ask).map_err(|error| error.to_string())?;
        let none = || format!("`{}` has no version for `{}`", wanted.package.name, wanted.range);
        let (package, release) = pick(&listing, &wanted).ok_or_else(none)?;
        if let Some(place) = self.places.get(&package) {
            return Ok(*place);
        }
        let place = self.nodes.len();
        self.places.insert(package.clone(), place);
        self.nodes.push(node(package, release));
        self.open.push((place, release.dependencies.known().cloned().unwrap_or_default()));
        Ok(place)
    }

    pub(super) fn end(mut self) -> Brought {
        let below = self.open.iter().filter(|(_, asks)| !asks.is_empty()).count();
        if below > 0 {
            self.gaps.push(format!(
                "no lock file says what it brings in: what {below} of its dependencies ask for was not looked up"
            ));
        }
        Brought { closure: Closure::new(self.nodes), gaps: self.gaps }
    }
}

/// Follows the dependencies of many, all of one level at a time: a round asks for each name once.
pub(super) fn climb(survey: &Survey, climbs: &mut [Climb<'_>]) {
    for _ in 0..survey.options().depth {
        let mut seen = BTreeSet::new();
        let mut names: Vec<(Package, &Ask)> = Vec::new();
        for climb in climbs.iter() {
            let registry = climb.ask.registry.as_ref().map(stockade_registry::Registry::shown);
            let new = climb.names().filter(|name| seen.insert((registry.clone(), name.clone())));
            names.extend(new.filter(|name| !survey.is_listed(name, climb.ask)).map(|name| (name, climb.ask)));
        }
        survey.client().many(&names, |(name, ask)| drop(survey.listing(name, ask)));
        for climb in climbs.iter_mut() {
            climb.step(survey);
        }
    }
}

fn pick<'l>(listing: &'l Listing, wanted: &Wanted) -> Option<(Package, &'l Release)> {
    let history = &listing.history;
    let version = match wanted.range.as_str() {
        "" | "*" | "latest" => choose::version(history, &|_| listing.latest.clone(), None),
        range => {
            let range = Range::parse(wanted.package.ecosystem, range)?;
            choose::in_range(history, listing.latest.clone(), &range)
        }
    }?;
    let release = history.release(&version)?;
    Some((wanted.package.clone().at(version), release))
}

fn node(package: Package, release: &Release) -> Node {
    Node {
        package,
        integrity: release.integrity.known().cloned(),
        resolved: None,
        has_scripts: release.scripts.known().map(|scripts| !scripts.is_empty()),
        needs: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
