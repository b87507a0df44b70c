//! `cross-ecosystem-name`: the official name of another registry.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "cross-ecosystem-name",
    summary: "a package has the official name of another registry's package",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/cross-ecosystem-name.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let (own, name) = (named.seat.asked.ecosystem.purl_type(), named.name());
        let other = named.reason.target.as_ref().map_or("another registry", |target| target.ecosystem.purl_type());
        let message = format!("`{name}` is a well-known name of {other}, but {own} is asked for it");
        let fix = "if the well-known one is meant, start it from its own registry";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
