//! Cases of `new-host`.

use crate::support::{Case, code, fact, key, mail, release, update, with_history};
use stockade_assess::facts::Class;

pub(crate) fn cases() -> Vec<Case> {
    let host = |name: &str| fact(Class::Host, name, 9);
    let minor = {
        let mut subject =
            with_history(mail(), |history| history.releases.push(release("1.1.0", "2025-06-01T00:00:00Z")));
        subject.package.version = Some("1.1.0".into());
        subject.facts = code(&[host("metrics.vendor.dev").into_sink(key("endpoint"))]).into();
        subject
    };
    vec![
        Case::new(
            "D7",
            &update("acme-mail", &[host("giftshop.club")]),
            &["show/low/medium `acme-mail@1.0.16` names hosts that 1.0.15 did not: `giftshop.club`"],
        ),
        Case::new(
            "D7 beside a new ability",
            &update("acme-mail", &[host("giftshop.club"), fact(Class::Capability, "socket", 9)]),
            &["hold/medium/medium `acme-mail@1.0.16` names hosts that 1.0.15 did not: `giftshop.club`"],
        ),
        Case::new(
            "D8 in a patch",
            &update("acme-mail", &[host("giftshop.club").into_sink(key("webhook"))]),
            &["show/low/medium `acme-mail@1.0.16` names hosts that 1.0.15 did not: `giftshop.club`"],
        ),
        Case::new(
            "beside an ability that sends nothing",
            &update("acme-mail", &[host("giftshop.club"), fact(Class::Capability, "fs-read", 9)]),
            &["show/low/medium `acme-mail@1.0.16` names hosts that 1.0.15 did not: `giftshop.club`"],
        ),
        Case::new(
            "D8 in a minor release",
            &minor,
            &["show/low/medium `acme-mail@1.1.0` names hosts that 1.0.15 did not: `metrics.vendor.dev`"],
        ),
        Case::new(
            "its own, local and reserved ones",
            &update(
                "acme-mail",
                &[host("api.acme.com"), host("localhost").into_sink(key("url")), host("docs.example.com")],
            ),
            &[],
        ),
        Case::new("nothing new", &mail(), &[]),
    ]
}
