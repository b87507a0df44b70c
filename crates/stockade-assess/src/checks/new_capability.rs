//! `new-capability`: the code can do something that it could not do before. D4, D5.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::beside;
use crate::diff::{self, Change, PackageDiff, Rule, Sign};
use crate::hostile::MOST_LINES;

pub(super) const CHECK: Check = Check {
    id: "new-capability",
    summary: "the version can do something that the one before could not",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/new-capability.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    if !scene.is_compared() {
        at_sight(scene, said);
    }
    if let Some((since, changes, text)) = scene.lately(&[Rule::D5]) {
        let mut alarm = say(scene, since, &changes, Action::Hold, CHECK.severity, "can do what", None);
        alarm.finding.evidence.push(text);
        said.alarms.push(alarm);
    }
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D4).chain(diff.by(Rule::D5)).collect();
    let (more, new): (Vec<&Change>, Vec<&Change>) = changes.into_iter().partition(|change| change.sign == Sign::More);
    if !new.is_empty() {
        let action = new.iter().map(|change| change.action).max().unwrap_or(Action::Hold);
        let severity = if action == Action::Block { Severity::High } else { CHECK.severity };
        said.alarms.push(say(scene, diff, &new, action, severity, "can do what", None));
    }
    if !more.is_empty() {
        said.alarms.push(say(
            scene,
            diff,
            &more,
            Action::Show,
            Severity::Info,
            "does more often what",
            Some(Persona::Pedantic),
        ));
    }
}

/// Without a version to compare with: text from a host that is run.
fn at_sight(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.subject.facts.known() else { return };
    let name = &scene.subject.package.name;
    let lines = beside::run_at_sight(facts, scene.subject.version(), &|fact| diff::is_ordinary(&fact.value, name));
    if lines.is_empty() {
        return;
    }
    let mut say = scene.alarm(&CHECK, Action::Show).counter("there is no earlier version to compare it with");
    for line in lines.into_iter().take(MOST_LINES) {
        say = say.line(line);
    }
    let message = format!("`{}` fetches text and runs it", scene.subject.shown());
    said.alarms.push(say.help("read the lines").help(accept(&CHECK)).say("fetched and run", message));
}

fn say(
    scene: &Scene<'_>,
    diff: &PackageDiff,
    changes: &[&Change],
    action: Action,
    severity: Severity,
    verb: &str,
    persona: Option<Persona>,
) -> crate::Alarm {
    let mut say = scene.weighed(&CHECK, action, severity, CHECK.confidence);
    for change in changes {
        say = say.evidence(change.to_string());
        for line in change.new.iter() {
            say = say.line(line.clone());
        }
    }
    if let Some(persona) = persona {
        say = say.persona(persona);
    }
    if let Some(step) = diff.step {
        let text = format!("it is a {} release", step.as_str());
        say = if step.is_small() { say.evidence(text) } else { say.counter(text) };
    }
    let values: Vec<String> = changes.iter().map(|change| format!("`{}`", change.value)).collect();
    let tail = if verb.starts_with("does") { "did before" } else { "could not" };
    let message = format!("`{}` {verb} {} {tail}: {}", scene.subject.shown(), diff.old.version, values.join(", "));
    say.help("read the lines, and the notes of the release").help(accept(&CHECK)).say("a new ability", message)
}
