//! Cases of `deprecated`.

use crate::support::{Case, mail, with};
use stockade_assess::Known;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "said so",
            &with(mail(), |release| release.deprecated = Some("use @acme/mail".to_owned()).into()),
            &["show/low/high `acme-mail@1.0.16` is deprecated"],
        ),
        Case::new("not", &mail(), &[]),
        Case::new("unknown", &with(mail(), |release| release.deprecated = Known::unknown("a mirror")), &[]),
    ]
}
