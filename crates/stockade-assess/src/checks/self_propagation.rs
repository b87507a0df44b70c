//! `self-propagation`: something is published, with a manifest that is rewritten or a token that is found: a worm's shape.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::Said;
use crate::hostile::{self, Act};

pub(super) const CHECK: Check = Check {
    id: "self-propagation",
    summary: "the package publishes packages, with manifests it rewrites or tokens it finds",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/self-propagation.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let done = Act::Propagation.done(facts, &scene.subject.package.name, scene.setting.limits.secret_families);
    if done.is_empty() {
        return;
    }
    let weight = hostile::weigh(*scene, Act::Propagation, &done, facts);
    let message = format!("`{}` publishes packages", scene.subject.shown());
    said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
}
