//! `stale-ignore`: an exception that covers nothing will one day cover something nobody looked at.

use stockade_model::{Confidence, Finding, Severity};

use super::{Check, Scene};
use crate::ignore;

pub(super) const CHECK: Check = Check {
    id: super::STALE_IGNORE,
    summary: "an ignore covers nothing, is over, or gives no reason",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/stale-ignore.md"),
    run,
};

/// Runs last: it looks at what all other checks found. Ignores of stale ignores are judged in a second round, by what
/// the first one found.
fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for about_ignores in [false, true] {
        let stale = ignore::stale(findings, scene.inventory, scene.options, about_ignores);
        findings.extend(stale.into_iter().map(|stale| {
            let confidence = if stale.certain { Confidence::High } else { CHECK.confidence };
            Finding::builder(CHECK.id, CHECK.severity, confidence)
                .help("delete the ignore, or mend it")
                .at(stale.location, "this ignore", stale.message)
        }));
    }
}
