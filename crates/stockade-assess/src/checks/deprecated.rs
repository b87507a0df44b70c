//! `deprecated`: its publisher says not to use this version any more.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};

pub(super) const CHECK: Check = Check {
    id: "deprecated",
    summary: "the publisher says not to use this version any more",
    severity: Severity::Low,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/deprecated.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(Some(notice)) = scene.need(&CHECK, "whether it is deprecated", &release.deprecated, said) else { return };
    let mut say = scene.alarm(&CHECK, Action::Show).evidence(if notice.is_empty() {
        "no reason is given".to_owned()
    } else {
        format!("the notice says: {notice}")
    });
    if scene.is_dependency() {
        say = say.persona(Persona::Pedantic);
    }
    let say = say.help("take the version or the package that the notice names").help(accept(&CHECK));
    said.alarms.push(say.say("deprecated", format!("`{}` is deprecated", scene.subject.shown())));
}
