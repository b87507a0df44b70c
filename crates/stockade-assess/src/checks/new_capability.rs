//! `new-capability`: the code can do something that it could not do before. D4, D5.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::diff::{Change, PackageDiff, Rule, Sign};

pub(super) const CHECK: Check = Check {
    id: "new-capability",
    summary: "the version can do something that the one before could not",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/new-capability.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
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
