//! What speaks for an alarm besides the name: facts that honest packages seldom have. Each is printed as a reason.
//!
//! - a fact that nobody told says nothing;
//! - none raises an alarm by itself: together they bring a likeness to a question, and with an identity rule and an owner
//!   contradiction one of the hard ones makes it a denial (`docs/names.md`).

use stockade_model::{Confidence, Ecosystem};

use crate::answer::{Match, Verdict};
use crate::mechanisms::{self, Scene, dependency_confusion};
use crate::subject::owner;

/// A name is new for so many days.
const NEW: u32 = 30;
/// npm packages with fewer downloads a month are hardly used by anybody.
const FEW_DOWNLOADS: u64 = 1_000;
/// Whoever publishes so many new names within two days is sowing them.
const MANY_NAMES: u32 = 3;
/// So many of them bring a likeness that is nearly close enough to a question …
const ENOUGH: usize = 2;
/// … from here on.
const NEARLY: f32 = 0.6;
/// Rules about who holds a name, not about how it is spelt.
const IDENTITY: &[&str] = &["unclaimed-official-name", "cross-ecosystem", "catalogue-misbinding"];
/// Lines of first versions that say nothing, major and minor: everybody begins with them.
const USUAL: &[(u64, u64)] = &[(0, 0), (0, 1), (1, 0)];

/// One thing that speaks for an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// One line.
    pub text: String,
    /// Whether it is one of those that make a denial of a contradiction.
    pub hard: bool,
}

/// Everything that speaks for the subject being made to be taken for another.
pub fn signals(scene: &Scene<'_>, found: &Match) -> Vec<Signal> {
    let facts = &scene.subject.facts;
    let mut signals = Vec::new();
    let mut signal = |hard: bool, text: Option<String>| signals.extend(text.map(|text| Signal { text, hard }));
    let target = found.target.as_ref();
    let original = target.and_then(|target| scene.original(target.ecosystem, &target.name));
    signal(true, facts.age_days.filter(|days| *days < NEW).map(|days| format!("the name is {days} days old")));
    signal(true, (facts.install_hook == Some(true)).then(|| "it runs code when installed".to_owned()));
    let mimicked = facts.first_version.as_deref().and_then(|first| {
        let own = line(first).filter(|own| !USUAL.contains(own))?;
        let (original, theirs) = original.and_then(|original| Some((original, original.version.as_deref()?)))?;
        (line(theirs) == Some(own))
            .then(|| format!("its first version, {first}, is of the line of `{}`, which has {theirs}", original.name))
    });
    signal(true, mimicked);
    // Of PyPI only ranks are told, and most honest packages have none.
    let few = facts.popularity.filter(|downloads| *downloads < FEW_DOWNLOADS);
    let few = few.filter(|_| scene.subject.name.ecosystem == Ecosystem::Npm);
    signal(true, few.map(|downloads| format!("hardly anybody uses it ({downloads} downloads a month)")));
    let first = facts.first_version.as_deref().filter(|first| dependency_confusion::is_high(first));
    signal(false, first.map(|first| format!("its first published version is {first}")));
    let sown = facts.new_names.filter(|names| *names >= MANY_NAMES);
    signal(false, sown.map(|names| format!("its publisher published {names} new names within two days")));
    let copied = original.filter(|original| original.same_readme == Some(true));
    signal(false, copied.map(|original| format!("its description is nearly that of `{}`", original.name)));
    let one_way = scene.claimed_repository().filter(|_| facts.repository_names_it == Some(false));
    signal(
        false,
        one_way.map(|claimed| format!("it says that it comes from `{claimed}`, which names another package")),
    );
    signal(false, claims(scene));
    signal(
        false,
        (facts.siblings_removed == Some(true)).then(|| "other names of its publisher were removed".to_owned()),
    );
    signals
}

/// Major and minor of a version; a missing minor is 0.
fn line(version: &str) -> Option<(u64, u64)> {
    let mut parts = version.trim_start_matches('v').split(['.', '-', '+']);
    Some((parts.next()?.parse().ok()?, parts.next().map_or(Some(0), |minor| minor.parse().ok())?))
}

/// Its description speaks of an owner who does not hold it.
fn claims(scene: &Scene<'_>) -> Option<String> {
    let named = scene.subject.facts.readme_names.as_deref()?;
    let aliases = &scene.pack.lists().aliases;
    let same = scene.holders().any(|holder| owner(named).is_some_and(|owner| aliases.same(owner, holder)));
    (scene.is_held() && !same)
        .then(|| format!("its description says that it is of `{named}`, and it is held by {}", scene.held_by()))
}

/// Adds what speaks for each match, and says how far up the ladder that leads.
pub(crate) fn apply(scene: &Scene<'_>, matches: &mut [Match]) {
    let facts = &scene.subject.facts;
    // Nothing of it is known offline: that is nearly every answer.
    if !facts.are_told() {
        return;
    }
    let contradicted = scene.is_contradicted() || facts.repository_names_it == Some(false);
    for found in matches.iter_mut().filter(|found| found.number != 0) {
        let signals = signals(scene, found);
        if signals.is_empty() {
            continue;
        }
        let asks = mechanisms::find(found.mechanism).is_some_and(|mechanism| mechanism.asks);
        let nearly = asks && found.counter_evidence.is_empty() && found.closeness >= NEARLY && found.target.is_some();
        if found.verdict == Verdict::Note && nearly && signals.len() >= ENOUGH {
            (found.verdict, found.confidence) = (Verdict::Confirm, Confidence::Medium);
        } else if found.verdict == Verdict::Confirm {
            found.confidence = Confidence::High;
        }
        let hard = signals.iter().any(|signal| signal.hard);
        if contradicted && hard && found.verdict == Verdict::Confirm && IDENTITY.contains(&found.mechanism) {
            (found.verdict, found.confidence) = (Verdict::Block, Confidence::High);
        }
        found.evidence.extend(signals.into_iter().map(|signal| signal.text));
    }
}

#[cfg(test)]
mod tests;
