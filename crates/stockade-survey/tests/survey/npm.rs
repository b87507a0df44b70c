//! npm packages, honest ones and those that changed.

use std::collections::BTreeMap;

use serde_json::json;
use stockade_assess::hold::{Hold, ReleasedBy};
use stockade_assess::{Action, Known, Level, Provenance};
use stockade_registry::settings::npm::NpmSettings;
use stockade_survey::{Sources, State, Survey, SurveyError, What};
use stockade_testkit::registry::{Fault, Lost, NpmRelease};

use crate::support::{World, alarmed, alarms, failed, look, npm, old, state, why_not};

#[test]
fn a_clean_package_goes_on() {
    let world = World::new();
    for version in ["1.0.0", "1.0.1"] {
        world.publish_from(old("@acme/mail", version), "@acme/mail", version, "1");
    }
    let looked = look(&world.survey(), "@acme/mail");
    assert_eq!(looked.subject.package.purl(), "pkg:npm/%40acme/mail@1.0.1");
    assert!(alarms(&looked).iter().all(|(_, action)| *action == Action::Show), "{:#?}", looked.said);
    assert_eq!(looked.level(), Known::Known(Level::A), "{:#?}", looked.steps);
    assert_eq!(looked.hold, Hold::Released(ReleasedBy::Timer));
    for what in [What::Registry, What::Digest, What::Signature, What::Provenance, What::Content, What::Comparison] {
        assert!(state(&looked, what).is_done(), "{:#?}", looked.steps);
    }
    assert!(matches!(state(&looked, What::Advisories), State::NotAsked(_)));
    assert!(looked.is_complete(), "{:#?}", looked.steps);
    assert!(looked.artifact.known().unwrap().sha512.is_some());
    assert_eq!(looked.said.gaps.len(), 0, "{:#?}", looked.said.gaps);
}

#[test]
fn steps_stand_in_one_order() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    let looked = look(&world.survey(), "mail");
    let order: Vec<What> = looked.steps.iter().map(|step| step.what).collect();
    assert_eq!(order, What::ALL);
}

#[test]
fn tags_and_ranges_lead_where_npm_goes() {
    let world = World::new();
    for version in ["1.0.0", "1.2.0"] {
        world.registry.publish(old("mail", version));
    }
    world.registry.publish(old("mail", "2.0.0-rc.1").tag("next"));
    world.registry.publish(old("mail", "1.9.0"));
    let survey = world.survey();
    for (wanted, version) in
        [("mail", "1.9.0"), ("mail@next", "2.0.0-rc.1"), ("mail@~1.0", "1.0.0"), ("mail@1.2.0", "1.2.0")]
    {
        assert_eq!(look(&survey, wanted).subject.version(), version, "{wanted}");
    }
    let error = failed(survey.look(&npm("mail@9.9.9")));
    assert!(matches!(&error, SurveyError::NoSuchVersion { wanted, .. } if wanted == "9.9.9"), "{error}");
    assert!(error.is_answer());
}

#[test]
fn a_name_that_is_free_is_an_answer() {
    let world = World::new();
    let error = failed(world.survey().look(&npm("nobody-has-this")));
    assert!(matches!(error, SurveyError::NoSuchPackage { .. }) && error.is_answer(), "{error}");
    assert!(error.hint().contains("the name is free"));
}

#[test]
fn times_that_are_not_told_are_unknown() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1"));
    world.registry.lose(Lost::Times);
    let looked = look(&world.survey(), "mail");
    assert!(matches!(&looked.hold, Hold::Unknown(why) if why.contains("does not say when")), "{:?}", looked.hold);
    assert!(looked.said.gaps.iter().any(|gap| gap.check == "young-version"), "{:#?}", looked.said.gaps);
    assert_eq!(looked.said.of("young-version").count(), 0);
}

#[test]
fn a_version_that_came_up_since_has_the_time_it_was_seen() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.lose(Lost::Times);
    let survey = || {
        let mut options = world.options();
        options.cache = Some(folder.path().to_owned());
        Survey::new(world.sources(), options).unwrap()
    };
    assert!(matches!(look(&survey(), "mail").hold, Hold::Unknown(_)));
    world.registry.publish(old("mail", "1.0.1"));
    let looked = look(&survey(), "mail");
    assert!(looked.hold_until().is_some(), "{:?}", looked.hold);
    assert!(looked.diff.is_some(), "what was there before is still compared with");
}

#[test]
fn another_publisher_is_told() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    let user = json!({"name": "mallory", "email": "m@evil.example"});
    world.registry.publish(old("mail", "1.0.1").field("_npmUser", user));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "publisher-changed"), Some(Action::Hold), "{:#?}", looked.said);
    assert_eq!(looked.publisher().known().unwrap().account, "mallory");
}

#[test]
fn a_script_that_appears_holds_even_where_the_registry_hides_it() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1").field("scripts", json!({"postinstall": "node setup.js", "test": "x"})));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "install-script"), Some(Action::Hold), "{:#?}", looked.said);
    let scripts = looked.subject.release().unwrap().scripts.known().unwrap().clone();
    assert_eq!(scripts, BTreeMap::from([("postinstall".to_owned(), "node setup.js".to_owned())]));
}

#[test]
fn what_is_not_signed_is_said() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.lose(Lost::Signatures);
    let looked = look(&world.survey(), "mail");
    assert!(why_not(&looked, What::Signature).contains("no signatures"), "{:#?}", looked.steps);
    assert!(why_not(&looked, What::Provenance).contains("may have dropped both"), "{:#?}", looked.steps);
    assert!(!looked.is_complete());
    let signature = looked.said.gaps.iter().find(|gap| gap.what == "the registry's signature");
    assert!(signature.is_some(), "{:#?}", looked.said.gaps);
    assert!(matches!(looked.subject.release().unwrap().provenance, Known::Unknown(_)));
}

