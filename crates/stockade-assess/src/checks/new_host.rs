//! `new-host`: the code names a host that it did not name before. D7, D8.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::diff::{Change, Rule};

pub(super) const CHECK: Check = Check {
    id: "new-host",
    summary: "the version names a host that the one before did not",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/new-host.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D7).chain(diff.by(Rule::D8)).collect();
    let Some(action) = changes.iter().map(|change| change.action).max() else { return };
    let mut say = match action {
        Action::Show => scene.alarm(&CHECK, action),
        _ => scene.weighed(&CHECK, action, Severity::Medium, Confidence::Medium),
    };
    for change in &changes {
        say = say.evidence(change.to_string());
        for line in change.new.iter() {
            say = say.line(line.clone());
        }
    }
    let mut hosts: Vec<String> = changes.iter().map(|change| format!("`{}`", change.value)).collect();
    hosts.sort();
    hosts.dedup();
    let message =
        format!("`{}` names hosts that {} did not: {}", scene.subject.shown(), diff.old.version, hosts.join(", "));
    said.alarms.push(say.help("ask what is sent there").help(accept(&CHECK)).say("a new host", message));
}
