//! `owner-contradiction`: the name of somebody's package, repository or image, held by somebody else.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "owner-contradiction",
    summary: "a package, repository or image carries a known name under another owner",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/owner-contradiction.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let message = match named.meant() {
            Some(meant) => format!("`{}` carries the name of `{meant}` under another owner", named.name()),
            None => format!("`{}`: {}", named.name(), named.why()),
        };
        let fix = "if the known owner's is meant, write it in full";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
