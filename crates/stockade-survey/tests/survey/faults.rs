//! Registries that misbehave: an error or a step that was not possible, never a package that is fine.

use std::time::Duration;

use serde_json::json;
use stockade_assess::Action;
use stockade_survey::{Survey, SurveyError, What};
use stockade_testkit::registry::{Fault, NpmRelease};

use crate::support::{World, alarmed, failed, look, npm, old, why_not};

const TARBALL: &str = "/npm/mail/-/";

fn world() -> World {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world
}

/// What went wrong with the document of the package.
fn document(fault: Fault) -> SurveyError {
    let world = world();
    world.registry.fault("/npm/mail", None, fault);
    let mut options = world.options();
    options.http.timeout = Duration::from_secs(2);
    failed(Survey::new(world.sources(), options).unwrap().look(&npm("mail")))
}

#[test]
fn a_document_that_cannot_be_had_is_an_error_with_a_hint() {
    for (fault, part) in [
        (Fault::Half, "before its announced end"),
        (Fault::Status(429, vec![("Retry-After", "3600".to_owned())]), "429"),
        (Fault::Status(503, Vec::new()), "503"),
        (Fault::Status(401, Vec::new()), "refuses"),
        (Fault::LoginPage, "cannot be used"),
        (Fault::Json(json!({"name": "other", "versions": {}})), "`other`"),
    ] {
        let error = document(fault.clone());
        assert!(error.to_string().contains(part), "{fault:?}: {error}");
        assert!(!error.hint().is_empty() && !error.is_answer());
    }
}

#[test]
fn a_slow_document_ends_with_the_time() {
    let error = document(Fault::Slow(Duration::from_secs(1)));
    assert!(matches!(error, SurveyError::Registry { .. }), "{error}");
}

#[test]
fn a_redirect_to_another_host_is_refused() {
    let to = vec![("Location", "https://evil.example/mail".to_owned())];
    let error = document(Fault::Status(302, to));
    assert!(error.to_string().contains("evil.example") && error.to_string().contains("another host"), "{error}");
}

#[test]
fn an_archive_that_cannot_be_had_leaves_a_gap() {
    for (fault, part) in [
        (Fault::Half, "before its announced end"),
        (Fault::Status(429, vec![("Retry-After", "3600".to_owned())]), "429"),
        (Fault::Status(404, Vec::new()), "has no archive"),
        (Fault::Status(302, vec![("Location", "https://evil.example/x.tgz".to_owned())]), "another host"),
    ] {
        let world = world();
        world.registry.fault(TARBALL, None, fault.clone());
        let looked = look(&world.survey(), "mail");
        assert!(why_not(&looked, What::Content).contains(part), "{fault:?}: {:#?}", looked.steps);
        assert!(!looked.is_complete());
        assert!(looked.said.gaps.iter().any(|gap| gap.what == "what its code does"), "{:#?}", looked.said.gaps);
    }
}

#[test]
fn what_is_busy_once_is_asked_again() {
    let world = world();
    world.registry.fault("/npm/mail", Some(1), Fault::Status(503, Vec::new()));
    assert_eq!(look(&world.survey(), "mail").subject.version(), "1.0.0");
}

#[test]
fn an_archive_that_cannot_be_opened_hides_its_code() {
    let world = World::new();
    let broken = NpmRelease::new("mail", "1.0.1").published("2026-01-01T00:00:00Z").file("index.js", "");
    let bytes = broken.tarball();
    world.registry.publish(old("mail", "1.0.0"));
    // Half of a real archive, with the digest of that half.
    let half = &bytes[..bytes.len() / 2];
    let digest = stockade_registry::digest::Digest::of(stockade_registry::digest::Algorithm::Sha512, half).sri();
    let image = world.registry.blob("team/x", half);
    let place = format!("{}/v2/team/x/blobs/{image}", world.registry.url());
    world.registry.publish(broken.dist("integrity", json!(digest)).dist("tarball", json!(place)));
    let mut sources = world.sources();
    sources.npm = Some(npm_never(&world.registry.npm_url()));
    let survey = Survey::new(sources, world.options()).unwrap();
    let looked = look(&survey, "mail");
    assert_eq!(alarmed(&looked, "hidden-code"), Some(Action::Hold), "{:#?} {:#?}", looked.said, looked.steps);
    assert!(why_not(&looked, What::Content).contains("not a readable"), "{:#?}", looked.steps);
}

/// Settings that take an archive from where the document says.
fn npm_never(address: &str) -> stockade_registry::settings::npm::NpmSettings {
    use stockade_registry::Secret;
    use stockade_registry::settings::Setting;
    let setting =
        |key: &str, value: &str| Setting { key: key.to_owned(), value: Secret::new(value), file: None, project: false };
    let all = vec![setting("registry", address), setting("replace-registry-host", "never")];
    stockade_registry::settings::npm::NpmSettings::new(all, std::collections::BTreeMap::new())
}
