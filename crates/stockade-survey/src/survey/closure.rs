//! What a package brings in, where no lock file says it.
//!
//! - nothing is resolved as a client resolves it: each dependency is looked up by itself, at the newest version that fits.
//!   That is what is installed today where nothing else asks for the same package;
//! - how deep is an option, and what lies below is a gap;
//! - what is no package of a registry (an address, a folder) cannot be looked up, and is a gap too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use stockade_assess::closure::{Closure, Node};
use stockade_assess::version::Range;
use stockade_assess::{History, Release};
use stockade_model::{Ecosystem, Package};

use super::Survey;
use crate::index::Index;
use crate::{Ask, SurveyError, choose};

/// More than any honest server brings in.
const MOST: usize = 2000;

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

/// Looks up what a package asks for, so many levels deep.
pub(super) fn brought(survey: &Survey, ask: &Ask, root: &Package, asks: &BTreeMap<String, String>) -> Brought {
    let mut nodes =
        vec![Node { package: root.clone(), integrity: None, resolved: None, has_scripts: None, needs: Vec::new() }];
    let mut places: BTreeMap<Package, usize> = BTreeMap::from([(root.clone(), 0)]);
    let mut gaps = Vec::new();
    let mut level: Vec<(usize, BTreeMap<String, String>)> = vec![(0, asks.clone())];
    for _ in 0..survey.options().depth {
        let mut names: BTreeSet<Package> = BTreeSet::new();
        for (_, asks) in &level {
            names.extend(
                asks.iter().filter_map(|(name, asked)| wanted(root.ecosystem, name, asked)).map(|one| one.package),
            );
        }
        let names: Vec<Package> = names.into_iter().collect();
        let listings = survey.client().many(&names, |package| survey.listing(package, ask));
        let known: BTreeMap<&Package, &Result<Arc<Listing>, SurveyError>> = names.iter().zip(&listings).collect();
        let mut next = Vec::new();
        for (from, asks) in std::mem::take(&mut level) {
            for (name, asked) in &asks {
                let found = wanted(root.ecosystem, name, asked)
                    .ok_or_else(|| {
                        format!("`{name}` is not of a registry: {}", stockade_model::visible::short(asked, 80))
                    })
                    .and_then(|wanted| match known.get(&wanted.package) {
                        Some(Ok(listing)) => Ok((wanted, listing.as_ref())),
                        Some(Err(error)) => Err(error.to_string()),
                        None => Err(format!("`{name}` was not looked up")),
                    });
                let picked = found.and_then(|(wanted, listing)| {
                    let picked = pick(listing, &wanted);
                    picked.ok_or_else(|| format!("`{}` has no version for `{}`", wanted.package.name, wanted.range))
                });
                match picked {
                    Ok((package, release)) => {
                        let place = *places.entry(package.clone()).or_insert_with(|| {
                            nodes.push(node(package, release));
                            next.push((nodes.len() - 1, release.dependencies.known().cloned().unwrap_or_default()));
                            nodes.len() - 1
                        });
                        if let Some(node) = nodes.get_mut(from) {
                            node.needs.push(place);
                        }
                    }
                    Err(why) => gaps.push(why),
                }
            }
        }
        level = next;
        if nodes.len() > MOST {
            gaps.push(format!("it brings in more than {MOST} packages"));
            break;
        }
    }
    let below = level.iter().filter(|(_, asks)| !asks.is_empty()).count();
    if below > 0 {
        gaps.push(format!(
            "no lock file says what it brings in: what {below} of its dependencies ask for was not looked up"
        ));
    }
    Brought { closure: Closure::new(nodes), gaps }
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
