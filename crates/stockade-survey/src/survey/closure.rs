//! What a package brings in, where no lock file says it.
//!
//! - an estimate, and said to be one: level by level, each dependency at the version that its client takes today for the
//!   range that is met first; one that is there already and will do is taken again. Nothing is tried twice where two
//!   ranges exclude each other: then both versions are looked at;
//! - everything of one level is asked for at once, each name once, and in the form that clients read;
//! - what passes the caps of depth, number or time is a gap, and so is what is no package of a registry;
//! - what was worked out as far as registries tell is kept for a few minutes, and for as long as nobody can be asked.
//!
//! Layout: [`need`] reads what manifests ask for, [`listing`] is what registries offer, `asked` asks them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use stockade_assess::closure::{Closure, Node};
use stockade_assess::{Known, Outside, Provenance, Release, outside};
use stockade_model::{Ecosystem, Package};

use super::Survey;
use crate::Ask;
use crate::artifact::Missed;

mod asked;
pub(crate) mod listing;
pub(crate) mod need;

pub(crate) use asked::Required;
pub(crate) use listing::Listing;
pub(crate) use need::{Need, wanted};

/// More than any honest package asks for itself: a registry is not asked a thousand questions because a manifest says so.
pub(super) const MOST_DIRECT: usize = 300;
/// So many reasons are told one by one.
const MOST_GAPS: usize = 8;
/// For how long what was worked out is used again.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// One package that comes in, and what its registry says of that version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) node: Node,
    pub(super) release: Release,
    /// When anything of its name last changed: the version is not younger.
    pub(super) changed: Option<Timestamp>,
}

/// What could be looked up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Brought {
    /// The package itself first.
    pub(super) parts: Vec<Part>,
    /// Why it is not all, in words.
    pub(super) gaps: Vec<String>,
    /// What else there is to say: nothing is missing for it.
    #[serde(default)]
    pub(super) notes: Vec<String>,
    /// What no registry answers for.
    #[serde(default)]
    pub(super) outside: Vec<Outside>,
    /// Whether asking again may tell more. What no index says today it says in a few minutes no more.
    #[serde(skip)]
    pub(super) is_passing: bool,
    /// When it was worked out.
    pub(super) at: Timestamp,
}

impl Brought {
    pub(super) fn closure(&self) -> Closure {
        Closure::new(self.parts.iter().map(|part| part.node.clone()).collect())
    }

    /// What the metadata of the package itself prove, where they are not the promised ones.
    pub(super) fn forged(&self) -> Option<Known<Provenance>> {
        let told = &self.parts.first()?.release.provenance;
        matches!(told, Known::Known(Provenance::Invalid(_))).then(|| told.clone())
    }
}

/// What a node asks for.
enum Asks {
    Known(Vec<Need>),
    /// The file of this version says it.
    Of(Arc<Listing>, String, BTreeSet<String>),
}

/// Somebody's dependencies, as far as they were followed.
pub(super) struct Climb<'a> {
    ask: &'a Ask,
    ecosystem: Ecosystem,
    parts: Vec<Part>,
    /// The places of a name's versions.
    places: BTreeMap<String, Vec<usize>>,
    /// With which extras a place was asked for.
    extras: BTreeMap<usize, BTreeSet<String>>,
    /// The nodes whose own dependencies come next, and what they ask for.
    open: Vec<(usize, Asks)>,
    /// What was read in the archive of the package itself.
    written: Option<Vec<Need>>,
    gaps: Vec<String>,
    /// Of which nobody says what they ask for, and whether nobody says it of the package itself.
    untold: BTreeSet<String>,
    untold_itself: Option<String>,
    notes: Vec<String>,
    /// What no registry answers for, and the place that asks for it.
    outside: Vec<(usize, Outside)>,
}

/// Why a dependency could not be followed.
struct Miss {
    why: String,
    /// Its address, or none because the name is free; absent where it is only that nobody could be asked.
    outside: Option<Option<String>>,
    /// Whether there is one, for other machines or in other versions.
    is_elsewhere: bool,
}

