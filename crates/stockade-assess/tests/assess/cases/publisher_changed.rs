//! Cases of `publisher-changed`.

use crate::support::{Case, identity, mail, verified, with, with_all, with_history};
use stockade_assess::{Known, Level, Pinned, Provenance, Publisher, Subject};

fn built(repository: &str, id: &str) -> Subject {
    let subject = with_all(mail(), |release| release.provenance = verified(Level::A));
    with(subject, |release| release.provenance = Provenance::Verified(identity(Level::A, repository, id)).into())
}

pub(crate) fn cases() -> Vec<Case> {
    let other = || with(mail(), |release| release.publisher = Publisher::account("mallory").into());
    let mut pinned = mail();
    pinned.pinned = Some(Pinned {
        version: "1.0.14".into(),
        publisher: Publisher::account("founder").into(),
        identity: None.into(),
    });
    // The account that took over published 1.0.15 as well, which nobody had looked at.
    let pinned = with_history(pinned, |history| {
        history.releases[0].publisher = Publisher::account("founder").into();
    });
    let shared = Publisher { account: "GitHub Actions".into(), trusted: Some("github".into()), approver: None };
    vec![
        Case::new(
            "an unknown account",
            &other(),
            &["hold/medium/medium `acme-mail@1.0.16` was published by `mallory`, 1.0.15 by `acme`"],
        ),
        Case::new(
            "an account that published before",
            &{
                let mut subject = other();
                if let Known::Known(history) = &mut subject.history {
                    history.releases[0].publisher = Publisher::account("mallory").into();
                }
                subject
            },
            &["show/info/high `acme-mail@1.0.16` was published by `mallory`, 1.0.15 by `acme`"],
        ),
        Case::new(
            "not the pinned one",
            &pinned,
            &["hold/medium/medium `acme-mail@1.0.16` was published by `acme`, 1.0.14 by `founder`"],
        ),
        Case::new("everybody's account", &with(mail(), |release| release.publisher = shared.into()), &[]),
        Case::new("nobody says", &with(mail(), |release| release.publisher = Known::unknown("a mirror")), &[]),
        Case::new(
            "the same name registered anew",
            &built("https://github.com/acme/mail", "666"),
            &["hold/medium/high `acme-mail@1.0.16` was built from another repository than 1.0.15"],
        ),
        Case::new("renamed, the same number", &built("https://github.com/acme/post", "1"), &[]),
        Case::new(
            "another owner",
            &{
                let mut evil = identity(Level::A, "https://github.com/evil/mail", "9");
                evil.owner_id = Some("666".into());
                let subject = built("https://github.com/acme/mail", "1");
                with(subject, |release| release.provenance = Provenance::Verified(evil).into())
            },
            &["hold/high/high `acme-mail@1.0.16` was built from another repository than 1.0.15"],
        ),
        Case::new(
            "another workflow",
            &{
                let mut other = identity(Level::A, "https://github.com/acme/mail", "1");
                other.workflow = Some(".github/workflows/ship.yml".into());
                let subject = built("https://github.com/acme/mail", "1");
                with(subject, |release| release.provenance = Provenance::Verified(other).into())
            },
            &["show/low/high `acme-mail@1.0.16` comes from another workflow than 1.0.15"],
        ),
        Case::new(
            "evidence now, from the repository it named",
            &with(mail(), |release| {
                release.provenance = verified(Level::A);
            }),
            &["show/info/high `acme-mail@1.0.16` comes from a workflow, unlike 1.0.15"],
        ),
        Case::new(
            "evidence now, from elsewhere",
            &with(mail(), |release| {
                release.provenance =
                    Provenance::Verified(identity(Level::A, "https://github.com/evil/mail", "9")).into();
                release.repository = Some("github:evil/mail".to_owned()).into();
            }),
            &["hold/medium/medium `acme-mail@1.0.16` comes from a workflow, unlike 1.0.15"],
        ),
    ]
}
