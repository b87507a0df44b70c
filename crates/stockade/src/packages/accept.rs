//! Whether an `[[ignore]]` accepts what is said of a package that no config names.
//!
//! - it has to stand where somebody may accept it: a project does not vouch for packages, and what an organisation asks is
//!   accepted by the organisation;
//! - its `place` is a package URL, with a version or without, or it has none; a place in a file is about that file.

use jiff::civil::Date;
use stockade_assess::Alarm;
use stockade_scan::ignore;

use crate::settings::Settings;

/// The reason of the ignore that accepts an alarm.
pub fn reason(alarm: &Alarm, settings: &Settings, today: Date) -> Option<String> {
    let elsewhere = crate::checks::of_packages(&settings.requirements);
    let authority = ignore::authority(&settings.allow_lists, &elsewhere, alarm.finding.check);
    let package = alarm.finding.package.as_deref();
    let covers = |rule: &&ignore::Rule| {
        rule.check == alarm.finding.check
            && rule.expires.is_none_or(|last| last >= today)
            && authority.is_none_or(|authority| rule.layer >= authority)
            && rule.within.is_none()
            && rule.place.as_deref().is_none_or(|place| package.is_some_and(|purl| ignore::is_package(place, purl)))
    };
    settings.ignores.iter().find(covers).map(|rule| rule.reason.clone())
}
