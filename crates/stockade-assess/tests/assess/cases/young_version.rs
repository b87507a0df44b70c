//! Cases of `young-version`.

use crate::support::{Case, at, baseline, code, fact, mail, verified, with, with_all};
use stockade_assess::facts::Class;
use stockade_assess::{Known, Level, Pinned, Subject};

fn fresh(hours_ago: &str) -> Subject {
    with(mail(), |release| release.published = at(hours_ago).into())
}

fn mending(level: Level) -> Subject {
    let mut subject = with_all(mail(), |release| release.provenance = verified(level));
    subject = with(subject, |release| release.published = at("2025-09-25T06:00:00Z").into());
    subject.mends = vec!["GHSA-aaaa-bbbb-cccc".into()];
    subject
}

pub(crate) fn cases() -> Vec<Case> {
    let mut accepted = fresh("2025-09-25T06:00:00Z");
    accepted.pinned =
        Some(Pinned { version: "1.0.16".into(), publisher: Known::default(), identity: Known::default() });
    let mut unclean = mending(Level::A);
    unclean.facts = code(&[fact(Class::Capability, "exec", 9)]).into();
    let mut unread = mending(Level::A);
    unread.baseline = baseline("1.0.15", code(&[])).into();
    unread.facts = Known::unknown("not fetched");
    // What comes in anew was not read.
    let deeper = with(mending(Level::A), |release| {
        release.dependencies = std::collections::BTreeMap::from([("other".to_owned(), "^1".to_owned())]).into();
    });
    vec![
        Case::new(
            "mends, and brings something in",
            &deeper,
            &["hold/medium/high `acme-mail@1.0.16` was published 6 hours ago"],
        ),
        Case::new(
            "six hours old",
            &fresh("2025-09-25T06:00:00Z"),
            &["hold/medium/high `acme-mail@1.0.16` was published 6 hours ago"],
        ),
        Case::new(
            "from the future",
            &fresh("2025-10-01T00:00:00Z"),
            &["hold/medium/high `acme-mail@1.0.16` was published 0 minutes ago"],
        ),
        Case::new(
            "seen here two days ago, whatever the registry says",
            &with(fresh("2025-09-25T06:00:00Z"), |release| {
                release.first_seen = Some(at("2025-09-23T12:00:00Z"));
            }),
            &[],
        ),
        Case::new("two days old", &fresh("2025-09-23T12:00:00Z"), &[]),
        Case::new("accepted", &accepted, &[]),
        Case::new(
            "mends, from the same trusted publisher",
            &mending(Level::A),
            &["show/info/high `acme-mail@1.0.16` is young and was not held: it mends GHSA-aaaa-bbbb-cccc"],
        ),
        Case::new(
            "mends, with weaker evidence",
            &mending(Level::B),
            &["hold/medium/high `acme-mail@1.0.16` was published 6 hours ago"],
        ),
        Case::new("mends, and does more", &unclean, &["hold/medium/high `acme-mail@1.0.16` was published 6 hours ago"]),
        Case::new(
            "mends, and nobody read it",
            &unread,
            &["hold/medium/high `acme-mail@1.0.16` was published 6 hours ago"],
        ),
        Case::new("nobody says when", &with(mail(), |release| release.published = Known::unknown("a mirror")), &[]),
    ]
}
