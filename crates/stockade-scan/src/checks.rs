//! Static checks: each looks at the inventory and the resolved launches and yields findings.
//!
//! One check, one file `checks/<id>.rs`, one line in the list below. A test walks the list and demands the page
//! (`docs/checks/<id>.md`) and the fixture (`tests/checks/<id>/`).

use stockade_model::{Confidence, Finding, Inventory, Launch, Server, Severity};

use crate::Options;

/// What a check sees.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What discovery found.
    pub inventory: &'a Inventory,
    /// What each server really runs, in the same order.
    pub launches: &'a [Launch],
    /// Whose machine it is.
    pub options: &'a Options,
}

impl<'a> Scene<'a> {
    /// Every server with what it runs.
    pub fn servers(&self) -> impl Iterator<Item = (&'a Server, &'a Launch)> + use<'a> {
        self.inventory.servers.iter().zip(self.launches)
    }
}

/// One check: its identity as data and its work as a function.
pub struct Check {
    /// Kebab-case id, never renamed; the key of SARIF rules, JSON, pages and ignores.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The severity it usually has; single findings may differ, and the page says when.
    pub severity: Severity,
    /// The confidence it usually has.
    pub confidence: Confidence,
    /// The page that `stockade explain` prints.
    pub page: &'static str,
    /// The work.
    pub run: fn(&Scene<'_>, &mut Vec<Finding>),
}

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every check, in the order of the reference.
        pub const ALL: &[&Check] = &[$(&$module::CHECK),*];
    };
}

checks! {}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}

/// Runs every check; worst findings first, then by place.
pub fn run_all(inventory: &Inventory, launches: &[Launch], options: &Options) -> Vec<Finding> {
    let scene = Scene { inventory, launches, options };
    let mut findings = Vec::new();
    for check in ALL {
        (check.run)(&scene, &mut findings);
    }
    findings.sort_by(|a, b| {
        (b.severity, b.confidence)
            .cmp(&(a.severity, a.confidence))
            .then_with(|| a.check.cmp(b.check))
            .then_with(|| a.primary.path(&inventory.sources).cmp(&b.primary.path(&inventory.sources)))
    });
    findings
}
