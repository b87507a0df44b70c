//! Cases of `git-hook-persistence`.

use crate::support::{Case, fact, first, mail, update};
use stockade_assess::facts::{Class, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let hook = || fact(Class::GitHook, "core.hooksPath", 60);
    vec![
        Case::new(
            "at first sight",
            &first("acme-mail", &[hook().into_sink(Sink::Exec)]),
            &["hold/high/medium `acme-mail@1.0.16` installs a Git hook"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &[hook().into_sink(Sink::Exec)]),
            &["block/critical/high `acme-mail@1.0.16` installs a Git hook"],
        ),
        Case::new("named only", &first("acme-mail", &[hook()]), &[]),
        Case::new("nothing", &mail(), &[]),
    ]
}
