//! Cases of `rewritten-version`.

use std::collections::BTreeMap;

use crate::support::{Case, at, mail, with};
use stockade_assess::Subject;
use stockade_assess::history::Before;

/// What was said before, of the release that has `sha512-aa` since May.
fn said(published: &str, digest: (&str, &str, &str)) -> Subject {
    let (file, old, new) = digest;
    with(mail(), |release| {
        release.before = Some(Before {
            published: Some(at(published)),
            digests: BTreeMap::from([(file.to_owned(), old.to_owned())]),
            now: BTreeMap::from([(file.to_owned(), new.to_owned())]),
        });
    })
}

pub(crate) fn cases() -> Vec<Case> {
    let may = "2025-05-01T00:00:00Z";
    vec![
        Case::new(
            "other bytes under the same number",
            &said(may, ("", "sha512-aa", "sha512-bb")),
            &["hold/high/high `acme-mail@1.0.16` has other bytes than when this machine looked before"],
        ),
        Case::new(
            "a time that moved back",
            &said("2025-05-04T00:00:00Z", ("", "sha512-aa", "sha512-aa")),
            &["hold/high/high `acme-mail@1.0.16` became 3 days older than its registry said before"],
        ),
        Case::new("another way to write a digest", &said(may, ("", "sha1-aa", "sha512-bb")), &[]),
        Case::new("a clock that is rounded", &said("2025-05-01T00:00:59Z", ("", "sha512-aa", "sha512-aa")), &[]),
        Case::new("a time that moved on", &said("2025-04-01T00:00:00Z", ("", "sha512-aa", "sha512-aa")), &[]),
        Case::new("never seen before", &mail(), &[]),
    ]
}
