//! What each fact does to an answer, and that an unknown one does nothing.

use super::*;
use crate::mechanisms::testing::pack;
use crate::pack::build::{Input, NameInput, RepositoryInput, build};
use crate::pack::lists::{Brand, StoredLists};
use crate::pack::names::{LISTED, PROTECTED};
use crate::{Answer, Engine, Facts, Original, Pack, Subject};

fn judged(pack: &Pack, name: &str, facts: Facts) -> Answer {
    let mut subject = Subject::new(Ecosystem::Npm, name).unwrap();
    subject.facts = facts;
    Engine::new(pack).judge(&subject)
}

fn original(change: impl FnOnce(&mut Original)) -> Vec<Original> {
    let mut original = Original::new(Ecosystem::Npm, "supports-color");
    change(&mut original);
    vec![original]
}

/// A pack with one popular package, which is bound to a repository.
fn popular() -> Pack {
    let mut input = Input { version: 1, ..Input::default() };
    let repositories = [("chalk/supports-color".to_owned(), ["one".to_owned(), "two".to_owned()].into())].into();
    let name = NameInput { popularity: Some(90_000_000), flags: PROTECTED, repositories, ..NameInput::default() };
    input.names.insert((Ecosystem::Npm, "supports-color".to_owned()), name);
    Pack::open(build(&input).unwrap()).unwrap()
}

fn vendor() -> Pack {
    let brands = vec![Brand { token: "postmark".into(), owners: vec!["activecampaign".into()] }];
    pack(&[], &["activecampaign/postmark-mcp"], StoredLists { brands, ..StoredLists::default() })
}

fn says(answer: &Answer, part: &str) -> bool {
    let mut lines = answer.matches.iter().flat_map(|found| found.evidence.iter().chain(&found.counter_evidence));
    lines.any(|line| line.contains(part))
}

#[test]
fn an_identity_with_a_contradiction_and_a_hard_signal_is_denied() {
    let pack = vendor();
    let held = || Facts { publisher: Some("somebody".into()), ..Facts::default() };
    let verdict = |facts| judged(&pack, "postmark-mcp", facts).verdict;
    assert_eq!(verdict(held()), Verdict::Confirm);
    assert_eq!(verdict(Facts { age_days: Some(3), ..held() }), Verdict::Block);
    assert_eq!(verdict(Facts { install_hook: Some(true), ..held() }), Verdict::Block);
    assert_eq!(verdict(Facts { popularity: Some(40), ..held() }), Verdict::Block);
    assert_eq!(verdict(Facts { popularity: Some(40_000), ..held() }), Verdict::Confirm);
    // Soft ones make it no denial, and none does without a contradiction.
    assert_eq!(verdict(Facts { new_names: Some(5), siblings_removed: Some(true), ..held() }), Verdict::Confirm);
    assert_eq!(verdict(Facts { age_days: Some(3), ..Facts::default() }), Verdict::Confirm);
    assert_eq!(verdict(Facts { age_days: Some(400), install_hook: Some(false), ..held() }), Verdict::Confirm);
}

/// What an account is called says next to nothing of who owns a repository: of a name that was there before the pack was made
/// it makes no alarm.
#[test]
fn the_account_of_a_name_that_stood_in_the_registry_is_no_contradiction() {
    let brands = vec![Brand { token: "postmark".into(), owners: vec!["activecampaign".into()] }];
    let lists = StoredLists { brands, ..StoredLists::default() };
    let mut input = Input { version: 1, lists, ..Input::default() };
    let sources = ["one".to_owned()].into();
    input.repositories.insert("activecampaign/postmark-mcp".into(), RepositoryInput { sources, official: true });
    let listed = NameInput { flags: LISTED, ..NameInput::default() };
    input.names.insert((Ecosystem::Npm, "postmark-mcp".to_owned()), listed);
    let pack = Pack::open(build(&input).unwrap()).unwrap();
    let facts = || Facts { publisher: Some("ann".into()), install_hook: Some(true), ..Facts::default() };
    assert_eq!(judged(&pack, "postmark-mcp", facts()).verdict, Verdict::Note);
    let denied = Facts { repository: Some("a/b".into()), repository_names_it: Some(false), ..facts() };
    assert_eq!(
        judged(&pack, "postmark-mcp", denied).verdict,
        Verdict::Block,
        "a repository that names another package"
    );
}

