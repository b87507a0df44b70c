//! Cases of `credential-harvest`.

use crate::support::{Case, fact, first, mail, update};
use stockade_assess::facts::{Class, Fact, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let variable = |name: &str| fact(Class::Environment, name, 20);
    let variables = || vec![variable("AWS_SECRET_ACCESS_KEY"), variable("NPM_TOKEN"), variable("OPENAI_API_KEY")];
    let read: Vec<Fact> = [
        fact(Class::SensitivePath, "~/.ssh/id_rsa", 30).into_sink(Sink::Read),
        fact(Class::SensitivePath, "~/.npmrc", 31).into_sink(Sink::Read),
        variable("ANTHROPIC_API_KEY"),
    ]
    .into();
    let two = [variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN"), variable("NPM_TOKEN")];
    vec![
        Case::new(
            "files and variables",
            &first("acme-mail", &read),
            &["hold/high/medium `acme-mail@1.0.16` names secrets of 3 unrelated kinds: model, npm, ssh"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &read),
            &["block/critical/high `acme-mail@1.0.16` names secrets of 3 unrelated kinds: model, npm, ssh"],
        ),
        Case::new(
            "variables alone",
            &first("acme-mail", &variables()),
            &["show/low/low `acme-mail@1.0.16` names secrets of 3 unrelated kinds: aws, model, npm"],
        ),
        Case::new(
            "variables alone, since this version",
            &update("acme-mail", &variables()),
            &["hold/medium/medium `acme-mail@1.0.16` names secrets of 3 unrelated kinds: aws, model, npm"],
        ),
        Case::new("two kinds", &first("acme-mail", &two), &[]),
        Case::new("one of them its own", &first("openai-mail", &variables()), &[]),
        Case::new("nothing", &mail(), &[]),
    ]
}
