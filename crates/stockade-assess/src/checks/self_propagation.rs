//! `self-propagation`: a manifest is rewritten, and something is published: the shape of a worm.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::Said;
use crate::hostile::{self, Act};

pub(super) const CHECK: Check = Check {
    id: "self-propagation",
    summary: "the package rewrites manifests and publishes packages",
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
    let message = format!("`{}` rewrites package manifests and publishes packages", scene.subject.shown());
    said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
}
