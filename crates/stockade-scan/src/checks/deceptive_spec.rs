//! `deceptive-spec`: a package is written so that it reads as another one.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "deceptive-spec",
    summary: "a package is written so that its name reads as another one, or is hidden",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/deceptive-spec.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        // A name of thousands of characters would be all that a report shows.
        let name: String = named.name().chars().take(80).flat_map(char::escape_default).collect();
        let message = match &named.seat.alias {
            Some(alias) => format!("the file lists `{}` but installs `{name}`", alias.escape_default()),
            None => format!("`{name}` is no plain package name: {}", named.why()),
        };
        let fix = "write the package's own name, letter by letter";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
