//! Evidence: verified, fallen, forged.

use serde_json::json;
use stockade_assess::{Action, Known, Level, Provenance};
use stockade_survey::{State, What};
use stockade_testkit::registry::{Fault, Lost};

use crate::support::{World, alarmed, look, old, state, why_not};

#[test]
fn evidence_that_fell_holds() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    world.registry.publish(old("mail", "1.0.1"));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "provenance-fell"), Some(Action::Hold), "{:#?}", looked.said);
    assert_eq!(looked.level(), Known::Known(Level::C));
    let diff = looked.diff.unwrap();
    assert_eq!((diff.old.level, diff.new.level), (Known::Known(Level::A), Known::Known(Level::C)));
}

#[test]
fn another_repository_behind_the_same_name_is_another_publisher() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    world.publish_from(old("mail", "1.0.1"), "mail", "1.0.1", "2");
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "publisher-changed"), Some(Action::Hold), "{:#?}", looked.said);
}

#[test]
fn an_attestation_of_another_archive_blocks() {
    let world = World::new();
    let attested = old("mail", "1.0.0").file("index.js", "// another\n");
    let attestation = world.attestation(&attested, "mail", "1.0.0", "1");
    world.registry.attest("mail@1.0.0", json!({"attestations": [attestation]}));
    world.registry.publish(old("mail", "1.0.0"));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "provenance-invalid"), Some(Action::Block), "{:#?}", looked.said);
    assert!(matches!(state(&looked, What::Provenance), State::Done(said) if said.contains("does not hold")));
}

#[test]
fn a_signature_of_something_else_blocks() {
    let world = World::new();
    let wrong = world.registry.key().sign("mail@1.0.0:sha512-other");
    let signatures = json!([{"keyid": world.registry.key().id(), "sig": wrong}]);
    world.registry.publish(old("mail", "1.0.0").dist("signatures", signatures));
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "provenance-invalid"), Some(Action::Block), "{:#?}", looked.said);
    let said = looked.said.of("provenance-invalid").next().unwrap();
    assert!(said.finding.evidence.iter().any(|text| text.contains("the registry's signature")), "{said:#?}");
}

#[test]
fn other_bytes_than_promised_block() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    world.publish_from(old("mail", "1.0.1"), "mail", "1.0.1", "1");
    world.registry.fault("/npm/mail/-/mail-1.0.1.tgz", None, Fault::Flipped);
    let looked = look(&world.survey(), "mail");
    assert_eq!(alarmed(&looked, "provenance-invalid"), Some(Action::Block), "{:#?}", looked.said);
    let said = looked.said.of("provenance-invalid").next().unwrap();
    assert!(said.finding.evidence.iter().any(|text| text.contains("expected sha512:")), "{said:#?}");
    assert!(matches!(state(&looked, What::Digest), State::Done(said) if said.contains("other bytes")));
    assert!(looked.subject.facts.known().is_none());
}

#[test]
fn attestations_that_are_named_and_not_served_are_unknown() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    world.registry.fault("/npm/-/npm/v1/attestations/", None, Fault::Status(404, Vec::new()));
    let looked = look(&world.survey(), "mail");
    assert!(why_not(&looked, What::Provenance).contains("does not serve them"), "{:#?}", looked.steps);
    assert!(matches!(looked.subject.release().unwrap().provenance, Known::Unknown(_)));
}

#[test]
fn a_registry_that_drops_attestations_and_signs_says_there_are_none() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    world.registry.lose(Lost::Attestations);
    let looked = look(&world.survey(), "mail");
    assert_eq!(looked.subject.release().unwrap().provenance, Known::Known(Provenance::Missing));
    assert!(looked.doubts.iter().any(|doubt| doubt.contains("trusted publisher")), "{:?}", looked.doubts);
}

#[test]
fn without_a_verifier_nothing_is_proved() {
    let world = World::new();
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    let mut sources = world.sources();
    sources.trust = None;
    let survey = stockade_survey::Survey::new(sources, world.options()).unwrap();
    let looked = look(&survey, "mail");
    assert!(why_not(&looked, What::Provenance).contains("nothing to verify with"));
}
