//! Cases of `install-script`.

use crate::support::{Case, baseline, code, fact, lately, mail, with, with_all, with_history};
use stockade_assess::facts::Class;
use stockade_assess::{Known, Release, Subject};

fn script(release: &mut Release) {
    release.scripts = std::collections::BTreeMap::from([("postinstall".to_owned(), "node setup.js".to_owned())]).into();
}

pub(crate) fn cases() -> Vec<Case> {
    let hook = fact(Class::InstallHook, "binding.gyp", 0);
    let mut hooked = mail();
    hooked.facts = code(std::slice::from_ref(&hook)).into();
    let mut always = hooked.clone();
    always.baseline = baseline("1.0.15", code(&[hook])).into();
    let first = |mut subject: Subject| {
        subject.baseline = Known::unknown("nothing was installed before");
        subject
    };
    vec![
        Case::new(
            "new",
            &with(mail(), script),
            &["hold/high/high `acme-mail@1.0.16` begins to run something while it is installed, unlike 1.0.15"],
        ),
        Case::new(
            "another command",
            &{
                let subject = with_all(mail(), script);
                with(subject, |release| {
                    release.scripts =
                        std::collections::BTreeMap::from([("postinstall".to_owned(), "sh x".to_owned())]).into();
                })
            },
            &["hold/high/high `acme-mail@1.0.16` changed what it runs while it is installed, unlike 1.0.15"],
        ),
        Case::new(
            "a build file",
            &hooked,
            &["hold/high/high `acme-mail@1.0.16` begins to run something while it is installed, unlike 1.0.15"],
        ),
        Case::new(
            "as before",
            &with_all(mail(), script),
            &["show/medium/high `acme-mail@1.0.16` runs something while it is installed"],
        ),
        Case::new(
            "a build file, as before",
            &always,
            &["show/medium/high `acme-mail@1.0.16` runs something while it is installed"],
        ),
        Case::new(
            "at first sight",
            &first(with(mail(), script)),
            &["show/medium/high `acme-mail@1.0.16` runs something while it is installed"],
        ),
        Case::new(
            "one more release after the one that brought it",
            &with_history(with(lately("acme-mail", &[]), script), |history| {
                let last = history.releases.last().map(|release| release.scripts.clone());
                history.releases[1].scripts = last.unwrap();
            }),
            &["show/medium/high `acme-mail@1.0.16` runs something while it is installed, unlike 1.0.14"],
        ),
        Case::new("none", &mail(), &[]),
        Case::new("unknown", &with(mail(), |release| release.scripts = Known::unknown("a mirror")), &[]),
    ]
}
