//! `newly-minified`: a file that could be read in the version before cannot be read any more.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::facts::{Class, Fact};
use crate::hostile::MOST_LINES;

pub(super) const CHECK: Check = Check {
    id: "newly-minified",
    summary: "the code is minified, and that of the version before was not",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/newly-minified.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let Some((baseline, old)) =
        scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)))
    else {
        return;
    };
    // A bundle's name changes with its content; that there was any minified code before is what counts then.
    let hashed = |file: &str| file.rsplit('/').next().is_some_and(|name| name.split(['-', '.', '_']).any(is_hash));
    let had = old.of(Class::Minified).next().is_some();
    let new = facts.of(Class::Minified).filter(|fact| old.like(fact).is_none() && !(had && hashed(&fact.value)));
    let new: Vec<&Fact> = new.collect();
    let Some(first) = new.first() else { return };
    // What was not there could not be read before either, and bundlers split files anew all the time.
    let there = new.iter().any(|fact| old.iter().any(|before| before.file == fact.value));
    let mut say = scene.alarm(&CHECK, Action::Hold).evidence(format!("in {} it could be read", baseline.version));
    if !there {
        say = scene
            .weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low)
            .evidence(format!("{} had no minified code", baseline.version))
            .counter("the file is new");
    }
    if had {
        say = scene
            .weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low)
            .counter(format!("{} had other minified files", baseline.version));
    }
    for fact in new.iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let message =
        format!("`{}` has minified code, and {} had not: {}", scene.subject.shown(), baseline.version, first.value);
    said.alarms.push(
        say.help("compare it with what its repository builds").help(accept(&CHECK)).say("minified since", message),
    );
}

/// Eight or more hexadecimal or mixed characters with a digit among them, as bundlers write them.
fn is_hash(part: &str) -> bool {
    part.len() >= 8
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && part.bytes().any(|byte| byte.is_ascii_digit())
}
