//! `git-hook-persistence`: code that runs with every commit from then on.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene};
use crate::alarm::Said;
use crate::hostile::{self, Act};

pub(super) const CHECK: Check = Check {
    id: "git-hook-persistence",
    summary: "the package installs a Git hook, which runs with every commit from then on",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/git-hook-persistence.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let done = Act::GitHook.done(facts, &scene.subject.package.name, scene.setting.limits.secret_families);
    if done.is_empty() {
        return;
    }
    let weight = hostile::weigh(*scene, Act::GitHook, &done, facts);
    let message = format!("`{}` installs a Git hook", scene.subject.shown());
    said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
}
