//! Known weaknesses of everything a server brings in, with the path that pulls each in and the version that mends it.
//!
//! Constraints:
//! - records are OSV's (schema 1.7), from a query or from an imported dump: nothing is fetched here;
//! - a withdrawn record says nothing, and takes back what was said under its id;
//! - one weakness that several databases describe is said once: records that share an id or alias are one;
//! - a version that cannot be compared gives a gap, and no alarm.
//!
//! Layout: [`osv`] reads records, `ranges` says whether a version is affected, `rating` how bad it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use stockade_model::{Confidence, Finding, Location, Package, Severity};

use crate::alarm::{Action, Alarm, Gap, Said};
use crate::checks::{ADVISORY, accept};
use crate::closure::Closure;
use crate::version::Version;

pub mod osv;
mod ranges;
mod rating;

pub use osv::{Advisory, AdvisoryError};
pub use ranges::Affected;

/// Records by the packages they are about.
#[derive(Clone, Debug, Default)]
pub struct Advisories {
    all: BTreeMap<String, Advisory>,
    withdrawn: BTreeSet<String>,
    by_package: HashMap<Package, Vec<String>>,
    /// Only records about these are kept; none keeps all.
    wanted: Option<BTreeSet<Package>>,
}

impl Advisories {
    /// None yet, and every one that comes is kept.
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet, and only those about these packages are kept: a whole dump has far more than one server needs.
    pub fn about<'a>(packages: impl IntoIterator<Item = &'a Package>) -> Self {
        Self { wanted: Some(packages.into_iter().map(unversioned).collect()), ..Self::default() }
    }

    /// Takes a record in; says whether it was kept. The later of two with one id counts.
    ///
    /// # Errors
    /// Where it is none.
    pub fn add(&mut self, record: &[u8]) -> Result<bool, AdvisoryError> {
        let advisory = osv::read(record)?;
        self.forget(&advisory.id);
        if advisory.withdrawn {
            self.withdrawn.insert(advisory.id);
            return Ok(false);
        }
        self.withdrawn.remove(&advisory.id);
        let packages: BTreeSet<Package> = advisory.affected.iter().map(|affected| affected.package.clone()).collect();
        let is_wanted = |package: &Package| self.wanted.as_ref().is_none_or(|wanted| wanted.contains(package));
        if !packages.iter().any(is_wanted) {
            return Ok(false);
        }
        for package in packages {
            self.by_package.entry(package).or_default().push(advisory.id.clone());
        }
        self.all.insert(advisory.id.clone(), advisory);
        Ok(true)
    }

    /// Takes in what others say of ids that nothing was said of here.
    pub fn fill_with(&mut self, others: Self) {
        for (id, advisory) in others.all {
            if self.all.contains_key(&id) || self.withdrawn.contains(&id) {
                continue;
            }
            for package in advisory.affected.iter().map(|affected| &affected.package).collect::<BTreeSet<_>>() {
                self.by_package.entry(package.clone()).or_default().push(id.clone());
            }
            self.all.insert(id, advisory);
        }
    }

    fn forget(&mut self, id: &str) {
        let Some(old) = self.all.remove(id) else { return };
        for affected in &old.affected {
            if let Some(ids) = self.by_package.get_mut(&affected.package) {
                ids.retain(|other| other != id);
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every record about a package, whatever the version.
    pub fn of(&self, package: &Package) -> impl Iterator<Item = &Advisory> {
        let ids = self.by_package.get(&unversioned(package)).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.all.get(id))
    }

    /// What is known of a package at its version: each weakness once.
    pub fn of_version(&self, package: &Package) -> Matches<'_> {
        let mut matches = Matches::default();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut records: Vec<&Advisory> = self.of(package).collect();
        // A record of malware says more than one of a weakness, and the rated one more than the unrated.
        records.sort_by_key(|advisory| (!advisory.is_malicious(), advisory.severity.is_none(), advisory.id.clone()));
        for advisory in records {
            match ranges::affects(advisory, package) {
                Affected::No => continue,
                Affected::Yes { fixed } => {
                    if advisory.names().any(|name| told.contains(name)) {
                        told.extend(advisory.names());
                        continue;
                    }
                    told.extend(advisory.names());
                    matches.found.push(Match { advisory, fixed });
                }
                Affected::Unknown(why) => matches.unknown.push((&advisory.id, why)),
            }
        }
        matches
    }

    /// The ids of what is known of one version and of another no more: what an update mends.
    pub fn mended(&self, package: &Package, old: &str) -> Vec<String> {
        let now: BTreeSet<&str> =
            self.of_version(package).found.iter().map(|found| found.advisory.id.as_str()).collect();
        let then = self.of_version(&Package { version: Some(old.to_owned()), ..package.clone() });
        let gone = then.found.iter().map(|found| found.advisory.id.as_str()).filter(|id| !now.contains(id));
        gone.map(str::to_owned).collect()
    }

    /// Whether a version is known to be malicious, as a baseline must not be.
    pub fn is_malicious(&self, package: &Package, version: &str) -> bool {
        let package = Package { version: Some(version.to_owned()), ..package.clone() };
        self.of_version(&package).found.iter().any(|found| found.advisory.is_malicious())
    }

    /// Judges everything a server brings in, itself included; `at` is where the server or the lock file stands.
    pub fn judge(&self, closure: &Closure, at: &Location) -> Said {
        let mut said = Said::default();
        let mut seen = BTreeSet::new();
        for node in closure.nodes() {
            // A lock file may have a package at several places.
            if seen.insert(&node.package) {
                let path = closure.path_to(&node.package).unwrap_or_default();
                self.judge_one(&node.package, &path, at, &mut said);
            }
        }
        said.sort();
        said
    }

    /// Judges one package; `path` is what pulls it in, the server first, itself left out.
    pub fn judge_one(&self, package: &Package, path: &[Package], at: &Location, said: &mut Said) {
        let matches = self.of_version(package);
        for (id, why) in &matches.unknown {
            let why = format!("{id}: {why}");
            said.gaps.push(Gap { check: ADVISORY.id, package: package.purl(), what: "whether it is affected", why });
        }
        said.alarms.extend(matches.found.iter().map(|found| alarm(found, package, path, at)));
    }
}

