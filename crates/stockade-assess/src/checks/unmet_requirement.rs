//! `unmet-requirement`: settings ask something of the package that it does not have. The work is done by
//! [`crate::requirements`], which knows the settings.

use stockade_model::{Confidence, Severity};

use super::Check;

pub(super) const CHECK: Check = Check {
    id: "unmet-requirement",
    summary: "the package falls short of what the settings ask of it",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/unmet-requirement.md"),
    run: |_, _| {},
};
