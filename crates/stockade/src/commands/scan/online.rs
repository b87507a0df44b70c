//! `stockade scan --online`: what registries say of every package of the inventory, as findings at the places that name
//! them.
//!
//! - every package is asked about once, however many servers start it; its findings stand at each of them;
//! - what could not be looked at is a problem of the scan, which makes it incomplete, and no finding;
//! - what a check could not look at is told among what is invisible to the scan, one line for all packages;
//! - requirements are held against what was found out, and against what was not;
//! - what a server brings in is what the lock file beside it says, where there is one; of a server that is a project of this
//!   machine that is all there is to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use stockade_assess::Said;
use stockade_model::{
    ClientId, Component, Confidence, Finding, Gap, Location, Package, Pin, Problem, ProblemKind, Severity, SourceId,
};
use stockade_names::Subject;
use stockade_names::answer::Answer;
use stockade_scan::Seen;
use stockade_scan::names::{Knowledge, Told};
use stockade_survey::{Ask, Looked, State, SurveyError, Target, What};

use crate::packages::locks::Locks;
use crate::packages::{Packages, asking, told};
use crate::settings::Settings;

/// The check that speaks of names that nobody has registered.
const UNKNOWN_NAME: &str = "unknown-name";

/// What came of it.
pub(super) struct Online {
    /// What was found, at its places.
    pub(super) findings: Vec<Finding>,
    /// What could not be looked at.
    pub(super) problems: Vec<Problem>,
    /// What checks could not look at.
    pub(super) gaps: Vec<Gap>,
    /// How many packages were asked about.
    pub(super) packages: usize,
    /// What was told of them, for the judge of names.
    pub(super) told: Told,
}

