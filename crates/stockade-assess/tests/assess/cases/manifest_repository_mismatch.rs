//! Cases of `manifest-repository-mismatch`.

use crate::support::{Case, mail, verified, with};
use stockade_assess::{Known, Level, Subject};

fn names(repository: &str) -> Subject {
    let repository = Some(repository.to_owned());
    with(mail(), |release| {
        release.provenance = verified(Level::B);
        release.repository = repository.into();
    })
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "a vendor's, built elsewhere",
            &names("https://github.com/vendor/mail"),
            &[
                "hold/high/medium `acme-mail@1.0.16` was built from github.com/acme/mail and names github.com/vendor/mail",
            ],
        ),
        Case::new(
            "one owner",
            &names("https://github.com/acme/monorepo"),
            &[
                "show/low/medium `acme-mail@1.0.16` was built from github.com/acme/mail and names github.com/acme/monorepo",
            ],
        ),
        Case::new("the same", &names("git@github.com:Acme/mail.git"), &[]),
        Case::new("no address", &names("see our web site"), &[]),
        Case::new("nothing proved", &mail(), &[]),
        Case::new("unknown", &with(names("x"), |release| release.repository = Known::unknown("a mirror")), &[]),
    ]
}
