//! What registries tell of packages, in the words of the name engine: who publishes one, since when, and what it runs.
//!
//! - a fact that no registry told stays unknown, which neither raises nor clears an alarm;
//! - the packages that a name is likely to be taken for are asked about as well, their documents alone and each once: whether
//!   one account publishes both, and which is older, only they tell.

use jiff::Timestamp;
use stockade_assess::{History, Provenance};
use stockade_model::{Ecosystem, Package};
use stockade_names::answer::Match;
use stockade_names::{Answer, Engine, Facts, Original, Subject, Verdict, mechanisms};
use stockade_scan::names::address;
use stockade_survey::{Ask, Looked};

use super::Packages;

/// So many of the packages that a name could be taken for are asked about.
const MOST_ORIGINALS: usize = 2;
/// From here on what is known of the other package may change the answer.
const LIKELY: f32 = 0.6;

/// What was told of each package.
pub fn all(packages: &Packages, engine: Engine<'_>, looked: &[(&Ask, &Looked)]) -> Vec<Facts> {
    let now = packages.setting.now;
    let mut told: Vec<Facts> = looked.iter().map(|(_, looked)| facts(looked, now)).collect();
    let mut asks: Vec<(usize, Ask)> = Vec::new();
    for (number, ((ask, looked), facts)) in looked.iter().zip(&told).enumerate() {
        let package = &looked.subject.package;
        for original in originals(engine, package, facts) {
            let registry = ask.registry.clone().filter(|_| original.ecosystem == package.ecosystem);
            asks.push((number, Ask::new(original, ask.at.clone()).from_registry(registry)));
        }
    }
    let questions: Vec<Ask> = asks.iter().map(|(_, ask)| ask.clone()).collect();
    for ((number, _), history) in asks.iter().zip(packages.survey.histories(&questions)) {
        // Who cannot be asked tells nothing, and nothing is concluded from that.
        if let (Ok(history), Some(facts)) = (history, told.get_mut(*number)) {
            facts.originals.push(original(&history, now));
        }
    }
    told
}

fn facts(looked: &Looked, now: Timestamp) -> Facts {
    let subject = &looked.subject;
    let mut facts = Facts::default();
    let Some(history) = subject.history.known() else { return facts };
    facts.age_days = age(history, now);
    facts.maintainers = maintainers(history);
    facts.first_version = history.first().map(|first| first.version.clone());
    // Without one the version is what was asked for, which may be a range or a tag.
    let Some(release) = subject.release() else { return facts };
    facts.version = Some(release.version.clone());
    facts.install_hook = release.scripts.known().map(|scripts| !scripts.is_empty());
    let publisher = release.publisher.known().filter(|publisher| !publisher.is_shared());
    facts.publisher = publisher.map(|publisher| publisher.account.clone()).filter(|account| !account.is_empty());
    let claimed = release.repository.known().and_then(Option::as_deref);
    facts.repository = claimed.and_then(repository);
    match release.provenance.known() {
        Some(Provenance::Verified(identity)) => {
            if let Some(built) = repository(&identity.repository) {
                (facts.repository, facts.attested) = (Some(built), Some(true));
            }
        }
        Some(Provenance::Missing | Provenance::Invalid(_)) => facts.attested = Some(false),
        None => {}
    }
    let backlink = subject.backlink.known().filter(|backlink| !backlink.packages.is_empty());
    facts.repository_names_it = backlink.map(|backlink| backlink.packages.contains(&subject.package.name));
    facts
}

/// The packages that a name is likely to be taken for.
fn originals(engine: Engine<'_>, package: &Package, facts: &Facts) -> Vec<Package> {
    let Ok(mut subject) = Subject::new(package.ecosystem, &package.name) else { return Vec::new() };
    subject.facts = facts.clone();
    let answer: Answer = engine.judge(&subject);
    let mut found: Vec<Package> = Vec::new();
    for target in answer.matches.iter().filter(|found| is_likely(found)).filter_map(|found| found.target.as_ref()) {
        let original = Package::new(target.ecosystem, &target.name);
        if matches!(target.ecosystem, Ecosystem::Npm | Ecosystem::Pypi) && !found.contains(&original) {
            found.push(original);
        }
    }
    found.truncate(MOST_ORIGINALS);
    found
}

/// Whether facts of the other package may change what a likeness leads to.
fn is_likely(found: &Match) -> bool {
    /// What it looks like is a repository, and no package.
    const OF_REPOSITORIES: &str = "unclaimed-official-name";
    let asks = mechanisms::find(found.mechanism).is_some_and(|mechanism| mechanism.asks);
    found.mechanism != OF_REPOSITORIES && asks && (found.verdict >= Verdict::Confirm || found.closeness >= LIKELY)
}

fn original(history: &History, now: Timestamp) -> Original {
    let newest = history.ordered().pop().map(|(_, release)| release.version.clone());
    Original {
        age_days: age(history, now),
        version: newest,
        maintainers: maintainers(history),
        ..Original::new(history.package.ecosystem, &history.package.name)
    }
}

fn age(history: &History, now: Timestamp) -> Option<u32> {
    u32::try_from(now.duration_since(history.born()?).as_hours() / 24).ok()
}

fn maintainers(history: &History) -> Vec<String> {
    history.owners.known().into_iter().flatten().cloned().collect()
}

/// `owner/name` of an address at the code host that has a package type of its own.
fn repository(address: &str) -> Option<String> {
    Some(address::repository(address)?.name.to_lowercase())
}
