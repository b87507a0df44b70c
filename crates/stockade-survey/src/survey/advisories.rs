//! What is known to be wrong with packages: OSV's records and those that were imported.
//!
//! - of the packages that were asked for every record is fetched, whatever the version: a version to compare with must not
//!   be a malicious one, and what an update mends is known from what the older one had;
//! - of what comes in with them the records that concern their very versions are;
//! - a record is fetched once for as long as the service says that it did not change;
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
    /// What was imported about the packages that were asked for, and once all is known about everything.
    imported: Advisories,
    /// Why what was imported cannot be read.
    pub(super) unread: Option<String>,
    /// Everybody that somebody asked about.
    wanted: BTreeSet<Package>,
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
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        for mention in mentions.iter().flatten().flatten() {
            let modified = mention.modified.known().map(ToString::to_string).unwrap_or_default();
            ids.insert(mention.id.clone(), modified);
        }
        let ids: Vec<(String, String)> = ids.into_iter().collect();
        let records = survey.client().many(&ids, |(id, modified)| record(survey, &osv, id, modified));
        let mut lost: BTreeMap<&str, String> = BTreeMap::new();
        for ((id, _), record) in ids.iter().zip(records) {
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

    /// Looks up what was imported about packages.
    pub(super) fn import(&mut self, survey: &Survey, packages: impl IntoIterator<Item = Package>) {
        let Some(imported) = &survey.sources().advisories else { return };
        let before = self.wanted.len();
        self.wanted.extend(packages.into_iter().map(|package| index::bare(&package)));
        if self.wanted.len() == before {
            return;
        }
        match imported.about(&self.wanted) {
            Ok(found) => self.imported = found,
            Err(why) => self.unread = Some(why),
        }
    }

    /// All is known now: of two records with one id the fetched one counts.
    pub(super) fn settle(&mut self) {
        let imported = std::mem::take(&mut self.imported);
        self.fetched.fill_with(imported);
    }

    /// All that may be said of packages, once it is settled.
    pub(super) const fn all(&self) -> &Advisories {
        &self.fetched
    }

    /// Whether a version is known to be malicious.
    pub(super) fn is_malicious(&self, package: &Package, version: &str) -> bool {
        [&self.fetched, &self.imported].iter().any(|advisories| advisories.is_malicious(package, version))
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

/// A record, from the cache where it is the one that is mentioned.
fn record(survey: &Survey, osv: &Osv<'_>, id: &str, modified: &str) -> Result<Record, String> {
    let key = format!("{} {id} {modified}", osv.registry().shown());
    if let Some(kept) = survey.store().load::<Record>("advisories", &key).filter(|_| !modified.is_empty()) {
        return Ok(kept);
    }
    let record = osv.advisory(id).map_err(|error| error.to_string())?;
    let own = record.get("modified").and_then(Value::as_str).and_then(|text| text.parse::<jiff::Timestamp>().ok());
    // What changed in between is asked for again next time.
    if own.is_some_and(|own| own.to_string() == modified) {
        survey.store().keep("advisories", &key, &record);
    }
    Ok(record)
}
