//! What is said of the packages that come in with a server, advisories apart.
//!
//! - of each its registry says whether it was deprecated, taken back, or runs something at installation: that costs nothing
//!   more than following it did;
//! - one that the version before did not ask for (D11), and one that is younger than the hold, is looked at like a server:
//!   history, evidence, code, and what changed since the version before it. Thin packages hide their code there;
//! - what rests on its history alone is shown and no more: everybody's dependencies are young every day, and nobody chose
//!   them. What its code or its evidence says counts as it does for the server;
//! - so many of them that nobody could wait for the answer are a gap.

use std::collections::BTreeSet;

use stockade_assess::alarm::{Action, Alarm, Gap};
use stockade_assess::checks::{self, Scene};
use stockade_assess::closure::Closure;
use stockade_assess::{History, Said, Setting, Subject};
use stockade_model::{Package, Severity};

use super::closure::Part;
use super::{Scope, Survey};
use crate::{Ask, Looked, State, Step, SurveyError, What};

/// More are not looked into, of one server.
const MOST: usize = 12;
/// What the registry's document of a version, and metadata that are not the promised ones, are enough for.
const OF_A_VERSION: &[&str] = &["deprecated", "yanked", "install-script", "provenance-invalid"];
/// What is said of code and evidence: it counts whoever brings the package in.
const WEIGHTY: &[&str] = &[
    "publisher-changed",
    "provenance-invalid",
    "provenance-fell",
    "install-script",
    "constant-recipient",
    "new-capability",
    "new-host",
    "new-secret",
    "writes-client-config",
    "credential-harvest",
    "dns-exfil",
    "git-hook-persistence",
    "ci-abuse",
    "self-propagation",
    "time-gate",
    "hidden-code",
    "newly-minified",
];

impl Survey {
    /// Looks at what comes in with each; `parts` are in the order of `all`.
    pub(super) fn below(&self, asks: &[Ask], parts: &[Vec<Part>], all: &mut [Result<Looked, SurveyError>]) {
        let setting = self.setting();
        let mut further: Vec<(usize, Ask)> = Vec::new();
        for (at, ((ask, parts), looked)) in asks.iter().zip(parts).zip(all.iter_mut()).enumerate() {
            let Ok(looked) = looked else { continue };
            let Some(closure) = looked.closure.known().cloned() else { continue };
            for part in parts.iter().filter(|part| Some(&part.node.package) != closure.root()) {
                looked.besides.alarms.extend(of_version(part, &closure, looked, &setting));
            }
            let worth = worth(parts, looked, &setting);
            if let Some(more) = worth.len().checked_sub(MOST).filter(|more| *more > 0) {
                gap(looked, "what comes in", format!("{more} new or young dependencies were not looked into"));
            }
            further.extend(into(&worth, ask, &closure).map(|own| (at, own)));
        }
        for (at, ask, answer) in self.look_into(further) {
            if let Some(Ok(looked)) = all.get_mut(at) {
                answered(looked, &ask, answer);
            }
        }
    }

    /// Looks into what a version asks for and the one that it was held against did not (D11).
    pub(super) fn new_below(&self, ask: &Ask, looked: &mut Looked) {
        let Some(closure) = looked.closure.known().cloned() else { return };
        let new = new_names(looked);
        let mut asked: Vec<Package> =
            closure.packages().filter(|package| new.contains(&package.name)).cloned().collect();
        let path = |package: &Package| closure.path_to(package).map_or(usize::MAX, |path| path.len());
        // What it asks for itself, and not what others bring in under that name.
        asked.retain(|package| path(package) == 1);
        let further = into(&asked, ask, &closure).map(|own| (0, own)).collect();
        for (_, ask, answer) in self.look_into(further) {
            answered(looked, &ask, answer);
        }
    }

    /// Looks into packages like servers, but for what they bring in themselves.
    fn look_into(&self, further: Vec<(usize, Ask)>) -> Vec<(usize, Ask, Result<Looked, SurveyError>)> {
        if further.is_empty() {
            return Vec::new();
        }
        let (places, asks): (Vec<usize>, Vec<Ask>) = further.into_iter().unzip();
        let answers = self.look_at(&asks, Scope { compared: true, below: false });
        places.into_iter().zip(asks).zip(answers).map(|((at, ask), answer)| (at, ask, answer)).collect()
    }
}

