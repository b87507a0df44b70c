//! Cases of `ci-abuse`.

use crate::support::{Case, fact, first, mail, update};
use stockade_assess::facts::{Class, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let workflow = || fact(Class::CiFile, ".github/workflows/x.yml", 60);
    let token = || fact(Class::Environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", 61);
    vec![
        Case::new(
            "at first sight",
            &first("acme-mail", &[workflow().into_sink(Sink::Write), token()]),
            &["hold/high/medium `acme-mail@1.0.16` writes workflows of a CI service"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &[workflow().into_sink(Sink::Write)]),
            &["block/critical/high `acme-mail@1.0.16` writes workflows of a CI service"],
        ),
        Case::new("named only", &first("acme-mail", &[workflow(), token()]), &[]),
        Case::new("nothing", &mail(), &[]),
    ]
}
