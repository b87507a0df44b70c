//! `new-secret`: the code reads a secret that it did not read before. D9, D10.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::diff::{Change, Rule};

pub(super) const CHECK: Check = Check {
    id: "new-secret",
    summary: "the version reads a secret that the one before did not",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/new-secret.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D9).chain(diff.by(Rule::D10)).collect();
    let Some(action) = changes.iter().map(|change| change.action).max() else { return };
    let mut say = match action {
        Action::Block => scene.weighed(&CHECK, action, Severity::Critical, Confidence::High),
        Action::Hold => scene.alarm(&CHECK, action),
        Action::Show => scene.weighed(&CHECK, action, Severity::Low, Confidence::Low),
    };
    for change in &changes {
        say = say.evidence(change.to_string());
        for line in change.new.iter() {
            say = say.line(line.clone());
        }
    }
    let names: Vec<String> = changes.iter().map(|change| format!("`{}`", change.value)).collect();
    let message =
        format!("`{}` names secrets that {} did not: {}", scene.subject.shown(), diff.old.version, names.join(", "));
    said.alarms.push(
        say.help("ask what it needs them for, and do not give them to it until then")
            .help(accept(&CHECK))
            .say("a new secret", message),
    );
}