/// What came of looking into a package counts for whoever brings it in.
fn answered(looked: &mut Looked, ask: &Ask, answer: Result<Looked, SurveyError>) {
    match answer {
        Ok(found) => {
            told(looked, &found.said);
            let name = found.subject.shown();
            note(looked, &format!("{name} was looked into"));
        }
        Err(error) => gap(looked, "what comes in", format!("{}: {error}", name(ask))),
    }
}

/// Questions about packages of a closure, as many as are asked.
fn into<'p>(packages: &'p [Package], ask: &'p Ask, closure: &'p Closure) -> impl Iterator<Item = Ask> + 'p {
    packages.iter().take(MOST).map(|package| {
        let through = closure.path_to(package).unwrap_or_default();
        let own =
            Ask::new(package.clone(), ask.at.clone()).from_registry(ask.registry.clone()).through_client(ask.client);
        Ask { through, ..own }
    })
}

fn name(ask: &Ask) -> String {
    match &ask.what {
        crate::Target::Package(package) | crate::Target::Project(package) => package.purl(),
        crate::Target::Archive(archive) => archive.name.clone(),
    }
}

/// What its registry says of the version alone.
fn of_version(part: &Part, closure: &Closure, looked: &Looked, setting: &Setting) -> Vec<Alarm> {
    let package = &part.node.package;
    let mut subject = Subject::new(package.clone(), looked.subject.at.clone());
    subject.through = closure.path_to(package).unwrap_or_default();
    let bare = Package { version: None, ..package.clone() };
    subject.history = History { releases: vec![part.release.clone()], ..History::new(bare) }.into();
    let mut said = Said::default();
    for check in OF_A_VERSION.iter().filter_map(|id| checks::find(id)) {
        (check.run)(&Scene { subject: &subject, setting, diff: None, since: None }, &mut said);
    }
    said.alarms.into_iter().map(lightened).collect()
}

/// The packages that are new or young.
fn worth(parts: &[Part], looked: &mut Looked, setting: &Setting) -> Vec<Package> {
    let new = new_names(looked);
    let mut unknown = 0_usize;
    let mut found = Vec::new();
    for part in parts.iter().skip(1) {
        let appeared = part.release.published.known().copied().or(part.changed);
        let young = appeared.is_some_and(|at| setting.now.duration_since(at) < setting.limits.hold);
        unknown += usize::from(appeared.is_none());
        if young || new.contains(&part.node.package.name) {
            found.push(part.node.package.clone());
        }
    }
    if unknown > 0 {
        gap(looked, "when what comes in was published", format!("the registry does not say it of {unknown} packages"));
    }
    found
}

/// What it asks for and the version before did not.
fn new_names(looked: &Looked) -> BTreeSet<String> {
    let of = |release: Option<&stockade_assess::Release>| {
        release.and_then(|release| release.dependencies.known()).map(|all| all.keys().cloned().collect::<BTreeSet<_>>())
    };
    match (of(looked.subject.release()), of(looked.subject.baseline_release())) {
        (Some(now), Some(then)) => now.difference(&then).cloned().collect(),
        _ => BTreeSet::new(),
    }
}

/// What was said of a package that comes in counts for the server.
fn told(looked: &mut Looked, said: &Said) {
    // Advisories are told of everything, with the path.
    let own = said.alarms.iter().filter(|alarm| alarm.finding.check != "advisory").cloned();
    looked.besides.alarms.extend(own.map(lightened));
    looked.besides.gaps.extend(said.gaps.iter().filter(|gap| gap.check != "advisory").cloned());
}

fn lightened(mut alarm: Alarm) -> Alarm {
    let blocks = alarm.action == Action::Block;
    if !blocks && !WEIGHTY.contains(&alarm.finding.check) && alarm.action > Action::Show {
        alarm.action = Action::Show;
        alarm.finding.severity = alarm.finding.severity.min(Severity::Low);
    }
    alarm
}

fn note(looked: &mut Looked, text: &str) {
    let step = looked.steps.iter_mut().find(|step| step.what == What::Closure);
    if let Some(Step { state: State::Done(said) | State::InPart(said), .. }) = step {
        said.push_str("; ");
        said.push_str(text);
    }
}

fn gap(looked: &mut Looked, what: &'static str, why: String) {
    let package = looked.subject.package.purl();
    looked.besides.gaps.push(Gap { check: "new-dependency", package, what, why });
}
