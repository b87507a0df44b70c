//! `provenance-invalid`: there is evidence, and it does not hold.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::{Action, Said};
use crate::known::Known;
use crate::provenance::Provenance;

pub(super) const CHECK: Check = Check {
    id: "provenance-invalid",
    summary: "the evidence that comes with this version does not hold",
    severity: Severity::Critical,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/provenance-invalid.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    // What could not be verified is unknown and no forgery; `provenance-missing` notes the gap.
    let Some(release) = scene.subject.release() else { return };
    let Known::Known(Provenance::Invalid(why)) = &release.provenance else { return };
    let alarm = scene
        .alarm(&CHECK, Action::Block)
        .evidence(why.clone())
        .help("do not install it; tell the project and the registry")
        .help("if the registry is a mirror of your own, compare with what it mirrors")
        .say("evidence that does not hold", format!("the evidence of `{}` does not hold", scene.subject.shown()));
    said.alarms.push(alarm);
}
