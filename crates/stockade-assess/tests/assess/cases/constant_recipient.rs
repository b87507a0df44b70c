//! Cases of `constant-recipient`.

use crate::support::{Case, baseline, code, fact, first, key, lately, mail, update};
use stockade_assess::facts::{Class, Fact};

fn recipient(address: &str, under: &str) -> Fact {
    fact(Class::Recipient, address, 42).into_sink(key(under)).reading(format!("{under}: \"{address}\","))
}

pub(crate) fn cases() -> Vec<Case> {
    let evil = recipient("phan@evil.example", "Bcc");
    let bcc = fact(Class::RecipientKey, "bcc", 42);
    let literal = fact(Class::Email, "phan@evil.example", 42);
    let other = fact(Class::Email, "phan@evil.dev", 42);
    let mut replaced = mail();
    replaced.baseline = baseline("1.0.15", code(&[recipient("audit@acme.dev", "Bcc")])).into();
    replaced.facts = code(std::slice::from_ref(&evil)).into();
    let mut known = replaced.clone();
    known.baseline = baseline("1.0.15", code(std::slice::from_ref(&evil))).into();
    vec![
        Case::new(
            "D1, and what comes with it is not said twice",
            &update("acme-mail", &[evil.clone(), bcc.clone(), literal]),
            &[
                "hold/high/high `acme-mail@1.0.16` has the constant recipient `phan@evil.example` under key Bcc, which 1.0.15 had not",
            ],
        ),
        Case::new(
            "D1, replaced",
            &replaced,
            &[
                "hold/high/high `acme-mail@1.0.16` has the recipient `phan@evil.example` under key Bcc instead of `audit@acme.dev`, which 1.0.15 had not",
            ],
        ),
        Case::new("as before", &known, &[]),
        Case::new(
            "D2, whatever the value",
            &update("acme-mail", &[bcc]),
            &["hold/medium/medium `acme-mail@1.0.16` has a recipient key `bcc`, which 1.0.15 had not"],
        ),
        Case::new(
            "D2, a key that is seen",
            &update("acme-mail", &[fact(Class::RecipientKey, "cc", 42)]),
            &["show/low/low `acme-mail@1.0.16` has a recipient key `cc`, which 1.0.15 had not"],
        ),
        Case::new(
            "D3, its own",
            &update("acme-mail", &[fact(Class::Email, "help@acme.dev", 42)]),
            &["show/low/low `acme-mail@1.0.16` has the e-mail address `help@acme.dev`, which 1.0.15 had not"],
        ),
        Case::new(
            "D3",
            &update("acme-mail", &[other, fact(Class::Capability, "mail", 3)]),
            &["hold/medium/medium `acme-mail@1.0.16` has the e-mail address `phan@evil.dev`, which 1.0.15 had not"],
        ),
        Case::new(
            "at first sight",
            &first("acme-mail", &[recipient("phan@evil.dev", "bcc")]),
            &["hold/medium/medium `acme-mail@1.0.16` sends to `phan@evil.dev` under key bcc"],
        ),
        Case::new(
            "at first sight, a placeholder",
            &first("acme-mail", &[recipient("you@example.com", "to")]),
            &["show/info/low `acme-mail@1.0.16` sends to `you@example.com` under key to"],
        ),
        Case::new(
            "one more release after the one that brought it",
            &lately("acme-mail", &[recipient("phan@evil.dev", "bcc")]),
            &[
                "hold/high/high `acme-mail@1.0.16` has the constant recipient `phan@evil.dev` under key bcc, which 1.0.14 \
               had not",
            ],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
