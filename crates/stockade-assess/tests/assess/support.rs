//! Subjects to judge, made by hand, with a pinned clock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use stockade_assess::facts::{Class, Fact, Facts, Sink};
use stockade_assess::{
    Baseline, Because, History, Identity, Known, Level, Provenance, Publisher, Release, Said, Setting, Subject, assess,
};
use stockade_model::{Ecosystem, Package};

/// The time at which every test stands.
pub(crate) const NOW: &str = "2025-09-25T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn setting() -> Setting {
    Setting::at(at(NOW))
}

pub(crate) fn npm(name: &str) -> Package {
    Package::new(Ecosystem::Npm, name)
}

/// A release of which everything is known and nothing is remarkable.
pub(crate) fn release(version: &str, published: &str) -> Release {
    Release {
        version: version.into(),
        published: at(published).into(),
        first_seen: None,
        before: None,
        publisher: Publisher::account("acme").into(),
        provenance: Provenance::Missing.into(),
        scripts: BTreeMap::new().into(),
        dependencies: BTreeMap::from([("sdk".to_owned(), "^1.0.0".to_owned())]).into(),
        deprecated: None.into(),
        yanked: None.into(),
        integrity: "sha512-aa".to_owned().into(),
        repository: Some("git+https://github.com/acme/mail.git".to_owned()).into(),
    }
}

/// A package that has been around, with three releases, the last of them months old.
pub(crate) fn old(name: &str) -> History {
    let mut history = History::new(npm(name));
    history.created = at("2024-01-01T00:00:00Z").into();
    history.releases = vec![
        release("1.0.14", "2025-01-01T00:00:00Z"),
        release("1.0.15", "2025-03-01T00:00:00Z"),
        release("1.0.16", "2025-05-01T00:00:00Z"),
    ];
    history
}

/// `mail` 1.0.16 after 1.0.15, with code on both sides and nothing remarkable.
pub(crate) fn mail() -> Subject {
    subject("acme-mail")
}

pub(crate) fn subject(name: &str) -> Subject {
    let package = npm(name).at("1.0.16");
    let mut subject = Subject::new(package.clone(), stockade_assess::checks::nowhere(&package));
    subject.history = old(name).into();
    subject.facts = code(&[]).into();
    subject.baseline = baseline("1.0.15", code(&[])).into();
    subject
}

/// The same without anything to compare with: a first look.
pub(crate) fn first(name: &str, facts: &[Fact]) -> Subject {
    let mut subject = subject(name);
    subject.facts = code(facts).into();
    subject.baseline = Known::unknown("nothing was installed before");
    subject
}

/// The same where the second version has more than the first.
pub(crate) fn update(name: &str, facts: &[Fact]) -> Subject {
    let mut subject = subject(name);
    subject.facts = code(facts).into();
    subject
}

/// The same in a release of another second number.
pub(crate) fn minor(name: &str, facts: &[Fact]) -> Subject {
    let mut subject = with_history(update(name, facts), |history| {
        history.releases.push(release("1.1.0", "2025-06-01T00:00:00Z"));
    });
    subject.package = subject.package.at("1.1.0");
    subject
}

/// The same where the version before has as much, and one that is a month older had it not.
pub(crate) fn lately(name: &str, facts: &[Fact]) -> Subject {
    let mut subject = update(name, facts);
    subject.baseline = baseline("1.0.15", code(facts)).into();
    subject.anchor = Some(Baseline { because: Because::Anchor, ..baseline("1.0.14", code(&[])) });
    subject
}

pub(crate) fn baseline(version: &str, facts: Facts) -> Baseline {
    Baseline { version: version.into(), because: Because::Previous, facts: facts.into(), tools: Known::default() }
}

/// The code of a small mail server, and what is given.
pub(crate) fn code(more: &[Fact]) -> Facts {
    let usual = [
        Fact::new(Class::Capability, "http", "index.js", 12),
        Fact::new(Class::Capability, "fs-write", "index.js", 3),
        Fact::new(Class::Host, "api.mailer.dev", "index.js", 14),
        Fact::new(Class::Environment, "ACME_TOKEN", "index.js", 5),
        Fact::new(Class::RecipientKey, "to", "index.js", 40).reading("to: args.to,"),
    ];
    usual.into_iter().chain(more.iter().cloned()).collect()
}

pub(crate) fn fact(class: Class, value: &str, line: u32) -> Fact {
    Fact::new(class, value, "index.js", line)
}

pub(crate) fn key(name: &str) -> Sink {
    Sink::Key(name.into())
}

/// Changes the release of 1.0.16.
pub(crate) fn with(mut subject: Subject, change: impl FnOnce(&mut Release)) -> Subject {
    if let Known::Known(history) = &mut subject.history {
        change(history.releases.last_mut().unwrap());
    }
    subject
}

/// Changes every release.
pub(crate) fn with_all(mut subject: Subject, change: impl Fn(&mut Release)) -> Subject {
    if let Known::Known(history) = &mut subject.history {
        history.releases.iter_mut().for_each(change);
    }
    subject
}

/// Changes the history.
pub(crate) fn with_history(mut subject: Subject, change: impl FnOnce(&mut History)) -> Subject {
    if let Known::Known(history) = &mut subject.history {
        change(history);
    }
    subject
}

pub(crate) fn identity(level: Level, repository: &str, id: &str) -> Identity {
    Identity {
        level,
        issuer: "https://issuer.example".into(),
        repository: repository.into(),
        repository_id: Some(id.into()),
        owner_id: Some("77".into()),
        workflow: Some(".github/workflows/release.yml".into()),
        environment: None,
    }
}

/// Verified evidence of the repository that [`release`] names.
pub(crate) fn verified(level: Level) -> Known<Provenance> {
    Provenance::Verified(identity(level, "https://github.com/acme/mail", "1")).into()
}

/// One situation, and what a check has to say of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) said: Said,
    pub(crate) expected: &'static [&'static str],
}

impl Case {
    pub(crate) fn new(name: &'static str, subject: &Subject, expected: &'static [&'static str]) -> Self {
        Self { name, said: assess(subject, &setting()), expected }
    }
}

/// `hold/high/medium message`.
pub(crate) fn lines(said: &Said, check: &str) -> Vec<String> {
    said.of(check)
        .map(|alarm| {
            let finding = &alarm.finding;
            format!("{}/{}/{} {}", alarm.action, finding.severity, finding.confidence, finding.message)
        })
        .collect()
}
