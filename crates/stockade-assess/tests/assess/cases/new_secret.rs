//! Cases of `new-secret`.

use crate::support::{Case, fact, mail, update};
use stockade_assess::facts::{Class, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let path = || fact(Class::SensitivePath, "~/.ssh/id_rsa", 9);
    vec![
        Case::new(
            "D9, read",
            &update("acme-mail", &[path().into_sink(Sink::Read)]),
            &["hold/medium/medium `acme-mail@1.0.16` names secrets that 1.0.15 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "D9, read, with somewhere new to send it",
            &update("acme-mail", &[path().into_sink(Sink::Read), fact(Class::Host, "giftshop.club", 12)]),
            &["block/critical/high `acme-mail@1.0.16` names secrets that 1.0.15 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "D9, a literal",
            &update("acme-mail", &[path()]),
            &["show/low/low `acme-mail@1.0.16` names secrets that 1.0.15 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "D10",
            &update("acme-mail", &[fact(Class::Environment, "AWS_SECRET_ACCESS_KEY", 9)]),
            &["show/low/low `acme-mail@1.0.16` names secrets that 1.0.15 did not: `AWS_SECRET_ACCESS_KEY`"],
        ),
        Case::new(
            "D10 beside an ability",
            &update(
                "acme-mail",
                &[fact(Class::Environment, "AWS_SECRET_ACCESS_KEY", 9), fact(Class::Capability, "dns", 9)],
            ),
            &["hold/medium/medium `acme-mail@1.0.16` names secrets that 1.0.15 did not: `AWS_SECRET_ACCESS_KEY`"],
        ),
        Case::new(
            "its own secret, and no secret",
            &update(
                "acme-mail",
                &[fact(Class::Environment, "ACME_MAIL_TOKEN", 9), fact(Class::Environment, "LOG_LEVEL", 9)],
            ),
            &[],
        ),
        Case::new("nothing new", &mail(), &[]),
    ]
}
