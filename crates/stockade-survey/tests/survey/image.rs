//! Images: a tag leads to a digest, and what is in it is not read.

use std::collections::BTreeMap;

use serde_json::json;
use stockade_assess::Known;
use stockade_model::Ecosystem;
use stockade_registry::settings::oci::OciSettings;
use stockade_survey::{Sources, State, Survey, SurveyError, What};

use crate::support::{World, ask, failed, state, why_not};

fn survey(world: &World) -> Survey {
    let oci = OciSettings::new(None, BTreeMap::new()).unwrap();
    Survey::new(Sources { oci: Some(oci), ..world.sources() }, world.options()).unwrap()
}

#[test]
fn a_tag_leads_to_a_digest() {
    let world = World::new();
    let config = world.registry.blob("team/mail", b"{}");
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({"schemaVersion": 2, "mediaType": kind, "layers": [],
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": 2}});
    let digest = world.registry.image("team/mail", Some("1.0"), &manifest);
    let name = format!("{}/team/mail", world.registry.host());
    let looked = survey(&world).look(&ask(Ecosystem::Oci, &format!("{name}@1.0"))).unwrap();
    assert_eq!(looked.subject.package.version.as_deref(), Some(digest.as_str()));
    assert_eq!(state(&looked, What::Digest), &State::Done(digest.clone()));
    assert!(why_not(&looked, What::Content).contains("not read"));
    assert!(matches!(looked.subject.facts, Known::Unknown(_)) && !looked.is_complete());
    let order: Vec<What> = looked.steps.iter().map(|step| step.what).collect();
    assert_eq!(order, What::ALL);
    let again = survey(&world).look(&ask(Ecosystem::Oci, &format!("{name}@{digest}"))).unwrap();
    assert_eq!(again.artifact, looked.artifact);
    let error = failed(survey(&world).look(&ask(Ecosystem::Oci, &format!("{name}@2.0"))));
    assert!(matches!(error, SurveyError::NoSuchVersion { .. }), "{error}");
}

#[test]
fn an_image_without_a_host_is_not_looked_for() {
    let world = World::new();
    let looked = survey(&world).look(&ask(Ecosystem::Oci, "mcp/mail")).unwrap();
    assert!(why_not(&looked, What::Registry).contains("names no registry"));
    assert!(world.registry.paths().is_empty());
}
