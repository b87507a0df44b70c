//! Cases of `provenance-invalid`.

use crate::support::{Case, mail, with};
use stockade_assess::{Known, Provenance};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "forged",
            &with(mail(), |release| {
                release.provenance = Provenance::Invalid("the signature does not match".into()).into();
            }),
            &["block/critical/high the evidence of `acme-mail@1.0.16` does not hold"],
        ),
        Case::new(
            "not verifiable is unknown",
            &with(mail(), |release| {
                release.provenance = Known::unknown("the trust root is too old");
            }),
            &[],
        ),
        Case::new("none", &mail(), &[]),
    ]
}
