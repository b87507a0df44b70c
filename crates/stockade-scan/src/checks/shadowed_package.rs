//! `shadowed-package`: a local file runs instead of the package that the line names.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "shadowed-package",
    summary: "a local copy runs instead of the registry package that the launch line names",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/shadowed-package.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _, component) in scene.components() {
        let Some(shadow) = &component.shadow else { continue };
        let path = shadow.path.display();
        // A bare executable has no package behind it; an installed package at least says what it is.
        let bare = shadow.path.parent().is_some_and(|folder| folder.ends_with(".bin"));
        let severity = if bare { CHECK.severity } else { Severity::Medium };
        let builder = about(&CHECK, severity, CHECK.confidence, server)
            .package(&shadow.instead_of)
            .evidence(format!("the package client finds `{path}` before it asks any registry"))
            .counter_evidence("an ordinary install of the project's own dependencies looks the same")
            .help(format!("name an exact version that the local copy does not have, or start `{path}` by its path on purpose"));
        let message = format!("`{}` is not fetched: `{path}` runs instead", shadow.instead_of.name);
        findings.push(builder.at(place(server, component.span), "runs a local file", message));
    }
}