impl From<String> for Miss {
    fn from(why: String) -> Self {
        Self { why, outside: None, is_elsewhere: false }
    }
}

/// Where a climb begins.
pub(super) enum Start {
    /// With what was read already.
    Needs(Vec<Need>),
    /// With what the file of a version says; where nobody serves that, with what was read in it.
    File(Arc<Listing>, Option<Vec<Need>>),
}

impl<'a> Climb<'a> {
    /// From a package at its version.
    pub(super) fn new(ask: &'a Ask, root: &Package, start: Start) -> Self {
        let node =
            Node { package: root.clone(), integrity: None, resolved: None, has_scripts: None, needs: Vec::new() };
        let (asks, written) = match start {
            Start::Needs(needs) => (Asks::Known(needs), None),
            Start::File(listing, written) => {
                (Asks::Of(listing, root.version.clone().unwrap_or_default(), BTreeSet::new()), written)
            }
        };
        Self {
            ask,
            ecosystem: root.ecosystem,
            parts: vec![Part { node, release: Release::default(), changed: None }],
            places: BTreeMap::from([(root.name.clone(), vec![0])]),
            extras: BTreeMap::new(),
            open: vec![(0, asks)],
            written,
            gaps: Vec::new(),
            untold: BTreeSet::new(),
            untold_itself: None,
            notes: Vec::new(),
            outside: Vec::new(),
        }
    }

    /// The files that have to be asked next.
    fn files(&self) -> impl Iterator<Item = (Arc<Listing>, String)> {
        self.open.iter().filter_map(|(_, asks)| match asks {
            Asks::Of(listing, version, _) => Some((Arc::clone(listing), version.clone())),
            Asks::Known(_) => None,
        })
    }

    /// Takes their answers; what does not count on this machine is left out. Metadata that are not the promised ones are
    /// evidence against the version that they are of.
    fn read(&mut self, survey: &Survey) {
        for (place, asks) in &mut self.open {
            let Asks::Of(listing, version, extras) = asks else { continue };
            let python = || survey.python();
            let told = survey.known_requirements(listing, version);
            let written = self.written.take_if(|_| *place == 0);
            let needs = match told {
                Some(Ok(Some(needs))) => needs.iter().filter(|need| need.counts(&python, extras)).cloned().collect(),
                Some(Ok(None)) if let Some(written) = written => {
                    written.into_iter().filter(|need| need.counts(&python, extras)).collect()
                }
                Some(Ok(None)) => {
                    let spec = format!("{}=={version}", listing.package().name);
                    if *place == 0 {
                        self.untold_itself = Some(spec);
                    } else {
                        self.untold.insert(spec);
                    }
                    Vec::new()
                }
                Some(Err(missed)) => {
                    if let (Missed::Forged(why), Some(part)) = (&missed, self.parts.get_mut(*place)) {
                        part.release.provenance = Provenance::Invalid(why.clone()).into();
                    }
                    self.gaps.push(missed.why().to_owned());
                    Vec::new()
                }
                None => {
                    self.gaps.push(late(&listing.package().name));
                    Vec::new()
                }
            };
            *asks = Asks::Known(needs);
        }
    }

    /// What has to be looked up next.
    fn names(&self) -> impl Iterator<Item = Package> {
        let asks = self.open.iter().flat_map(|(_, asks)| {
            match asks {
                Asks::Known(needs) => needs.as_slice(),
                Asks::Of(..) => &[],
            }
            .iter()
            .take(MOST_DIRECT)
        });
        asks.filter_map(|need| Some(wanted(self.ecosystem, &need.name, &need.asked)?.package))
    }

