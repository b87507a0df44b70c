//! Every check that a report can speak of: those of an inventory, which ask nobody, and those of a package, which need
//! what a registry says. One list, so that an id means the same to settings, reports and pages.

use stockade_assess::requirements::Requirements;
use stockade_model::{Confidence, Layer, Severity};
use stockade_scan::elsewhere::Elsewhere;
use stockade_scan::names::Told;

/// One check, whoever runs it.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The severity it usually has.
    pub severity: Severity,
    /// The confidence it usually has.
    pub confidence: Confidence,
    /// The page that `stockade explain` prints.
    pub page: &'static str,
    /// Whether it needs what a registry says.
    pub of_packages: bool,
}

/// Every check, in the order of the reference: those of an inventory first.
pub fn all() -> impl Iterator<Item = Check> {
    let of_inventory = stockade_scan::checks::ALL.iter().map(|check| Check {
        id: check.id,
        summary: check.summary,
        severity: check.severity,
        confidence: check.confidence,
        page: check.page,
        of_packages: false,
    });
    let of_packages = stockade_assess::checks::ALL.iter().map(|check| Check {
        id: check.id,
        summary: check.summary,
        severity: check.severity,
        confidence: check.confidence,
        page: check.page,
        of_packages: true,
    });
    of_inventory.chain(of_packages)
}

/// The check with this id.
pub fn find(id: &str) -> Option<Check> {
    all().find(|check| check.id == id)
}

/// Its place in the list, which is its number among SARIF's rules.
pub fn position(id: &str) -> Option<usize> {
    all().position(|check| check.id == id)
}

/// How many there are.
pub fn count() -> usize {
    stockade_scan::checks::ALL.len() + stockade_assess::checks::ALL.len()
}

/// The checks of packages, as a scan has to know them: what falls short of a requirement is accepted by nobody below those
/// who ask.
pub fn of_packages(requirements: &Requirements) -> Elsewhere {
    let asked = requirements.authority();
    let checks = stockade_assess::checks::ALL.iter().map(|check| {
        let asked = asked.filter(|_| check.id == UNMET_REQUIREMENT);
        (check.id, asked.map_or(Layer::User, |layer| layer.max(Layer::User)))
    });
    Elsewhere { checks: checks.collect(), found: None, whole: false, told: Told::default() }
}

/// The check that requirements speak through.
const UNMET_REQUIREMENT: &str = "unmet-requirement";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_id_means_one_check() {
        let ids: BTreeSet<&str> = all().map(|check| check.id).collect();
        assert_eq!(ids.len(), count());
        assert_eq!(all().count(), count());
        for (number, check) in all().enumerate() {
            assert_eq!((position(check.id), find(check.id).unwrap().page), (Some(number), check.page));
        }
        assert!(ids.contains("unpinned") && ids.contains(UNMET_REQUIREMENT));
        assert!(find("no-such-check").is_none());
    }

    #[test]
    fn every_check_has_a_page_and_every_page_a_check() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks");
        let pages: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".md").to_owned())
            .collect();
        let ids: BTreeSet<String> = all().map(|check| check.id.to_owned()).collect();
        assert_eq!(pages, ids);
    }

    #[test]
    fn what_is_asked_is_accepted_by_nobody_below() {
        let elsewhere = of_packages(&Requirements::default());
        assert_eq!(elsewhere.authority(UNMET_REQUIREMENT), Some(Layer::User));
        assert_eq!(elsewhere.authority("new-name"), Some(Layer::User));
        assert_eq!(elsewhere.authority("unpinned"), None);
    }
}
