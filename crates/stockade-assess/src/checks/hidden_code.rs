//! `hidden-code`: code that cannot be read as what it says to be.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::facts::{Class, Fact};
use crate::hostile::MOST_LINES;

pub(super) const CHECK: Check = Check {
    id: "hidden-code",
    summary: "the package has code that cannot be read",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/hidden-code.md"),
    run,
};

/// What the ways to hide code are called.
fn words(value: &str) -> &str {
    match value {
        "unparsable" => "it is not what its name says",
        "too-deep" => "it nests too deep to be read, or may",
        "parser-failed" => "the parser failed at it, as a file made for that would have it",
        "too-large" => "it is too large to be read",
        "large-data" => "it is data, too long to be read for more than recipients",
        "packed" => "it is packed",
        "invisible-text" => "it has characters that cannot be seen or turn the text around",
        "native-binary" => "it is machine code",
        other => other,
    }
}

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let all: Vec<&Fact> = facts.of(Class::Hidden).collect();
    if all.is_empty() {
        return;
    }
    let old = scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)));
    let was = |fact: &Fact| {
        old.is_some_and(|(_, old)| {
            old.of(Class::Hidden).any(|before| before.value == fact.value && before.file == fact.file)
        })
    };
    let (known, mut new): (Vec<&Fact>, Vec<&Fact>) = all.into_iter().partition(|fact| was(fact));
    let older = scene.subject.anchor.as_ref().and_then(|anchor| Some((anchor, anchor.facts.known()?)));
    // Machine code and data come and stay; what else could not be read is not old because it was there one release before.
    let lately = |fact: &&Fact| {
        !matches!(fact.value.as_str(), "native-binary" | "large-data")
            && older.is_some_and(|(_, old)| {
                !old.of(Class::Hidden).any(|before| before.value == fact.value && before.file == fact.file)
            })
    };
    let (late, known): (Vec<&Fact>, Vec<&Fact>) = known.into_iter().partition(lately);
    let since = match older.filter(|_| !late.is_empty()) {
        Some((anchor, _)) => format!("{}{} did not have it", anchor.version, scene.published(&anchor.version)),
        None => String::new(),
    };
    new.extend(late);
    for (facts, is_known) in [(new, false), (known, true)] {
        let Some(first) = facts.first() else { continue };
        let native = facts.iter().all(|fact| fact.value == "native-binary");
        // A library's file is named after its content by some packers, and who ships machine code ships more of it.
        let had_native = old.is_some_and(|(_, old)| old.of(Class::Hidden).any(|fact| fact.value == "native-binary"));
        // A file that never was a program of its language is a mistake of its author's more often than not.
        let plain = facts.iter().all(|fact| matches!(fact.value.as_str(), "unparsable" | "native-binary"));
        let first_sight = scene.subject.baseline.known().is_none() && (plain || scene.is_dependency());
        // Data is no code; that it was not read whole has to be said.
        let data = facts.iter().all(|fact| fact.value == "large-data");
        let mut say = if is_known || first_sight || data || (native && had_native) {
            scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::Medium)
        } else {
            scene.alarm(&CHECK, Action::Hold)
        };
        for fact in facts.iter().take(MOST_LINES) {
            say = say
                .evidence(format!("{}: {}", fact.place(), words(&fact.value)))
                .line(Line::of(scene.subject.version(), fact));
        }
        say = match old {
            Some((baseline, _)) if is_known => say.counter(format!("{} had it too", baseline.version)),
            Some(_) if !since.is_empty() => say.evidence(&since),
            Some((baseline, _)) => say.evidence(format!("{} did not have it", baseline.version)),
            None => say.counter("there is no earlier version to compare it with"),
        };
        let count = facts.len();
        let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        let message = format!("`{}` has code that cannot be read: {}{more}", scene.subject.shown(), first.file);
        said.alarms.push(
            say.help("compare it with what its repository builds")
                .help(accept(&CHECK))
                .say("code nobody can read", message),
        );
    }
}
