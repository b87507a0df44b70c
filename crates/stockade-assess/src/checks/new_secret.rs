//! `new-secret`: the code reads a secret that it did not read before. D9, D10.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::diff::{Change, PackageDiff, Rule, is_registry};
use crate::facts::{Class, Fact, Sink};
use crate::hostile::MOST_LINES;
use crate::secrets;

pub(super) const CHECK: Check = Check {
    id: "new-secret",
    summary: "the version reads a secret that the one before did not",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/new-secret.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    if !scene.is_compared() {
        at_sight(scene, said);
    }
    if let Some((since, changes, text)) = scene.lately(&[Rule::D9, Rule::D10]) {
        said.alarms.push(say(scene, since, &changes, Some(text)));
    }
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D9).chain(diff.by(Rule::D10)).collect();
    if !changes.is_empty() {
        said.alarms.push(say(scene, diff, &changes, None));
    }
}

/// Without a version to compare with: files of secrets that are read where something is sent. Programs say `/etc/passwd` in
/// examples, and whoever looks for a newer version of itself reads a registry's file.
fn at_sight(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let own = |path: &str| secrets::is_own_family(path, &scene.subject.package.name);
    let leaves = |fact: &&Fact| {
        fact.sink == Sink::Leaves && fact.value != "passwd" && !is_registry(&fact.value) && !own(&fact.value)
    };
    let found: Vec<&Fact> = facts.of(Class::SensitivePath).filter(leaves).collect();
    if found.is_empty() {
        return;
    }
    let action = if scene.is_dependency() { Action::Show } else { Action::Hold };
    let mut say = scene.alarm(&CHECK, action).counter("there is no earlier version to compare it with");
    for fact in found.iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let names: Vec<String> = found.iter().map(|fact| format!("`{}`", fact.value)).collect();
    let message = format!("`{}` reads secrets where it sends something: {}", scene.subject.shown(), names.join(", "));
    let say = say.help("ask what it needs them for, and do not give them to it until then");
    said.alarms.push(say.help(accept(&CHECK)).say("a secret is read", message));
}

fn say(scene: &Scene<'_>, diff: &PackageDiff, changes: &[&Change], lately: Option<String>) -> crate::Alarm {
    let action = changes.iter().map(|change| change.action).max().unwrap_or(Action::Hold);
    let mut say = match action {
        Action::Block => scene.weighed(&CHECK, action, Severity::Critical, Confidence::High),
        Action::Hold => scene.alarm(&CHECK, action),
        Action::Show => scene.weighed(&CHECK, action, Severity::Low, Confidence::Low),
    };
    if let Some(text) = lately {
        say = say.evidence(text);
    }
    for change in changes {
        say = say.evidence(change.to_string());
        for line in change.new.iter() {
            say = say.line(line.clone());
        }
    }
    let names: Vec<String> = changes.iter().map(|change| format!("`{}`", change.value)).collect();
    let message =
        format!("`{}` names secrets that {} did not: {}", scene.subject.shown(), diff.old.version, names.join(", "));
    say.help("ask what it needs them for, and do not give them to it until then")
        .help(accept(&CHECK))
        .say("a new secret", message)
}
