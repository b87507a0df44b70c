//! Cases of `new-dependency`.

use crate::support::{Case, mail, with};
use stockade_assess::Known;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "D11",
            &with(mail(), |release| {
                if let Known::Known(dependencies) = &mut release.dependencies {
                    dependencies.insert("plain-crypto-js".into(), "^4.2.1".into());
                }
            }),
            &["show/low/high `acme-mail@1.0.16` depends on what 1.0.15 did not: `plain-crypto-js`"],
        ),
        Case::new(
            "another range of the same",
            &with(mail(), |release| {
                if let Known::Known(dependencies) = &mut release.dependencies {
                    dependencies.insert("sdk".into(), "^1.1.0".into());
                }
            }),
            &[],
        ),
        Case::new("unknown", &with(mail(), |release| release.dependencies = Known::unknown("a mirror")), &[]),
    ]
}
