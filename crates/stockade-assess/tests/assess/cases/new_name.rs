//! Cases of `new-name`.

use crate::support::{Case, at, mail, verified, with, with_history};
use stockade_assess::{Known, Level};

pub(crate) fn cases() -> Vec<Case> {
    let young = || {
        with_history(mail(), |history| {
            history.created = at("2025-09-15T12:00:00Z").into();
            history.releases.drain(..2);
            history.releases[0].published = at("2025-09-20T00:00:00Z").into();
        })
    };
    vec![
        Case::new("ten days old", &young(), &["hold/medium/high the name `acme-mail` is 10 days old"]),
        Case::new(
            "with evidence",
            &with(young(), |release| release.provenance = verified(Level::A)),
            &["hold/medium/high the name `acme-mail` is 10 days old"],
        ),
        Case::new(
            "nobody says when, the first release does",
            &with_history(young(), |history| {
                history.created = Known::unknown("a mirror");
            }),
            &["hold/medium/high the name `acme-mail` is 5 days old"],
        ),
        Case::new(
            "nobody says anything",
            &with_history(young(), |history| {
                history.created = Known::unknown("a mirror");
                history.releases[0].published = Known::unknown("a mirror");
            }),
            &[],
        ),
        Case::new(
            "it was around long before the registry says",
            &with_history(young(), |history| {
                history.releases[0].first_seen = Some(at("2025-01-01T00:00:00Z"));
            }),
            &[],
        ),
        Case::new("old", &mail(), &[]),
    ]
}
