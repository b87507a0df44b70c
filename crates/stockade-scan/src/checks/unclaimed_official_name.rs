//! `unclaimed-official-name`: the name of a vendor's repository, under which the vendor is not known to publish.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "unclaimed-official-name",
    summary: "a package has the name of a vendor's repository and is not known to be the vendor's",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/unclaimed-official-name.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for named in scene.names.of(CHECK.id) {
        let owner = named.reason.target.as_ref().and_then(|target| target.owner.as_deref()).unwrap_or("its owner");
        let message =
            format!("`{}` has the name of a repository of `{owner}`, who is not known to publish it", named.name());
        let fix = "read in that repository how its server is meant to be installed";
        findings.push(named.finding(&CHECK, scene, message, fix));
    }
}
