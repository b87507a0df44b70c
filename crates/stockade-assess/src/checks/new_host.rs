//! `new-host`: the code names a host that it did not name before. D7, D8.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::diff::{Change, PackageDiff, Rule};

pub(super) const CHECK: Check = Check {
    id: "new-host",
    summary: "the version names a host that the one before did not",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/new-host.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    if let Some((since, changes, text)) = scene.lately(&[Rule::D7, Rule::D8]) {
        said.alarms.push(say(scene, since, &changes, Some(text)));
    }
    let Some(diff) = scene.diff else { return };
    let changes: Vec<&Change> = diff.by(Rule::D7).chain(diff.by(Rule::D8)).collect();
    if !changes.is_empty() {
        said.alarms.push(say(scene, diff, &changes, None));
    }
}

fn say(scene: &Scene<'_>, diff: &PackageDiff, changes: &[&Change], lately: Option<String>) -> crate::Alarm {
    let action = changes.iter().map(|change| change.action).max().unwrap_or(Action::Hold);
    let mut say = match action {
        Action::Show => scene.alarm(&CHECK, action),
        _ => scene.weighed(&CHECK, action, Severity::Medium, Confidence::Medium),
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
    let mut hosts: Vec<String> = changes.iter().map(|change| format!("`{}`", change.value)).collect();
    hosts.sort();
    hosts.dedup();
    let message =
        format!("`{}` names hosts that {} did not: {}", scene.subject.shown(), diff.old.version, hosts.join(", "));
    say.help("ask what is sent there").help(accept(&CHECK)).say("a new host", message)
}
