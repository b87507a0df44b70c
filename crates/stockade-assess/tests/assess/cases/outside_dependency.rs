//! Cases of `outside-dependency`.

use stockade_assess::{Outside, Subject};

use crate::support::{Case, first, mail, npm, with, with_all};

fn asking(subject: Subject, address: &str) -> Subject {
    let address = address.to_owned();
    with(subject, |release| {
        release.dependencies = std::collections::BTreeMap::from([("helper".to_owned(), address)]).into();
    })
}

fn outside(mut subject: Subject, address: Option<&str>) -> Subject {
    subject.outside = vec![Outside {
        name: "helper".into(),
        address: address.map(str::to_owned),
        optional: false,
        through: vec![npm("acme-mail").at("1.0.16"), npm("sdk").at("1.0.0")],
    }];
    subject
}

/// Asked for by the last of so many.
fn optional(depth: usize) -> Subject {
    let mut subject = outside(mail(), None);
    for one in &mut subject.outside {
        one.optional = true;
        one.through.truncate(depth);
    }
    subject
}

pub(crate) fn cases() -> Vec<Case> {
    let address = "https://evil.example/x.tgz";
    let both = with_all(mail(), |release| {
        release.dependencies =
            std::collections::BTreeMap::from([("helper".to_owned(), "github:acme/helper#v1".to_owned())]).into();
    });
    vec![
        Case::new(
            "an address that is new",
            &asking(mail(), address),
            &["hold/medium/high `acme-mail@1.0.16` begins to take from an address what a registry should answer for: \
               `helper`"],
        ),
        Case::new(
            "at first sight",
            &asking(first("acme-mail", &[]), "git+ssh://git@evil.example/x.git"),
            &["show/medium/high `acme-mail@1.0.16` takes from an address what a registry should answer for: `helper`"],
        ),
        Case::new(
            "another tag of the same owner",
            &asking(both.clone(), "github:acme/helper#v2"),
            &["show/medium/high `acme-mail@1.0.16` takes from an address what a registry should answer for: `helper`"],
        ),
        Case::new(
            "another owner",
            &asking(both, "github:mallory/helper#v2"),
            &["hold/medium/high `acme-mail@1.0.16` begins to take from an address what a registry should answer for: \
               `helper`"],
        ),
        Case::new(
            "a free name, whoever asks for it",
            &outside(mail(), None),
            &["hold/high/high `acme-mail@1.0.16` depends on a name that anybody can take: `helper`"],
        ),
        Case::new(
            "a free name that a dependency may go without",
            &optional(2),
            &["show/medium/high `acme-mail@1.0.16` depends on a name that anybody can take: `helper`"],
        ),
        Case::new(
            "a free name that it may go without itself",
            &optional(1),
            &["hold/high/high `acme-mail@1.0.16` depends on a name that anybody can take: `helper`"],
        ),
        Case::new(
            "an address that a dependency asks for",
            &outside(mail(), Some(address)),
            &["show/medium/high `acme-mail@1.0.16` brings in what no registry answers for: `helper`"],
        ),
        Case::new("packages of the registry, and an alias", &asking(mail(), "npm:other@^1"), &[]),
        Case::new("nothing new", &mail(), &[]),
    ]
}
