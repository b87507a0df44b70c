//! `squat`: a name that is easily mistaken for a well-known one.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "squat",
    summary: "the name of a package is easily mistaken for that of a well-known one",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/squat.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let meant = named.meant().unwrap_or("a well-known package");
        let message = format!("`{}` is easily mistaken for `{meant}`", named.name());
        let fix = "if the well-known one is meant, write its name";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
