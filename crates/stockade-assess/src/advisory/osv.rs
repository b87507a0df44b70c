//! OSV records: <https://ossf.github.io/osv-schema/>, the parts that say what is affected and how bad it is.
//!
//! - npm and PyPI only; what else a record is about is left out;
//! - only assigned ids of malware count: a hoax (`MAL-0000`) once named a popular tool;
//! - text is kept short: it is shown, and a record is written by anybody.

use serde::{Deserialize, Deserializer};
use stockade_model::{Ecosystem, Package, Severity};
use thiserror::Error;

use super::rating;

/// No honest record is longer; the longest name a few thousand versions.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// What is kept of a summary.
const SUMMARY: usize = 200;

/// A record is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AdvisoryError {
    /// Larger than any.
    #[error("it is larger than any advisory ({0} bytes)")]
    TooLarge(usize),
    /// No OSV record.
    #[error("no OSV record: {0}")]
    Syntax(String),
    /// An id that nobody assigned.
    #[error("`{0}` is no assigned id (MAL-YEAR-NUMBER): refused as a hoax")]
    Unassigned(String),
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advisory {
    /// Its id.
    pub id: String,
    /// Other ids of the same thing.
    pub aliases: Vec<String>,
    /// What it is, in one line.
    pub summary: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// How bad it is, where somebody said.
    pub severity: Option<Severity>,
    /// What is affected.
    pub affected: Vec<Affects>,
}

impl Advisory {
    /// Whether it says that the package is malicious, and not merely weak.
    pub fn is_malicious(&self) -> bool {
        self.id.starts_with("MAL-")
    }

    /// Its id and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str()].into_iter().chain(self.aliases.iter().map(String::as_str))
    }
}

/// What of one package is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affects {
    /// Which, without a version.
    pub package: Package,
    /// Versions one by one.
    pub versions: Vec<String>,
    /// Ranges, each a list of events.
    pub ranges: Vec<Vec<Event>>,
}

/// A turn in a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// From this version on (`0`: from the very first).
    Introduced(String),
    /// No more from this version on.
    Fixed(String),
    /// No more behind this version.
    LastAffected(String),
    /// Nothing from this version on counts.
    Limit(String),
}

#[derive(Deserialize)]
struct Record {
    id: String,
    withdrawn: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    summary: String,
    #[serde(default, deserialize_with = "or_empty")]
    aliases: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    severity: Vec<Rated>,
    #[serde(default, deserialize_with = "or_empty")]
    affected: Vec<RawAffected>,
    database_specific: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Rated {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    score: String,
}

#[derive(Deserialize)]
struct RawAffected {
    package: Option<RawPackage>,
    #[serde(default, deserialize_with = "or_empty")]
    versions: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    ranges: Vec<RawRange>,
    #[serde(default, deserialize_with = "or_empty")]
    severity: Vec<Rated>,
}

#[derive(Deserialize)]
struct RawPackage {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct RawRange {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<RawEvent>,
}

#[derive(Deserialize)]
struct RawEvent {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// Some databases write `null` for a list without members.
fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads one record.
///
/// # Errors
/// Where it is none.
pub fn read(text: &[u8]) -> Result<Advisory, AdvisoryError> {
    if text.len() > MOST_BYTES {
        return Err(AdvisoryError::TooLarge(text.len()));
    }
    let record: Record = serde_json::from_slice(text).map_err(|error| AdvisoryError::Syntax(error.to_string()))?;
    if record.id.strip_prefix("MAL-").is_some_and(|number| !is_assigned(number)) {
        return Err(AdvisoryError::Unassigned(shortened(&record.id, 40)));
    }
    let rated = record.severity.iter().chain(record.affected.iter().flat_map(|affected| &affected.severity));
    let rated: Vec<Severity> = rated.filter_map(|rated| rating::of_vector(&rated.kind, &rated.score)).collect();
    let word = record.database_specific.as_ref().and_then(|specific| specific.get("severity")?.as_str());
    let severity = word.and_then(rating::of_word).or_else(|| rated.into_iter().max());
    let affected = record.affected.into_iter().filter_map(|affected| {
        let named = affected.package?;
        // `npm`, or with a suffix behind a colon, as in `Debian:12`.
        let ecosystem = match named.ecosystem.split(':').next() {
            Some("npm") => Ecosystem::Npm,
            Some("PyPI") => Ecosystem::Pypi,
            _ => return None,
        };
        let ranges = affected.ranges.into_iter().filter(|range| range.kind != "GIT");
        let ranges = ranges.map(|range| range.events.into_iter().filter_map(event).collect()).collect();
        Some(Affects { package: Package::new(ecosystem, named.name), versions: affected.versions, ranges })
    });
    Ok(Advisory {
        affected: affected.collect(),
        id: record.id,
        aliases: record.aliases,
        summary: shortened(&record.summary, SUMMARY),
        withdrawn: record.withdrawn.is_some(),
        severity,
    })
}

fn event(raw: RawEvent) -> Option<Event> {
    let RawEvent { introduced, fixed, last_affected, limit } = raw;
    introduced
        .map(Event::Introduced)
        .or_else(|| fixed.map(Event::Fixed))
        .or_else(|| last_affected.map(Event::LastAffected))
        .or_else(|| limit.map(Event::Limit))
}

/// Whether a year and a number that is not zero stand behind `MAL-`.
fn is_assigned(number: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('-').is_some_and(|(year, number)| {
        digits(year)
            && digits(number)
            && year.parse().is_ok_and(|year: u32| (2020..=2099).contains(&year))
            && number.parse().is_ok_and(|number: u32| number > 0)
    })
}

fn shortened(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}
