//! `provenance-missing`: nothing proves where the package was built.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::known::Known;
use crate::provenance::Provenance;

pub(super) const CHECK: Check = Check {
    id: "provenance-missing",
    summary: "nothing proves where this version was built",
    severity: Severity::Info,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/provenance-missing.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.release(&CHECK, said) else { return };
    let Some(provenance) = scene.need(&CHECK, "its provenance", &release.provenance, said) else { return };
    if *provenance != Provenance::Missing {
        return;
    }
    let history = scene.subject.history.known();
    let ever = history.is_some_and(|history| {
        history.releases.iter().any(|release| matches!(release.provenance, Known::Known(Provenance::Verified(_))))
    });
    // Most honest packages have none: a question only where the name is new as well.
    let mut say = if scene.is_new_name() && !ever {
        scene.weighed(&CHECK, Action::Hold, Severity::Low, Confidence::High).evidence("the name is new")
    } else {
        scene.alarm(&CHECK, Action::Show).persona(Persona::Pedantic).counter("most packages have none")
    };
    let level = release.level();
    say = say.evidence(match level.known() {
        Some(level) => format!("it is of level {level}: {}", level.meaning()),
        None => "the registry has no attestation of it".to_owned(),
    });
    if !ever {
        say = say.evidence("no version of it has any");
    }
    let message = format!("nothing proves where `{}` was built", scene.subject.shown());
    let say = say.help("demand a level with `[[require]]` in `stockade.toml` where you need one");
    said.alarms.push(say.help(accept(&CHECK)).say("no provenance", message));
}