    /// One level further. Everything that it needs was looked up before, so that nothing is waited for.
    fn step(&mut self, survey: &Survey) {
        for (from, asks) in std::mem::take(&mut self.open) {
            let Asks::Known(needs) = asks else { continue };
            if let Some(left) = needs.len().checked_sub(MOST_DIRECT).filter(|left| *left > 0) {
                self.gaps.push(format!("{left} of its dependencies were too many to look up"));
            }
            for need in needs.iter().take(MOST_DIRECT) {
                if self.parts.len() > survey.options().brought {
                    self.gaps.push(format!("it brings in more than {} packages", survey.options().brought));
                    self.open.clear();
                    return;
                }
                match self.follow(survey, need) {
                    Ok(place) => {
                        if let Some(part) = self.parts.get_mut(from)
                            && place != from
                            && !part.node.needs.contains(&place)
                        {
                            part.node.needs.push(place);
                        }
                    }
                    Err(miss) if need.is_optional && miss.is_elsewhere => {}
                    // One that may be missing is one that may come: nobody knows what would.
                    Err(miss) => {
                        let (name, optional) = (need.name.clone(), need.is_optional);
                        let outside = |address| Outside { name, address, optional, through: Vec::new() };
                        self.outside.extend(miss.outside.map(|address| (from, outside(address))));
                        self.gaps.push(miss.why);
                    }
                }
            }
        }
    }

    fn follow(&mut self, survey: &Survey, need: &Need) -> Result<usize, Miss> {
        let odd = || Miss {
            why: format!("`{}` is not of a registry: {}", need.name, stockade_model::visible::short(&need.asked, 80)),
            outside: outside::address(self.ecosystem, &need.asked).map(|address| Some(address.to_owned())),
            is_elsewhere: false,
        };
        let wanted = wanted(self.ecosystem, &need.name, &need.asked).ok_or_else(odd)?;
        let there = self.places.get(&wanted.package.name).into_iter().flatten().copied();
        let version = |place: &usize| Some(self.parts.get(*place)?.node.package.version.as_deref()?.to_owned());
        let found = there.clone().find(|place| version(place).is_some_and(|own| listing::will_do(&wanted, &own)));
        let name = &wanted.package.name;
        let listing = match survey.known_listing(&wanted.package, self.ask) {
            Some(listing) => listing.map_err(|error| Miss {
                why: error.to_string(),
                outside: matches!(error, crate::SurveyError::NoSuchPackage { .. }).then_some(None),
                is_elsewhere: false,
            }),
            None => Err(late(name).into()),
        };
        let (place, listing) = match found {
            Some(place) => (place, listing.ok()),
            None => {
                let listing = listing?;
                let none = || Miss {
                    why: format!("`{name}` has no version for `{}` that could be had here", wanted.range),
                    outside: None,
                    is_elsewhere: true,
                };
                let release = listing.pick(&wanted).ok_or_else(none)?;
                let same = there.clone().find(|place| version(place).as_ref() == Some(&release.version));
                if self.ecosystem == Ecosystem::Pypi && same.is_none() && there.clone().next().is_some() {
                    self.notes.push(format!("`{name}` is asked for in ranges that exclude each other, or seem to"));
                }
                (same.unwrap_or_else(|| self.add(&listing, release)), Some(listing))
            }
        };
        if self.ecosystem == Ecosystem::Pypi
            && let Some(listing) = listing
        {
            self.extend(place, &listing, wanted.extras);
        }
        Ok(place)
    }

    /// A package that was not there; npm's is followed at once, since its document says what it asks for.
    fn add(&mut self, listing: &Listing, release: &Release) -> usize {
        let place = self.parts.len();
        let package = listing.package().clone().at(release.version.clone());
        self.places.entry(package.name.clone()).or_default().push(place);
        if let Some(needs) = listing.offer(&release.version).and_then(|offer| offer.needs.as_ref()) {
            self.open.push((place, Asks::Known(needs.to_vec())));
        }
        let node = Node {
            package,
            integrity: release.integrity.known().cloned(),
            resolved: None,
            has_scripts: release.scripts.known().map(|scripts| !scripts.is_empty()),
            needs: Vec::new(),
        };
        self.parts.push(Part { node, release: release.clone(), changed: listing.changed });
        place
    }

