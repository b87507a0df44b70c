//! Checks that somebody else runs over the same inventory: what they are called, whose word accepts what they find, and
//! what they found. They need what a registry says, which nothing here asks for.
//!
//! - ignores may name them, whether they were run or not: a good ignore is not stale because nobody asked;
//! - whoever wrote a project chose its packages: what a project brings along accepts nothing about them.

use stockade_model::{Finding, Layer};

use crate::names::Told;

/// The checks of somebody else.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Each id with the lowest layer whose settings can accept its findings.
    pub checks: Vec<(&'static str, Layer)>,
    /// What they found; none where they were not run.
    pub found: Option<Vec<Finding>>,
    /// Whether they could look at everything.
    pub whole: bool,
    /// What they found out about packages, for the judge of names.
    pub told: Told,
}

impl Elsewhere {
    /// The lowest layer whose settings can accept findings of a check; none where it is not one of these.
    pub fn authority(&self, check: &str) -> Option<Layer> {
        self.checks.iter().find(|(id, _)| *id == check).map(|(_, layer)| *layer)
    }

    /// Whether a check is one of these.
    pub fn holds(&self, check: &str) -> bool {
        self.authority(check).is_some()
    }

    /// Whether an ignore of a check would have been used if it covered anything.
    pub(crate) fn could_see(&self, check: &str) -> bool {
        !self.holds(check) || (self.found.is_some() && self.whole)
    }
}
