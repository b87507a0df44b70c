//! `new-name`: the name of the package was registered a few days ago.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept, span};
use crate::alarm::{Action, Said};
use crate::provenance::Level;

pub(super) const CHECK: Check = Check {
    id: "new-name",
    summary: "the name of the package has not been around for long",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/new-name.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(history) = scene.history(&CHECK, said) else { return };
    let Some(born) = history.born() else {
        let why = history.created.reason().unwrap_or("the registry does not say when it was registered");
        scene.gap(&CHECK, "when the name was registered", why, said);
        return;
    };
    let age = scene.setting.now.duration_since(born);
    if age >= scene.setting.limits.new_name {
        return;
    }
    let count = history.releases.len();
    let mut say = scene
        .alarm(&CHECK, Action::Hold)
        .evidence(format!("the name appeared at {born}, {} ago", span(age)))
        .evidence(format!("{count} {} since", if count == 1 { "release" } else { "releases" }));
    if let Some(level) = scene.subject.release().and_then(|release| release.level().known().copied())
        && level >= Level::B
    {
        say = say.counter(format!("its evidence is of level {level}: {}", level.meaning()));
    }
    if history.created.known().is_none() {
        say = say
            .counter("the registry does not say when the name was registered; this is the time of its first release");
    }
    if scene.subject.is_pinned() {
        say = say.counter("this version was accepted");
    }
    let message = format!("the name `{}` is {} old", scene.subject.package.name, span(age));
    said.alarms.push(say.help("wait, or look at who publishes it").help(accept(&CHECK)).say("a new name", message));
}
