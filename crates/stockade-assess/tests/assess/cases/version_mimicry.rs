//! Cases of `version-mimicry`.

use crate::support::{Case, at, npm, release, subject, with_history};
use stockade_assess::Subject;
use stockade_assess::subject::LookAlike;

fn begins(version: &str, resembles: &str) -> Subject {
    let mut subject = with_history(subject("opencraw"), |history| {
        history.created = at("2025-09-20T00:00:00Z").into();
        history.releases = vec![release(version, "2025-09-20T00:00:00Z")];
    });
    subject.package.version = Some(version.into());
    if !resembles.is_empty() {
        subject.resembles =
            vec![LookAlike { package: npm("openclaw"), versions: vec!["2026.1.3".into(), resembles.into()] }];
    }
    subject
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "on the other's line",
            &begins("2026.2.17", "2026.2.15"),
            &["hold/high/medium `opencraw` began with the version of `openclaw`"],
        ),
        Case::new(
            "a high number, like nobody's",
            &begins("99.0.0", ""),
            &["show/low/low `opencraw` is new and began with version 99.0.0"],
        ),
        Case::new("the other is elsewhere", &begins("2026.2.17", "2026.3.0"), &[]),
        Case::new("everybody begins so", &begins("1.0.0", "1.0.4"), &[]),
        Case::new("a year", &begins("2025.9.1", ""), &[]),
    ]
}
