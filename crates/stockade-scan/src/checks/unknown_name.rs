//! `unknown-name`: a name that nobody knows, or that is asked for by mistake.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "unknown-name",
    summary: "the name of a package is on no list, or is one that is asked for by mistake",
    severity: Severity::Low,
    confidence: Confidence::Low,
    page: include_str!("../../../../docs/checks/unknown-name.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let message = match named.meant() {
            Some(meant) => format!("`{}` is asked for by mistake: `{meant}` is probably meant", named.name()),
            None => format!("nothing is known of `{}`", named.name()),
        };
        let fix = "look at the package and its publisher before it runs";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
