//! `catalogue-misbinding`: a catalogue entry ties a repository to a package that others tie elsewhere.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "catalogue-misbinding",
    summary: "an entry ties a package to a repository whose owner is not known to hold it",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/catalogue-misbinding.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let tied = named.seat.asked.tied.as_deref().unwrap_or("a repository");
        let message = format!("`{}` is tied to `{tied}`, whose owner is not known to hold it", named.name());
        let fix = "read in the repository which package it publishes, and name that one";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