impl Online {
    /// Whether everything could be looked at.
    pub(super) fn is_whole(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Where a package stands.
struct Place {
    component: Component,
    at: Location,
    source: SourceId,
    server: Option<(String, ClientId)>,
    /// The id of what starts it.
    launcher: Option<&'static str>,
}

/// Looks everything up. `knowledge` says which better known packages a name resembles.
pub(super) fn look(
    seen: &Seen,
    packages: &Packages,
    knowledge: &Knowledge,
    settings: &Settings,
    today: Date,
) -> Online {
    let (findings, problems, gaps) = (Vec::new(), Vec::new(), Vec::new());
    let mut online = Online { findings, problems, gaps, packages: 0, told: Told::default() };
    let mut asked: Vec<(Ask, Vec<Place>)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let locks = Locks::read(seen.inventory.sources.iter().map(|source| source.path.as_path()));
    online.gaps.extend(locks.unread.iter().map(|(path, why)| Gap {
        client: None,
        what: format!("what the lock file brings in: it cannot be read: {why}"),
        path: Some(path.clone()),
    }));
    for place in places(seen) {
        let component = &place.component;
        let path = seen.inventory.source(place.source).map(|file| file.path.as_path());
        let answer = named(knowledge, component);
        let (at, sources) = (place.at.clone(), packages.survey.sources());
        let found = match asking::of(component, at, place.launcher, answer.as_ref(), sources) {
            Ok(Some(ask)) => Some(locked(ask, component, path, &locks)),
            Ok(None) => {
                if let Some((package, why)) = component.package().zip(asking::unasked(component)) {
                    online.unasked(package, &why, &place, seen, packages, settings, today);
                }
                project(component, &place, &locks)
            }
            Err(why) => {
                if let Some(package) = component.package() {
                    online.unasked(package, &why, &place, seen, packages, settings, today);
                }
                online.problems.push(problem(&place, why));
                None
            }
        };
        if let Some(ask) = found {
            let at = *known.entry(key(&ask)).or_insert_with(|| {
                asked.push((ask, Vec::new()));
                asked.len() - 1
            });
            if let Some((_, places)) = asked.get_mut(at) {
                places.push(place);
            }
        }
    }
    online.packages = asked.len();
    let asks: Vec<Ask> = asked.iter().map(|(ask, _)| ask.clone()).collect();
    let answers = packages.survey.look_all(&asks);
    online.told = told_of(&asked, &answers, packages, knowledge);
    let mut lacking: BTreeMap<What, Lacking> = BTreeMap::new();
    let mut untold: BTreeMap<(&str, &str), (BTreeSet<String>, String)> = BTreeMap::new();
    for ((ask, places), answer) in asked.into_iter().zip(answers) {
        if let (Ok(looked), Some(place)) = (&answer, places.first()) {
            for step in &looked.steps {
                if let State::NotPossible(why) | State::InPart(why) = &step.state {
                    let found = lacking.entry(step.what);
                    found
                        .or_insert_with(|| Lacking { packages: 0, why: why.clone(), at: place.at.clone() })
                        .packages += 1;
                }
            }
        }
        if let Ok(looked) = &answer {
            for gap in &looked.said.gaps {
                let told = untold.entry((gap.check, gap.what)).or_insert_with(|| (BTreeSet::new(), gap.why.clone()));
                told.0.insert(gap.package.clone());
            }
        }
        for place in places {
            online.take(&ask, &place, &answer, seen, packages, settings, today);
        }
    }
    // A mirror that passes nothing on does so for every package: one line says it for all.
    online.problems.extend(lacking.into_iter().map(|(what, Lacking { packages, why, at })| {
        let packages = crate::exit::count(packages, "package");
        let message = format!("not or not all looked at for {packages}: {}; the first: {why}", what.description());
        Problem { kind: ProblemKind::Unasked, location: at, client: None, message }
    }));
    online.gaps.extend(untold.into_iter().map(|((check, what), (packages, why))| {
        let packages = crate::exit::count(packages.len(), "package");
        Gap { client: None, what: format!("{what} ({check}) of {packages}; the first because: {why}"), path: None }
    }));
    online
}

/// What the name engine says of a package: which better known ones it resembles. The checks of names say the rest, and that
/// there is no pack.
fn named(knowledge: &Knowledge, component: &Component) -> Option<Answer> {
    let known = knowledge.known().ok()??;
    let package = component.package()?;
    let mut subject = Subject::new(package.ecosystem, &package.name).ok()?;
    subject.facts.version.clone_from(&package.version);
    subject.claims.alias.clone_from(&component.claimed);
    Some(known.engine().judge(&subject))
}

/// What was told of each package that was found, for whatever asks for it.
fn told_of(
    asked: &[(Ask, Vec<Place>)],
    answers: &[Result<Looked, SurveyError>],
    packages: &Packages,
    knowledge: &Knowledge,
) -> Told {
    let mut all = Told::default();
    let Ok(Some(known)) = knowledge.known() else { return all };
    let found: Vec<(&(Ask, Vec<Place>), &Looked)> =
        asked.iter().zip(answers).filter_map(|(asked, answer)| Some((asked, answer.as_ref().ok()?))).collect();
    let looked: Vec<(&Ask, &Looked)> = found.iter().map(|((ask, _), looked)| (ask, *looked)).collect();
    for (((_, places), _), facts) in found.iter().zip(told::all(packages, known.engine(), &looked)) {
        places.iter().for_each(|place| all.add(&place.component, facts.clone()));
    }
    all
}

/// The question with what the lock file beside its place brings in.
fn locked(ask: Ask, component: &Component, path: Option<&Path>, locks: &Locks) -> Ask {
    let (Target::Package(package), Some(path)) = (&ask.what, path) else { return ask };
    match locks.of(package, &component.pin, path) {
        Some((package, closure)) => Ask { what: Target::Package(package), ..ask }.bringing(Some(closure)),
        None => {
            // A line that asks for whatever is newest is held against what the project locked.
            let bare = Package { version: None, ..package.clone() };
            let locked = matches!(component.pin, Pin::Tag(_)).then(|| locks.of(&bare, &Pin::Nothing, path)).flatten();
            ask.held_against(locked.and_then(|(package, _)| package.version))
        }
    }
}

/// What a project of this machine brings in, where its server is started from its own files.
fn project(component: &Component, place: &Place, locks: &Locks) -> Option<Ask> {
    let stockade_model::Target::Local { path, .. } = &component.target else { return None };
    let lock = locks.at(path).next()?;
    Some(Ask::project(lock.closure.clone(), place.at.clone()))
}

/// What could not be looked at, of how many packages.
struct Lacking {
    packages: usize,
    why: String,
    at: Location,
}

impl Online {
    /// What is asked of a package that nobody is asked about: none of it is met.
    #[expect(clippy::too_many_arguments, reason = "one package at one place, and everything it is judged with")]
    fn unasked(
        &mut self,
        package: &Package,
        why: &str,
        place: &Place,
        seen: &Seen,
        packages: &Packages,
        settings: &Settings,
        today: Date,
    ) {
        let subject = asking::nothing_of(package.clone(), place.at.clone(), why);
        let path = seen.inventory.source(place.source).map(|file| file.path.as_path());
        let unmet = settings.requirements.judge(&subject, path, &packages.setting, today);
        self.findings.extend(unmet.into_iter().map(|unmet| placed(unmet.alarm.finding, place)));
    }

    #[expect(clippy::too_many_arguments, reason = "one answer at one place, and everything it is judged with")]
    fn take(
        &mut self,
        ask: &Ask,
        place: &Place,
        answer: &Result<Looked, SurveyError>,
        seen: &Seen,
        packages: &Packages,
        settings: &Settings,
        today: Date,
    ) {
        let (subject, mut said) = match answer {
            Ok(looked) => (looked.subject.clone(), looked.said.clone()),
            Err(error) => {
                let why = error.to_string();
                if error.is_answer() {
                    self.findings.push(absent(ask, place, &why, error.hint()));
                } else {
                    self.problems.push(problem(place, why.clone()));
                }
                (asking::unknown(ask, &why), Said::default())
            }
        };
        let path = seen.inventory.source(place.source).map(|file| file.path.as_path());
        if !matches!(ask.what, Target::Project(_)) {
            let unmet = settings.requirements.judge(&subject, path, &packages.setting, today);
            said.alarms.extend(unmet.into_iter().map(|unmet| unmet.alarm));
        }
        said.sort();
        self.findings.extend(said.alarms.into_iter().map(|alarm| placed(alarm.finding, place)));
    }
}

/// A finding at this place, of this server.
fn placed(mut finding: Finding, place: &Place) -> Finding {
    finding.primary = place.at.clone();
    if let Some((server, client)) = &place.server {
        (finding.server, finding.client) = (Some(server.clone()), Some(*client));
    }
    finding
}

/// Every package of the inventory with its place: what servers start, and what project files name.
fn places(seen: &Seen) -> Vec<Place> {
    let mut all = Vec::new();
    for (server, launch) in seen.inventory.servers.iter().zip(&seen.launches) {
        for component in &launch.components {
            let at = Location::span(server.source, component.span.unwrap_or(server.name.span));
            let whose = Some((server.id(), server.client));
            let launcher = launch.launcher;
            all.push(Place { component: component.clone(), at, source: server.source, server: whose, launcher });
        }
    }
    for mention in &seen.inventory.mentions {
        let target = stockade_model::Target::Package { package: mention.package.clone(), entry: None };
        let component = Component::new(stockade_model::Role::Server, target, mention.pin.clone());
        let at = Location::span(mention.source, mention.span);
        all.push(Place { component, at, source: mention.source, server: None, launcher: None });
    }
    all
}

/// Two questions with one answer.
fn key(ask: &Ask) -> String {
    let registry = ask.registry.as_ref().map(stockade_registry::Registry::shown).unwrap_or_default();
    match &ask.what {
        Target::Package(package) => {
            let locked = ask.closure.as_ref().map(|closure| closure.packages().count());
            format!("{} {registry} {locked:?} {:?} {:?}", package.purl(), ask.locked, ask.client)
        }
        Target::Project(project) => {
            format!("project {} {:?}", project.purl(), ask.closure.as_ref().map(|closure| closure.nodes().len()))
        }
        Target::Archive(archive) => format!("{} {registry}", archive.name),
    }
}

/// A clear answer, and a bad one: whoever registers the name first decides what runs.
fn absent(ask: &Ask, place: &Place, why: &str, hint: &str) -> Finding {
    let package = asking::package(ask);
    let builder = Finding::builder(UNKNOWN_NAME, Severity::High, Confidence::High).package(&package).help(hint);
    placed(builder.at(place.at.clone(), "nobody has this", why), place)
}

fn problem(place: &Place, message: String) -> Problem {
    let client = place.server.as_ref().map(|(_, client)| *client);
    Problem { kind: ProblemKind::Unasked, location: place.at.clone(), client, message }
}
