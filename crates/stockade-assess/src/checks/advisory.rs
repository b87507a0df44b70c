//! `advisory`: a package that a server brings in has a known weakness. The work is done by [`crate::advisory`], which
//! looks at a whole closure.

use stockade_model::{Confidence, Severity};

use super::Check;

pub(super) const CHECK: Check = Check {
    id: "advisory",
    summary: "a package that the server brings in has a known weakness",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/advisory.md"),
    run: |_, _| {},
};
