//! Cases of `provenance-missing`.

use crate::support::{Case, at, mail, verified, with, with_history};
use stockade_assess::{Known, Level};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("none", &mail(), &["show/info/high nothing proves where `acme-mail@1.0.16` was built"]),
        Case::new(
            "none, of a new name",
            &with_history(mail(), |history| {
                history.created = at("2025-09-20T00:00:00Z").into();
                history.releases.drain(..2);
                history.releases[0].published = at("2025-09-21T00:00:00Z").into();
            }),
            &["hold/low/high nothing proves where `acme-mail@1.0.16` was built"],
        ),
        Case::new("some", &with(mail(), |release| release.provenance = verified(Level::B)), &[]),
        Case::new("unknown", &with(mail(), |release| release.provenance = Known::unknown("a mirror")), &[]),
    ]
}
