//! Cases of `repository-one-way-claim`.

use crate::support::{Case, mail, verified, with};
use stockade_assess::subject::Backlink;
use stockade_assess::{Level, Subject};

fn claims(packages: &[&str]) -> Subject {
    let mut subject = mail();
    let packages = packages.iter().map(|name| (*name).to_owned()).collect();
    subject.backlink = Backlink { packages, source: "the MCP Registry".into() }.into();
    subject
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "it publishes another",
            &claims(&["@acme/mail"]),
            &["hold/medium/medium `acme-mail` names github.com/acme/mail, which does not name it"],
        ),
        Case::new(
            "it publishes nothing",
            &claims(&[]),
            &["hold/medium/medium `acme-mail` names github.com/acme/mail, which does not name it"],
        ),
        Case::new("it publishes it", &claims(&["@acme/mail", "acme-mail"]), &[]),
        Case::new(
            "the certificate proves it",
            &with(claims(&["@acme/mail"]), |release| {
                release.provenance = verified(Level::B);
            }),
            &[],
        ),
        Case::new("it names none", &with(claims(&[]), |release| release.repository = None.into()), &[]),
        Case::new("nobody knows what it publishes", &mail(), &[]),
    ]
}