/// What is known of one version.
#[derive(Clone, Debug, Default)]
pub struct Matches<'a> {
    /// What it has.
    pub found: Vec<Match<'a>>,
    /// What it may have, by id, and why that is not known.
    pub unknown: Vec<(&'a str, String)>,
}

/// One weakness of one version.
#[derive(Clone, Debug)]
pub struct Match<'a> {
    /// The record.
    pub advisory: &'a Advisory,
    /// The first later version without it, where there is one.
    pub fixed: Option<String>,
}

fn alarm(found: &Match<'_>, package: &Package, path: &[Package], at: &Location) -> Alarm {
    let advisory = found.advisory;
    let malicious = advisory.is_malicious();
    let (action, severity) = if malicious {
        (Action::Block, Severity::Critical)
    } else {
        (Action::Show, advisory.severity.unwrap_or(ADVISORY.severity))
    };
    let confidence = if advisory.severity.is_some() || malicious { Confidence::High } else { Confidence::Medium };
    let version = package.version.as_deref().unwrap_or("");
    let shown = format!("{}@{version}", package.name);
    let mut builder = Finding::builder(ADVISORY.id, severity, confidence).package(package);
    if !path.is_empty() {
        let named = |package: &Package| match &package.version {
            Some(version) => format!("{}@{version}", package.name),
            None => package.name.clone(),
        };
        let path: Vec<String> = path.iter().map(named).chain([shown.clone()]).collect();
        builder = builder.evidence(format!("comes in through {}", path.join(" → ")));
    }
    if !advisory.summary.is_empty() {
        builder = builder.evidence(advisory.summary.clone());
    }
    let aliases: Vec<&str> = advisory.names().filter(|name| *name != advisory.id).collect();
    if !aliases.is_empty() {
        builder = builder.evidence(format!("also known as {}", aliases.join(", ")));
    }
    if advisory.severity.is_none() && !malicious {
        builder = builder.counter_evidence("nobody has rated it");
    }
    builder = match &found.fixed {
        Some(fixed) => builder.replacement(format!("take {fixed} or later"), format!("{}@{fixed}", package.name)),
        None if malicious => builder.help("remove it, and look at what it did where it ran"),
        None => builder.help("no version mends it yet: see what the advisory says"),
    };
    let word = if malicious { "is malicious" } else { "has a known weakness" };
    let message = format!("`{shown}` {word}: {}", advisory.id);
    let finding = builder.help(accept(ADVISORY)).at(at.clone(), advisory.id.clone(), message);
    Alarm { action, finding, lines: Vec::new() }
}

fn unversioned(package: &Package) -> Package {
    Package { version: None, ..package.clone() }
}

/// The lowest of some versions that is above another one.
fn lowest_above(package: &Package, above: &Version, versions: impl Iterator<Item = String>) -> Option<String> {
    let read = versions.filter_map(|text| Some((Version::parse(package.ecosystem, &text)?, text)));
    read.filter(|(version, _)| version > above).min_by(|a, b| a.0.cmp(&b.0)).map(|(_, text)| text)
}