#[test]
fn a_registry_without_keys_verifies_nothing() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.lose(Lost::Keys);
    let looked = look(&world.survey(), "mail");
    assert!(why_not(&looked, What::Signature).contains("keys are not known"), "{:#?}", looked.steps);
    // It signs, so that it would tell of attestations.
    assert_eq!(looked.subject.release().unwrap().provenance, Known::Known(Provenance::Missing));
}

#[test]
fn a_registry_that_nobody_configured_says_how_to_set_one() {
    let world = World::new();
    let mut sources = world.sources();
    sources.npm = Some(NpmSettings::new(Vec::new(), BTreeMap::new()));
    let survey = Survey::new(sources, world.options()).unwrap();
    let error = failed(survey.look(&npm("mail")));
    assert!(error.to_string().contains("no registry is configured"), "{error}");
    assert!(error.hint().contains("npm config set registry"), "{}", error.hint());
    let error = failed(Survey::new(Sources::default(), world.options()).unwrap().look(&crate::support::pypi("mail")));
    assert!(error.hint().contains("index-url"), "{}", error.hint());
}

#[test]
fn a_manifest_of_another_package_is_doubted() {
    let world = World::new();
    let release = NpmRelease::new("mail", "1.0.0").published("2026-01-01T00:00:00Z");
    // The tarball is another package's, and the registry promises its digest.
    let other = NpmRelease::new("other", "2.0.0").published("2026-01-01T00:00:00Z");
    let digest = stockade_registry::digest::Digest::of(stockade_registry::digest::Algorithm::Sha512, &other.tarball());
    let place = format!("{}other/-/other-2.0.0.tgz", world.registry.npm_url());
    world.registry.publish(other);
    world.registry.publish(release.dist("integrity", json!(digest.sri())).dist("tarball", json!(place)));
    let looked = look(&world.survey(), "mail");
    let doubts = looked.doubts.join("\n");
    assert!(doubts.contains("manifest in the archive is of `other`") && doubts.contains("`2.0.0`"), "{doubts}");
}

#[test]
fn an_abbreviated_document_leaves_things_unknown() {
    let world = World::new();
    let release = old("mail", "1.0.0");
    let digest =
        stockade_registry::digest::Digest::of(stockade_registry::digest::Algorithm::Sha512, &release.tarball());
    world.registry.publish(release);
    let place = format!("{}mail/-/mail-1.0.0.tgz", world.registry.npm_url());
    let document = json!({"name": "mail", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {
        "name": "mail", "version": "1.0.0", "dist": {"tarball": place, "integrity": digest.sri()}}}});
    world.registry.fault("/npm/mail", Some(1), Fault::Json(document));
    let looked = look(&world.survey(), "mail");
    let release = looked.subject.release().unwrap();
    assert!(release.published.known().is_none() && release.publisher.known().is_none());
    // The archive says what the document does not.
    assert_eq!(release.repository.known().unwrap().as_deref(), Some("git+https://github.com/acme/mail.git"));
    assert_eq!(release.scripts.known().unwrap().len(), 0);
}

#[test]
fn a_native_build_that_only_the_registry_tells_of_is_a_script() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1").field("gypfile", json!(true)));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "install-script"), Some(Action::Hold), "{:#?}", looked.said);
}

#[test]
fn provenance_without_a_trusted_publisher_is_weaker() {
    let world = World::new();
    let release = old("mail", "1.0.0");
    let list = json!({"attestations": [world.attestation(&release, "mail", "1.0.0", "1")]});
    world.registry.attest("mail@1.0.0", list);
    world.registry.publish(release);
    assert_eq!(look(&world.survey(), "mail").level(), Known::Known(Level::B));
}

#[test]
fn a_version_that_is_rewritten_or_dated_back_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new();
    let survey = || {
        let mut options = world.options();
        options.cache = Some(folder.path().to_owned());
        Survey::new(world.sources(), options).unwrap()
    };
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1").published("2026-06-14T20:00:00Z"));
    assert_eq!(alarmed(&look(&survey(), "mail"), "rewritten-version"), None);
    assert!(look(&survey(), "mail").hold_until().is_some());
    world.registry.unpublish("mail", "1.0.1", "2026-01-01T00:00:00Z".parse().unwrap());
    world.registry.publish(old("mail", "1.0.1").file("index.js", "export const other = 1;\n"));
    let looked = look(&survey(), "mail");
    assert_eq!(alarmed(&looked, "rewritten-version"), Some(Action::Hold), "{:#?}", looked.said);
    assert_eq!(looked.said.of("rewritten-version").count(), 2, "its bytes and its time: {:#?}", looked.said);
    assert!(looked.hold_until().is_some(), "the later time counts");
}

#[test]
fn the_versions_of_a_better_known_package_are_looked_up() {
    let world = World::new();
    world.registry.publish(old("openclaw", "2026.2.15"));
    world.registry.publish(old("opencraw", "2026.2.17"));
    let like = |name: &str| {
        let package = stockade_model::Package::new(stockade_model::Ecosystem::Npm, name);
        npm("opencraw").resembling(vec![stockade_assess::subject::LookAlike { package, versions: Vec::new() }])
    };
    let looked = world.survey().look(&like("openclaw")).unwrap();
    assert_eq!(alarmed(&looked, "version-mimicry"), Some(Action::Hold), "{:#?}", looked.said);
    let looked = world.survey().look(&like("absent")).unwrap();
    assert!(looked.said.gaps.iter().any(|gap| gap.check == "version-mimicry"), "{:#?}", looked.said.gaps);
}
