//! Cases of `yanked`.

use crate::support::{Case, mail, with};
use stockade_assess::Known;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "taken back",
            &with(mail(), |release| release.yanked = Some(String::new()).into()),
            &["hold/medium/high `acme-mail@1.0.16` was taken back"],
        ),
        Case::new("not", &mail(), &[]),
        Case::new("unknown", &with(mail(), |release| release.yanked = Known::unknown("a mirror")), &[]),
    ]
}
