//! What is known to be wrong with packages: OSV's records and those that were imported.
//!
//! - of the packages that were asked for every record is fetched, whatever the version: a version to compare with must not
//!   be a malicious one, and what an update mends is known from what the older one had;
//! - of what comes in with them the records that concern their very versions are;
//! - half an answer is none: then what was imported is all there is, and the answer says so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use stockade_assess::advisory::Advisories;
use stockade_model::Package;
use stockade_registry::osv::Osv;

use super::Survey;
use crate::{adapt, index};

/// A record as it came.
pub(super) type Record = Map<String, Value>;

const UNKNOWN_KIND: &str = "the service knows no packages of this kind";

/// Everything that is known, and where it could not be found out.
#[derive(Debug, Default)]
pub(super) struct Records {
    fetched: Advisories,
    /// Packages that could not be asked about, and why.
    failed: BTreeMap<Package, String>,
    /// Packages that were asked about.
    asked: BTreeSet<Package>,
    /// Records that are none, in words.
    pub(super) refused: Vec<String>,
}

impl Records {
    /// The answer about a package, at no version in particular.
    pub(super) fn take(&mut self, package: &Package, answer: Result<Option<Vec<Record>>, String>) {
        match answer {
            Ok(Some(records)) => {
                self.asked.insert(package.clone());
                self.refused.extend(adapt::advisories::add(&mut self.fetched, &records));
            }
            Ok(None) => {
                self.failed.insert(package.clone(), UNKNOWN_KIND.to_owned());
            }
            Err(why) => {
                self.failed.insert(package.clone(), why);
            }
        }
    }

    /// Looks up packages, at their versions where they have some. One question for all, then each record once.
    pub(super) fn look_up(&mut self, survey: &Survey, packages: &BTreeSet<Package>) {
        let Some(registry) = &survey.sources().osv else { return };
        let osv = Osv::new(survey.client(), registry.clone());
        let new: Vec<Package> =
            packages.iter().filter(|package| !self.asked.contains(&index::bare(package))).cloned().collect();
        if new.is_empty() {
            return;
        }
        let mentions = match osv.query_batch(&new) {
            Ok(mentions) => mentions,
            Err(error) => {
                self.failed.extend(new.into_iter().map(|package| (package, error.to_string())));
                return;
            }
        };
        let ids: BTreeSet<String> = mentions.iter().flatten().flatten().map(|mention| mention.id.clone()).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        let records = survey.client().many(&ids, |id| osv.advisory(id).map_err(|error| error.to_string()));
        let mut lost: BTreeMap<&str, String> = BTreeMap::new();
        for (id, record) in ids.iter().zip(records) {
            match record {
                Ok(record) => self.refused.extend(adapt::advisories::add(&mut self.fetched, [&record])),
                Err(why) => {
                    lost.insert(id, why);
                }
            }
        }
        for (package, mentions) in new.into_iter().zip(mentions) {
            let missed = mentions.iter().flatten().find_map(|mention| lost.get(mention.id.as_str()));
            match (mentions, missed) {
                (Some(_), None) => {
                    self.asked.insert(package);
                }
                (Some(_), Some(why)) => {
                    self.failed.insert(package, why.clone());
                }
                (None, _) => {
                    self.failed.insert(package, UNKNOWN_KIND.to_owned());
                }
            }
        }
    }

    /// All that may be said of packages: what was fetched, then what was imported.
    pub(super) fn all<'r>(&'r self, survey: &'r Survey) -> impl Iterator<Item = &'r Advisories> {
        [Some(&self.fetched), survey.sources().advisories.as_ref()].into_iter().flatten()
    }

    /// Whether a version is known to be malicious.
    pub(super) fn is_malicious(&self, survey: &Survey, package: &Package, version: &str) -> bool {
        self.all(survey).any(|advisories| advisories.is_malicious(package, version))
    }

    /// Why a package could not be asked about; none where it could be.
    pub(super) fn why_not(&self, package: &Package) -> Option<&str> {
        let bare = index::bare(package);
        if self.asked.contains(&bare) || self.asked.contains(package) {
            return None;
        }
        let why = self.failed.get(package).or_else(|| self.failed.get(&bare));
        Some(why.map_or("it was not asked about", String::as_str))
    }
}
