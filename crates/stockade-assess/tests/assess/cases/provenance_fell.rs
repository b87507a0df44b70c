//! Cases of `provenance-fell`.

use crate::support::{Case, at, identity, mail, release, verified, with, with_all, with_history};
use stockade_assess::{Because, Known, Level, Provenance, Subject};

fn fell(to: Known<Provenance>) -> Subject {
    let subject = with_all(mail(), |release| release.provenance = verified(Level::A));
    with(subject, |release| release.provenance = to)
}

pub(crate) fn cases() -> Vec<Case> {
    let another_line = {
        let mut subject = fell(Provenance::Missing.into());
        subject.package.version = Some("0.9.9".into());
        with_history(subject, |history| {
            history.releases.push(release("0.9.8", "2024-06-01T00:00:00Z"));
            history.releases.push(release("0.9.9", "2025-06-01T00:00:00Z"));
        })
    };
    let mut pinned = fell(Provenance::Missing.into());
    pinned.package.version = Some("2.0.0".into());
    let pinned = with_history(pinned, |history| history.releases.push(release("2.0.0", "2025-06-01T00:00:00Z")));
    let mut held = pinned.clone();
    held.pinned = Some(stockade_assess::Pinned {
        version: "1.0.15".into(),
        publisher: Known::default(),
        identity: Some(identity(Level::A, "https://github.com/acme/mail", "1")).into(),
    });
    let mut fresh = fell(Provenance::Missing.into());
    if let Known::Known(baseline) = &mut fresh.baseline {
        baseline.because = Because::OldestClean;
    }
    vec![
        Case::new(
            "from a workflow to an account",
            &fell(Provenance::Missing.into()),
            &["hold/high/medium the evidence of `acme-mail@1.0.16` is weaker than that of 1.0.15"],
        ),
        Case::new(
            "from an account to everybody's account",
            &with(mail(), |release| {
                release.publisher = stockade_assess::Publisher::account("GitHub Actions").into();
            }),
            &[],
        ),
        Case::new("the same repository, another button", &fell(verified(Level::B)), &[]),
        Case::new(
            "another repository, another button",
            &fell(Provenance::Verified(identity(Level::B, "https://github.com/acme/mail", "9")).into()),
            &["hold/high/medium the evidence of `acme-mail@1.0.16` is weaker than that of 1.0.15"],
        ),
        Case::new("another major version", &another_line, &[]),
        Case::new("another major version, nothing pinned", &pinned, &[]),
        Case::new(
            "another major version than the pinned",
            &held,
            &["hold/high/medium the evidence of `acme-mail@2.0.0` is weaker than that of 1.0.15"],
        ),
        Case::new("unknown", &fell(Known::unknown("a mirror")), &[]),
        Case::new(
            "a young one",
            &with(fresh, |release| release.published = at("2025-09-25T00:00:00Z").into()),
            &["hold/high/medium the evidence of `acme-mail@1.0.16` is weaker than that of 1.0.15"],
        ),
    ]
}
