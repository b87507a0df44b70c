//! `ci-abuse`: workflows are written, and the tokens of a workflow are read.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::Said;
use crate::hostile::{self, Act};

pub(super) const CHECK: Check = Check {
    id: "ci-abuse",
    summary: "the package writes workflows of a CI service",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/ci-abuse.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let done = Act::Ci.done(facts, &scene.subject.package.name, scene.setting.limits.secret_families);
    if done.is_empty() {
        return;
    }
    let weight = hostile::weigh(*scene, Act::Ci, &done, facts);
    let message = format!("`{}` writes workflows of a CI service", scene.subject.shown());
    said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
}