    /// Follows a Python package, and again where it is asked for with more extras than before.
    fn extend(&mut self, place: usize, listing: &Arc<Listing>, extras: BTreeSet<String>) {
        let first = place != 0 && !self.extras.contains_key(&place);
        let known = self.extras.entry(place).or_default();
        let before = known.len();
        known.extend(extras);
        let Some(version) = self.parts.get(place).and_then(|part| part.node.package.version.clone()) else { return };
        if first || known.len() > before {
            self.open.push((place, Asks::Of(Arc::clone(listing), version, known.clone())));
        }
    }

    pub(super) fn end(mut self, at: Timestamp) -> Brought {
        let below =
            self.open.iter().filter(|(_, asks)| !matches!(asks, Asks::Known(needs) if needs.is_empty())).count();
        if below > 0 {
            self.gaps.push(format!(
                "no lock file says what it brings in: what {below} of its dependencies ask for was not looked up"
            ));
        }
        let is_passing = !self.gaps.is_empty();
        self.gaps.extend(untold(&self.untold, self.untold_itself.as_ref()));
        let mut seen = BTreeSet::new();
        self.gaps.retain(|gap| seen.insert(gap.clone()));
        if let Some(more) = self.gaps.len().checked_sub(MOST_GAPS).filter(|more| *more > 1) {
            self.gaps.truncate(MOST_GAPS);
            self.gaps.push(format!("and {more} reasons more"));
        }
        self.notes.sort();
        self.notes.dedup();
        let mut brought =
            Brought { parts: self.parts, gaps: self.gaps, notes: self.notes, outside: Vec::new(), is_passing, at };
        let closure = brought.closure();
        // What its own manifest says of addresses is told by the check that reads it.
        let outside = self.outside.into_iter().filter(|(from, one)| *from > 0 || one.address.is_none());
        let outside = outside.filter_map(|(from, one)| {
            let asks = &brought.parts.get(from)?.node.package;
            let mut through = closure.path_to(asks).unwrap_or_default();
            through.push(asks.clone());
            Some(Outside { through, ..one })
        });
        brought.outside = outside.collect();
        brought.outside.sort();
        brought.outside.dedup();
        brought
    }
}

/// That nobody says what these ask for (`name==version`). The package itself is opened for that, and what comes in is not.
fn untold(all: &BTreeSet<String>, root: Option<&String>) -> Vec<String> {
    let said = |names: &str| format!("nobody says what {names} for: the index has no metadata of it, and");
    let own = root.map(|root| format!("{} its archive has none that can be read", said(&format!("`{root}` asks"))));
    let others = all.first().map(|first| {
        let named: Vec<String> = all.iter().take(MOST_GAPS).map(|one| format!("`{one}`")).collect();
        let more =
            if all.len() > named.len() { format!(" and {} more", all.len() - named.len()) } else { String::new() };
        let asks = if all.len() == 1 { "asks" } else { "ask" };
        let said = said(&format!("{}{more} {asks}", named.join(", ")));
        format!("{said} archives of what comes in are not opened; `stockade check pypi:{first}` opens one")
    });
    own.into_iter().chain(others).collect()
}

fn late(name: &str) -> String {
    format!("`{name}` was not looked up: it takes too long to look up everything")
}

/// Whether uv's own settings say where its packages come from: then the same name may be of another registry.
fn is_uvs(ask: &Ask) -> bool {
    ask.client == Some(stockade_registry::settings::pypi::PythonClient::Uv)
}

