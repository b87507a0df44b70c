//! `yanked`: the version was taken back after it was published (PEP 592).

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};

pub(super) const CHECK: Check = Check {
    id: "yanked",
    summary: "the version was taken back after it was published",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/yanked.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(Some(reason)) = scene.need(&CHECK, "whether it was taken back", &release.yanked, said) else { return };
    let say = scene.alarm(&CHECK, Action::Hold).evidence(if reason.is_empty() {
        "no reason is given".to_owned()
    } else {
        format!("the reason given is: {reason}")
    });
    let say =
        say.help("take another version: only a lock file or an exact pin still installs this one").help(accept(&CHECK));
    said.alarms.push(say.say("taken back", format!("`{}` was taken back", scene.subject.shown())));
}