#[test]
fn mimicry_needs_the_original() {
    let mut pack_input = Input { version: 1, ..Input::default() };
    let official = NameInput { popularity: Some(12), flags: PROTECTED, ..NameInput::default() };
    pack_input.names.insert((Ecosystem::Pypi, "mcp-server-fetch".to_owned()), official);
    let pack = Pack::open(build(&pack_input).unwrap()).unwrap();
    let facts = |first: &str, originals| Facts {
        publisher: Some("somebody".into()),
        first_version: Some(first.to_owned()),
        originals,
        ..Facts::default()
    };
    let official = |version: &str| {
        let mut original = Original::new(Ecosystem::Pypi, "mcp-server-fetch");
        original.version = Some(version.to_owned());
        vec![original]
    };
    let verdict = |facts| judged(&pack, "mcp-server-fetch", facts).verdict;
    assert_eq!(verdict(facts("2025.4.7", official("2025.4.7"))), Verdict::Block);
    assert_eq!(verdict(facts("2025.4.7", Vec::new())), Verdict::Confirm, "nobody told what the original has");
    assert_eq!(verdict(facts("2025.4.7", official("2025.4.9"))), Verdict::Block, "the line counts, not the patch");
    assert_eq!(verdict(facts("2025.4.7", official("2025.5.7"))), Verdict::Confirm);
    assert_eq!(verdict(facts("1.0.9", official("1.0.2"))), Verdict::Confirm, "the usual line");
    assert_eq!(verdict(facts("next", official("next"))), Verdict::Confirm, "no number, no line");
    assert_eq!(verdict(facts("1.0.0", official("1.0.0"))), Verdict::Confirm, "everybody begins with that");
}

#[test]
fn soft_signals_are_printed_and_bring_what_is_nearly_close_enough_to_a_question() {
    let pack = popular();
    let verdict = |facts| judged(&pack, "suport-color", facts).verdict;
    assert_eq!(verdict(Facts::default()), Verdict::Note, "two letters are missing");
    assert_eq!(verdict(Facts { new_names: Some(3), ..Facts::default() }), Verdict::Note);
    let copied = || original(|original| original.same_readme = Some(true));
    assert_eq!(verdict(Facts { new_names: Some(3), originals: copied(), ..Facts::default() }), Verdict::Confirm);
    assert_eq!(verdict(Facts { new_names: Some(2), originals: copied(), ..Facts::default() }), Verdict::Note);
    let all = Facts {
        publisher: Some("somebody".into()),
        new_names: Some(7),
        siblings_removed: Some(true),
        first_version: Some("99.9.9".into()),
        repository: Some("chalk/supports-color".into()),
        repository_names_it: Some(false),
        readme_names: Some("chalk/supports-color".into()),
        originals: copied(),
        ..Facts::default()
    };
    let answer = judged(&pack, "suport-color", all);
    for part in [
        "published 7 new names within two days",
        "other names of its publisher were removed",
        "its first published version is 99.9.9",
        "comes from `chalk/supports-color`, which names another package",
        "its description says that it is of `chalk/supports-color`, and it is held by somebody",
        "its description is nearly that of `supports-color`",
    ] {
        assert!(says(&answer, part), "{part}: {:?}", answer.matches);
    }
}

#[test]
fn facts_of_the_original_take_a_question_back() {
    let pack = popular();
    let verdict = |facts| judged(&pack, "suports-color", facts).verdict;
    assert_eq!(verdict(Facts::default()), Verdict::Confirm);
    let by = |account: &str| Facts {
        maintainers: vec![account.to_owned()],
        originals: original(|original| original.maintainers = vec!["sindre".into(), "qix".into()]),
        ..Facts::default()
    };
    assert_eq!(verdict(by("qix")), Verdict::Note);
    assert_eq!(verdict(by("somebody")), Verdict::Confirm);
    let aged = |own, theirs| Facts {
        age_days: Some(own),
        originals: original(|original| original.age_days = theirs),
        ..Facts::default()
    };
    assert_eq!(verdict(aged(4000, Some(900))), Verdict::Note);
    assert_eq!(verdict(aged(800, Some(900))), Verdict::Confirm);
    assert_eq!(verdict(aged(4000, None)), Verdict::Confirm);
}

#[test]
fn a_repository_counts_where_more_than_the_package_says_so() {
    let pack = popular();
    let verdict = |attested, names_it, repository: &str| {
        let facts = Facts {
            repository: Some(repository.to_owned()),
            repository_names_it: names_it,
            attested,
            ..Facts::default()
        };
        judged(&pack, "suports-color", facts).verdict
    };
    let official = "Chalk/supports-color";
    assert_eq!(verdict(None, None, official), Verdict::Confirm, "its own word");
    assert_eq!(verdict(Some(false), None, official), Verdict::Confirm);
    assert_eq!(verdict(Some(true), None, official), Verdict::Note);
    assert_eq!(verdict(Some(true), Some(false), official), Verdict::Confirm, "the repository denies it");
    assert_eq!(verdict(Some(true), None, "somebody/supports-color"), Verdict::Confirm, "built by anybody");
    assert_eq!(verdict(None, Some(true), "chalk/supports-color"), Verdict::Note, "both say so");
}