/// Follows the dependencies of many, all of one level at a time: a round asks for each name once.
pub(super) fn climb(survey: &Survey, climbs: &mut [Climb<'_>]) {
    let deadline = Instant::now() + survey.options().patience;
    for _ in 0..survey.options().depth {
        if climbs.iter().all(|climb| climb.open.is_empty()) {
            return;
        }
        let mut seen = BTreeSet::new();
        let mut files: Vec<(Arc<Listing>, String)> = climbs.iter().flat_map(Climb::files).collect();
        files.retain(|(listing, version)| {
            let which = (listing.registry.shown(), listing.package().clone().at(version.clone()));
            survey.known_requirements(listing, version).is_none() && seen.insert(which)
        });
        survey.client().many(&files, |(listing, version)| {
            if Instant::now() < deadline {
                drop(survey.requirements(listing, version));
            }
        });
        for climb in climbs.iter_mut() {
            climb.read(survey);
        }
        let mut names: Vec<(Package, &Ask)> = Vec::new();
        let mut seen = BTreeSet::new();
        for climb in climbs.iter() {
            let registry = (climb.ask.registry.as_ref().map(stockade_registry::Registry::shown), is_uvs(climb.ask));
            let new = climb.names().filter(|name| seen.insert((registry.clone(), name.clone())));
            names.extend(
                new.filter(|name| survey.known_listing(name, climb.ask).is_none()).map(|name| (name, climb.ask)),
            );
        }
        survey.client().many(&names, |(name, ask)| {
            if Instant::now() < deadline {
                drop(survey.listing(name, ask));
            }
        });
        for climb in climbs.iter_mut() {
            climb.step(survey);
        }
    }
}

/// Under what a result is kept.
fn key(survey: &Survey, registry: &str, root: &Package) -> String {
    let options = survey.options();
    let python = if root.ecosystem == Ecosystem::Pypi { survey.python().key() } else { String::new() };
    format!("1 {} {} {registry} {} {python}", options.depth, options.brought, root.purl())
}

/// What was worked out a moment ago, or where nobody can be asked at any time.
pub(super) fn kept(survey: &Survey, registry: &str, root: &Package) -> Option<Brought> {
    let brought: Brought = survey.store().load("closures", &key(survey, registry, root))?;
    let now = survey.setting().now;
    let fresh = brought.at <= now && now.duration_since(brought.at) < GOOD_FOR;
    (fresh || survey.options().http.offline).then_some(brought)
}

/// Keeps what was worked out as far as that goes.
pub(super) fn keep(survey: &Survey, registry: &str, root: &Package, brought: &Brought) {
    if !brought.is_passing && !survey.options().http.offline {
        survey.store().keep("closures", &key(survey, registry, root), brought);
    }
}

/// What registries say of the packages of lock files, for those who brought one: each name is asked for once.
pub(super) fn of_locks(survey: &Survey, asks: &[Ask], parts: &mut [Vec<Part>]) {
    if survey.options().depth == 0 {
        return;
    }
    let deadline = Instant::now() + survey.options().patience;
    let mut seen = BTreeSet::new();
    let mut names: Vec<(Package, &Ask)> = Vec::new();
    for ask in asks {
        let registry = (ask.registry.as_ref().map(stockade_registry::Registry::shown), is_uvs(ask));
        let all = ask.closure.iter().flat_map(Closure::packages).take(survey.options().brought);
        let bare = all.map(|package| Package { version: None, ..package.clone() });
        let new = bare.filter(|name| seen.insert((registry.clone(), name.clone())));
        names.extend(new.filter(|name| survey.known_listing(name, ask).is_none()).map(|name| (name, ask)));
    }
    survey.client().many(&names, |(name, ask)| {
        if Instant::now() < deadline {
            drop(survey.listing(name, ask));
        }
    });
    for (ask, parts) in asks.iter().zip(parts) {
        for node in ask.closure.iter().flat_map(Closure::nodes) {
            let bare = Package { version: None, ..node.package.clone() };
            let told = match survey.known_listing(&bare, ask) {
                Some(Ok(listing)) => node
                    .package
                    .version
                    .as_deref()
                    .and_then(|version| Some((listing.release(version)?.clone(), listing.changed))),
                _ => None,
            };
            let (release, changed) = told.unwrap_or_default();
            parts.push(Part { node: node.clone(), release, changed });
        }
    }
}
