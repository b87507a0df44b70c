//! Cases of `time-gate`.

use crate::support::{Case, baseline, code, fact, first, mail, update};
use stockade_assess::facts::{Class, Fact, Sink};

pub(crate) fn cases() -> Vec<Case> {
    let gate = || fact(Class::TimeGate, "48 h", 50).reading("setTimeout(run, 172800000)");
    let hook = || fact(Class::GitHook, ".git/hooks/pre-commit", 60).into_sink(Sink::Write);
    let elsewhere = Fact::new(Class::TimeGate, "24 h", "cache.js", 5);
    let mut always = mail();
    always.baseline = baseline("1.0.15", code(&[gate(), hook()])).into();
    always.facts = code(&[gate(), hook()]).into();
    let mut cached = always.clone();
    cached.baseline = baseline("1.0.15", code(&[hook()])).into();
    cached.facts = code(&[elsewhere.clone(), hook()]).into();
    vec![
        Case::new(
            "before it does something grave",
            &first("acme-mail", &[gate(), hook()]),
            &["hold/high/medium `acme-mail@1.0.16` waits for hours or for a date where it does something grave"],
        ),
        Case::new(
            "since this version",
            &update("acme-mail", &[gate(), hook()]),
            &["block/critical/high `acme-mail@1.0.16` waits for hours or for a date where it does something grave"],
        ),
        Case::new(
            "as before",
            &always,
            &["show/medium/medium `acme-mail@1.0.16` waits for hours or for a date where it does something grave"],
        ),
        Case::new(
            "a cache that is refreshed",
            &cached,
            &["show/info/low `acme-mail@1.0.16` waits for hours or for a date"],
        ),
        Case::new(
            "both since this version, in two files",
            &update("acme-mail", &[elsewhere, hook()]),
            &["hold/high/medium `acme-mail@1.0.16` began to wait for hours or for a date, and to do something grave"],
        ),
        Case::new("nothing", &mail(), &[]),
    ]
}
