//! Cases of `self-propagation`.

use crate::support::{Case, fact, first, lately, mail, update};
use stockade_assess::facts::{Class, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let publish = || fact(Class::Publish, "npm publish", 60).into_sink(Sink::Exec);
    let manifest = || fact(Class::Manifest, "package.json", 61).into_sink(Sink::Write);
    vec![
        Case::new(
            "at first sight",
            &first("acme-mail", &[publish(), manifest()]),
            &["hold/high/medium `acme-mail@1.0.16` publishes packages"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &[publish(), manifest()]),
            &["block/critical/high `acme-mail@1.0.16` publishes packages"],
        ),
        Case::new(
            "with the registry's token",
            &first("acme-mail", &[publish(), fact(Class::Environment, "NPM_TOKEN", 5)]),
            &["hold/high/medium `acme-mail@1.0.16` publishes packages"],
        ),
        Case::new(
            "a table of a project's files",
            &first("acme-mail", &[publish(), fact(Class::SensitivePath, "yarnrc", 5).into_sink(Sink::Read)]),
            &[],
        ),
        Case::new(
            "with Yarn's token",
            &first(
                "acme-mail",
                &[
                    publish(),
                    fact(Class::SensitivePath, "yarnrc", 5).into_sink(Sink::Read),
                    fact(Class::SensitivePath, "yarnrc-token", 6).into_sink(Sink::Read),
                ],
            ),
            &["hold/high/medium `acme-mail@1.0.16` publishes packages"],
        ),
        Case::new("a generator writes manifests", &first("acme-mail", &[manifest()]), &[]),
        Case::new("a tool publishes", &first("acme-mail", &[publish()]), &[]),
        Case::new(
            "one more release after the one that began to",
            &lately("acme-mail", &[publish(), fact(Class::Environment, "NPM_TOKEN", 5)]),
            &["hold/high/medium `acme-mail@1.0.16` publishes packages"],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
