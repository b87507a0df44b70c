//! Whether a version is affected, by the evaluation that the OSV schema gives.

use stockade_model::Package;

use super::lowest_above;
use super::osv::{Advisory, Affects, Event};
use crate::version::Version;

/// The answer for one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Affected {
    /// It is not.
    No,
    /// It is.
    Yes {
        /// The first later version that is not.
        fixed: Option<String>,
    },
    /// It cannot be told.
    Unknown(String),
}

/// Whether a record is about this version of the package.
pub(super) fn affects(advisory: &Advisory, package: &Package) -> Affected {
    let about = advisory
        .affected
        .iter()
        .filter(|affects| affects.package.ecosystem == package.ecosystem && affects.package.name == package.name);
    let mut unknown = None;
    let mut fixes: Option<Vec<String>> = None;
    for affects in about {
        match one(affects, package) {
            Affected::Yes { .. } => fixes.get_or_insert_default().extend(fixed_in(affects)),
            Affected::Unknown(why) => unknown = Some(why),
            Affected::No => {}
        }
    }
    match (fixes, unknown) {
        (Some(fixes), _) => {
            let version = package.version.as_deref().and_then(|text| Version::parse(package.ecosystem, text));
            let fixed = version.and_then(|version| lowest_above(package, &version, fixes.into_iter()));
            Affected::Yes { fixed }
        }
        (None, Some(why)) => Affected::Unknown(why),
        (None, None) => Affected::No,
    }
}

fn fixed_in(affects: &Affects) -> Vec<String> {
    let events = affects.ranges.iter().flatten();
    let fixed = events.filter_map(|event| match event {
        Event::Fixed(version) => Some(version.clone()),
        _ => None,
    });
    fixed.collect()
}

fn one(affects: &Affects, package: &Package) -> Affected {
    let yes = Affected::Yes { fixed: None };
    let whole = affects.versions.is_empty() && affects.ranges.is_empty();
    let everything = |events: &Vec<Event>| matches!(events.as_slice(), [Event::Introduced(from)] if from == "0");
    // A record without versions, or from the very first on, is about all of them: no version is needed to know.
    if whole || affects.ranges.iter().any(everything) {
        return yes;
    }
    let Some(text) = package.version.as_deref() else {
        return Affected::Unknown("the version is not known".to_owned());
    };
    if affects.versions.iter().any(|version| version == text) {
        return yes;
    }
    let Some(version) = Version::parse(package.ecosystem, text) else {
        return Affected::Unknown(format!("`{text}` is no version that could be compared"));
    };
    let same = |other: &String| Version::parse(package.ecosystem, other).is_some_and(|other| other == version);
    if affects.versions.iter().any(same) {
        return yes;
    }
    let mut unknown = None;
    for events in &affects.ranges {
        match within(events, &version, package) {
            Ok(true) => return yes,
            Ok(false) => {}
            Err(odd) => unknown = Some(format!("`{odd}` in the record is no version that could be compared")),
        }
    }
    unknown.map_or(Affected::No, Affected::Unknown)
}

/// Goes through the turns in the order of their versions. The error is a version that cannot be read.
fn within(events: &[Event], version: &Version, package: &Package) -> Result<bool, String> {
    let read = |text: &str| Version::parse(package.ecosystem, text).ok_or_else(|| text.to_owned());
    let mut turns: Vec<(Option<Version>, &Event)> = Vec::new();
    let mut limits = Vec::new();
    for event in events {
        match event {
            Event::Introduced(text) if text == "0" => turns.push((None, event)),
            Event::Introduced(text) | Event::Fixed(text) | Event::LastAffected(text) => {
                turns.push((Some(read(text)?), event));
            }
            Event::Limit(text) if text == "*" => {}
            Event::Limit(text) => limits.push(read(text)?),
        }
    }
    if !limits.is_empty() && !limits.iter().any(|limit| version < limit) {
        return Ok(false);
    }
    turns.sort_by(|a, b| a.0.cmp(&b.0));
    let mut affected = false;
    for (at, event) in turns {
        let reached = at.as_ref().is_none_or(|at| version >= at);
        match event {
            Event::Introduced(_) if reached => affected = true,
            Event::Fixed(_) if reached => affected = false,
            Event::LastAffected(_) if at.as_ref().is_some_and(|at| version > at) => affected = false,
            _ => {}
        }
    }
    Ok(affected)
}
