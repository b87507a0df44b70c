//! OSV records of malicious packages, read into lines of [`super::malware`].
//!
//! Source: the OSV schema 1.7 (`id`, `withdrawn`, `affected[].package|versions|ranges`), and the
//! `malicious-packages-origins` by which the open-source record of malicious packages names who reported what.
//! - only assigned ids count: `MAL-`, a year, and a number that is not zero. A hoax (`MAL-0000`) once named a popular tool;
//! - a withdrawn record takes back what an earlier import or the pack itself said;
//! - a record counts as many sources as it names reporters, at least one; the engine wants two for a very popular name;
//! - other registries than npm and PyPI are left alone, and so are Git ranges, which name no published version.

use serde::{Deserialize, Deserializer};
use stockade_model::Ecosystem;
use thiserror::Error;

use crate::name::Name;

/// No record is longer; the longest published ones name a few thousand versions.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// The class of a record that was taken back: it silences every other record of that id.
pub const WITHDRAWN: &str = "withdrawn";
/// Years before the first assigned record, or so far ahead that nobody can have assigned one.
const YEARS: std::ops::RangeInclusive<u32> = 2020..=2099;

/// A record is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OsvError {
    /// No OSV record.
    #[error("no OSV record: {0}")]
    Syntax(String),
    /// Not a record of a malicious package.
    #[error("`{0}` is no record of a malicious package")]
    NotMalicious(String),
    /// An id that nobody assigned.
    #[error("`{0}` is no assigned id (MAL-YEAR-NUMBER): refused as a hoax")]
    Unassigned(String),
    /// A field that would break the line format or names no package.
    #[error("`{id}` names a package that cannot be: {reason}")]
    Package {
        /// The record.
        id: String,
        /// What is wrong.
        reason: String,
    },
}

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Lines of [`super::malware`], one for each package of a registry that packs know.
    pub lines: Vec<String>,
    /// Packages of other registries.
    pub others: usize,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    withdrawn: Option<String>,
    #[serde(default, deserialize_with = "or_none")]
    affected: Vec<Affected>,
    #[serde(default)]
    database_specific: Specific,
}

#[derive(Deserialize, Default)]
struct Specific {
    #[serde(rename = "malicious-packages-origins", default)]
    origins: Vec<Origin>,
}

#[derive(Deserialize)]
struct Origin {
    source: Option<String>,
}

#[derive(Deserialize)]
struct Affected {
    package: Package,
    #[serde(default, deserialize_with = "or_none")]
    versions: Vec<String>,
    #[serde(default, deserialize_with = "or_none")]
    ranges: Vec<Range>,
}

#[derive(Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, deserialize_with = "or_none")]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
}

/// The schema lets a list be `null`, which is as good as none.
fn or_none<'de, T: Deserialize<'de>, D: Deserializer<'de>>(source: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(source)?.unwrap_or_default())
}

/// Reads one record.
///
/// # Errors
/// [`OsvError`] where it is none, or none to be believed.
pub fn read(text: &[u8]) -> Result<Import, OsvError> {
    let record: Record = serde_json::from_slice(text).map_err(|error| OsvError::Syntax(error.to_string()))?;
    let short = |id: &str| id.chars().take(40).filter(|c| !c.is_control()).collect::<String>();
    let Some(number) = record.id.strip_prefix("MAL-") else { return Err(OsvError::NotMalicious(short(&record.id))) };
    if !is_assigned(number) {
        return Err(OsvError::Unassigned(short(&record.id)));
    }
    let mut import = Import { id: record.id.clone(), withdrawn: record.withdrawn.is_some(), ..Import::default() };
    let (class, sources) = (if import.withdrawn { WITHDRAWN } else { "malicious" }, sources(&record));
    for affected in &record.affected {
        let ecosystem = match affected.package.ecosystem.as_str() {
            "npm" => Ecosystem::Npm,
            "PyPI" => Ecosystem::Pypi,
            _ => {
                import.others += 1;
                continue;
            }
        };
        let bad = |reason: String| OsvError::Package { id: record.id.clone(), reason };
        let name = Name::parse(ecosystem, &affected.package.name).map_err(|error| bad(error.to_string()))?;
        let versions = versions(affected);
        if let Some(odd) = versions.iter().find(|version| !is_version(version)) {
            return Err(bad(format!("`{}` is no version", short(odd))));
        }
        let versions = if versions.iter().any(|version| version == "*") || versions.is_empty() {
            "*".to_owned()
        } else {
            versions.join(",")
        };
        let registry = ecosystem.purl_type();
        import.lines.push(format!("{registry}\t{}\t{versions}\t{}\tA\t{class}\t{sources}", name.full, record.id));
    }
    Ok(import)
}

/// The line that takes back what a pack says of a name under an id.
pub fn taken_back(registry: &str, name: &str, id: &str) -> String {
    format!("{registry}\t{name}\t*\t{id}\tA\t{WITHDRAWN}\tOSV")
}

fn is_assigned(number: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('-').is_some_and(|(year, number)| {
        digits(year)
            && digits(number)
            && year.parse().is_ok_and(|year: u32| YEARS.contains(&year))
            && number.parse().is_ok_and(|number: u32| number > 0)
    })
}

/// Everybody who reported it. Another number of the same record (`aliases`) is nobody else's report.
fn sources(record: &Record) -> String {
    let plain = |text: &str| text.chars().filter(|c| !c.is_control() && *c != ';').take(60).collect::<String>();
    let mut sources: Vec<String> =
        record.database_specific.origins.iter().filter_map(|origin| origin.source.as_deref()).map(plain).collect();
    sources.retain(|source| !source.trim().is_empty());
    sources.sort();
    sources.dedup();
    if sources.is_empty() { "OSV".to_owned() } else { sources.join(";") }
}

