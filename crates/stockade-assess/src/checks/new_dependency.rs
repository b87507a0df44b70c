//! `new-dependency`: the version asks for a package that the one before did not. D11: what comes in is assessed itself.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::diff::{Change, Rule};

pub(super) const CHECK: Check = Check {
    id: "new-dependency",
    summary: "the version depends on a package that the one before did not",
    severity: Severity::Info,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/new-dependency.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D11).collect();
    if changes.is_empty() {
        return;
    }
    let small = diff.step.is_some_and(crate::version::Step::is_small);
    let severity = if small { Severity::Low } else { CHECK.severity };
    let mut say = scene.weighed(&CHECK, Action::Show, severity, CHECK.confidence);
    for change in &changes {
        say = say.evidence(change.to_string());
    }
    let names: Vec<String> =
        changes.iter().map(|change| format!("`{}`", change.what.trim_start_matches("dependency "))).collect();
    let message =
        format!("`{}` depends on what {} did not: {}", scene.subject.shown(), diff.old.version, names.join(", "));
    let say = say.help("the package that comes in is assessed as well: look at what is said of it");
    said.alarms.push(say.help(accept(&CHECK)).say("a new dependency", message));
}
