//! Cases of `publish-burst`.

use crate::support::{Case, at, mail, release, with_history};
use stockade_assess::Known;

pub(crate) fn cases() -> Vec<Case> {
    let many = |created: &str, tail: &str| {
        with_history(mail(), |history| {
            history.created = at(created).into();
            history.releases = (0..16)
                .map(|number| {
                    release(
                        &format!("1.0.{number}{tail}"),
                        &format!("2025-09-{}T{:02}:00:00Z", 15 + number / 8, number % 8 + 10),
                    )
                })
                .collect();
        })
    };
    vec![
        Case::new(
            "sixteen in two days, of a new name",
            &many("2025-09-15T09:00:00Z", ""),
            &["hold/medium/medium `acme-mail` had 16 releases within 2 days"],
        ),
        Case::new(
            "sixteen in two days, of an old name",
            &many("2024-01-01T00:00:00Z", ""),
            &["show/low/medium `acme-mail` had 16 releases within 2 days"],
        ),
        Case::new("nightly builds", &many("2025-09-15T09:00:00Z", "-dev"), &[]),
        Case::new(
            "long ago",
            &with_history(many("2024-01-01T00:00:00Z", ""), |history| {
                for release in &mut history.releases {
                    release.published = at("2025-01-01T00:00:00Z").into();
                }
            }),
            &[],
        ),
        Case::new(
            "nobody says when",
            &with_history(mail(), |history| {
                for release in &mut history.releases {
                    release.published = Known::unknown("a mirror");
                }
            }),
            &[],
        ),
    ]
}