/// Explicit versions and ranges, as [`super::malware::covers`] reads them.
fn versions(affected: &Affected) -> Vec<String> {
    let mut found = affected.versions.clone();
    for range in affected.ranges.iter().filter(|range| range.kind != "GIT") {
        let mut start: Option<&str> = None;
        for event in &range.events {
            if let Some(introduced) = &event.introduced {
                start = Some(introduced);
            } else if let (Some(from), Some(fixed)) = (start, &event.fixed) {
                found.push(format!("{from}..<{fixed}"));
                start = None;
            } else if let (Some(from), Some(last)) = (start, &event.last_affected) {
                found.push(format!("{from}..{last}"));
                start = None;
            }
        }
        match start {
            Some("0") => found.push("*".to_owned()),
            Some(from) => found.push(format!(">={from}")),
            None => {}
        }
    }
    // Records of whole packages list the versions seen beside a range from 0: the range says more.
    found
}

/// Characters that versions have, and the marks of ranges.
fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 300
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+!*<>=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::malware::covers;

    fn record(id: &str, rest: &str) -> Vec<u8> {
        format!(r#"{{"id":"{id}","affected":[{{"package":{{"ecosystem":"npm","name":"Evil-Pkg"}}{rest}}}]}}"#)
            .into_bytes()
    }

    #[test]
    fn versions_come_from_lists_and_ranges() {
        let versions = |rest: &str| {
            let import = read(&record("MAL-2026-12", rest)).unwrap();
            let line = import.lines[0].clone();
            assert!(line.starts_with("npm\tevil-pkg\t"), "{line}");
            line.split('\t').nth(2).unwrap().to_owned()
        };
        assert_eq!(versions(r#","versions":["1.0.0","1.0.1"]"#), "1.0.0,1.0.1");
        assert_eq!(versions(r#","ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]"#), "*");
        let range = versions(r#","ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.16"},{"fixed":"1.0.19"}]}]"#);
        assert!(covers(&range, "1.0.16") && covers(&range, "1.0.18") && !covers(&range, "1.0.19"), "{range}");
        let range = versions(r#","ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"2"},{"last_affected":"3"}]}]"#);
        assert!(covers(&range, "3") && !covers(&range, "3.1") && !covers(&range, "1"), "{range}");
        assert_eq!(versions(r#","ranges":[{"type":"SEMVER","events":[{"introduced":"4.1"}]}]"#), ">=4.1");
        assert_eq!(versions(r#","versions":["9"],"ranges":[{"type":"GIT","events":[{"introduced":"0"}]}]"#), "9");
    }

    #[test]
    fn only_assigned_records_that_stand_are_taken() {
        for id in ["MAL-0000", "MAL-0000-01", "MAL-2026-0", "MAL-2026-", "MAL-2026-1x", "MAL-9999-1", "MAL-"] {
            assert!(matches!(read(&record(id, "")), Err(OsvError::Unassigned(_))), "{id}");
        }
        assert!(matches!(read(&record("GHSA-aaaa-bbbb-cccc", "")), Err(OsvError::NotMalicious(_))));
        assert!(matches!(read(b"{"), Err(OsvError::Syntax(_))));
        let withdrawn = br#"{"id":"MAL-2026-1","withdrawn":"2026-02-01T00:00:00Z","affected":[]}"#;
        let taken_back = Import { id: "MAL-2026-1".into(), withdrawn: true, ..Import::default() };
        assert_eq!(read(withdrawn).unwrap(), taken_back);
        let null = br#"{"id":"MAL-2026-1","withdrawn":"2026-02-01T00:00:00Z","affected":null}"#;
        assert_eq!(read(null).unwrap(), taken_back);
        let withdrawn = record("MAL-2026-1", "").iter().map(|byte| char::from(*byte)).collect::<String>();
        let withdrawn = withdrawn.replacen('{', r#"{"withdrawn":"2026-02-01T00:00:00Z","#, 1);
        assert!(read(withdrawn.as_bytes()).unwrap().lines[0].contains("\twithdrawn\t"));
        let odd = read(&record("MAL-2026-1", r#","versions":["1\t2"]"#));
        assert!(matches!(odd, Err(OsvError::Package { .. })), "{odd:?}");
        let other = br#"{"id":"MAL-2026-1","affected":[{"package":{"ecosystem":"crates.io","name":"x"}}]}"#;
        assert_eq!(read(other).unwrap().others, 1);
    }

    #[test]
    fn another_number_of_a_record_is_no_second_source() {
        let text =
            br#"{"id":"MAL-2026-1","aliases":["GHSA-a-b-c"],"affected":[{"package":{"ecosystem":"npm","name":"a"}}]}"#;
        assert_eq!(read(text).unwrap().lines, ["npm\ta\t*\tMAL-2026-1\tA\tmalicious\tOSV"]);
    }

    #[test]
    fn reporters_are_counted_once_each() {
        let text = br#"{"id":"MAL-2026-1","aliases":["GHSA-a-b-c"],"affected":[{"package":{"ecosystem":"PyPI","name":"A_b"}}],
            "database_specific":{"malicious-packages-origins":[{"source":"one"},{"source":"one"},{"source":"two;three"}]}}"#;
        assert_eq!(read(text).unwrap().lines, ["pypi\ta-b\t*\tMAL-2026-1\tA\tmalicious\tone;twothree"]);
    }
}
