//! Images: manifests by tag and digest, tokens, referrers.

use serde_json::json;
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::http::{FetchError, Source};
use stockade_registry::oci::{Content, Oci, Reference};
use stockade_registry::settings::oci::OciSettings;
use stockade_registry::{Fact, RegistryError};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, Lost};

use super::{cached, client, open, options};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";

/// An image under a tag, and a signature of it; their digests.
fn filled(registry: &TestRegistry) -> (Digest, Digest) {
    let config = registry.blob("team/image", b"{}");
    let descriptor = json!({"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": 2});
    let image = json!({"schemaVersion": 2, "mediaType": IMAGE, "config": descriptor, "layers": []});
    let image_digest = registry.image("team/image", None, &image);
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [{
        "mediaType": IMAGE, "digest": image_digest, "size": image.to_string().len(), "platform": {"os": "linux", "architecture": "amd64"}}]});
    let index_digest = registry.image("team/image", Some("1.0"), &index);
    let subject = json!({"mediaType": INDEX, "digest": index_digest, "size": index.to_string().len()});
    let bundle = json!({"schemaVersion": 2, "mediaType": IMAGE, "artifactType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                        "config": descriptor, "layers": [], "subject": subject});
    let bundle = registry.image("team/image", None, &bundle);
    (Digest::from_oci(&index_digest).unwrap(), Digest::from_oci(&bundle).unwrap())
}

#[test]
fn an_image_is_found_by_tag_and_by_digest() {
    let registry = TestRegistry::start();
    let (index, _) = filled(&registry);
    let client = client(&registry);
    let oci = Oci::new(&client, open(&registry.url()));
    let manifest = oci.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap();
    assert_eq!((&manifest.digest, manifest.media_type.as_str()), (&index, INDEX));
    let Content::Index(list) = &manifest.content else { panic!("{manifest:?}") };
    assert_eq!(list[0].platform, Fact::Known("linux/amd64".to_owned()));
    let image = oci.manifest("team/image", &Reference::Digest(list[0].digest.clone())).unwrap();
    let Content::Image { config, .. } = &image.content else { panic!("{image:?}") };
    assert_eq!(oci.blob("team/image", config).unwrap(), b"{}");
    assert!(oci.manifest("team/other", &Reference::Digest(index)).unwrap_err().is_not_found());
    assert!(matches!(oci.manifest("../x", &Reference::Tag("1".to_owned())), Err(RegistryError::Name { .. })));
}

#[test]
fn other_content_than_the_digest_says_is_refused() {
    let registry = TestRegistry::start();
    let (index, _) = filled(&registry);
    let client = client(&registry);
    let oci = Oci::new(&client, open(&registry.url()));
    registry.fault("/v2/", Some(1), Fault::Flipped);
    let error = oci.manifest("team/image", &Reference::Digest(index)).unwrap_err();
    assert!(matches!(error, RegistryError::Fetch(FetchError::Digest { .. })), "{error}");
    let lie = Digest::of(Algorithm::Sha256, b"lie").oci();
    registry.fault("/v2/", Some(1), Fault::Header("Docker-Content-Digest", lie));
    let error = oci.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap_err();
    assert!(error.to_string().contains("the registry says that its digest is"), "{error}");
    registry.fault("/v2/", Some(1), Fault::Header("Content-Type", IMAGE.to_owned()));
    let error = oci.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap_err();
    assert!(error.to_string().contains("calls itself"), "{error}");
}

#[test]
fn signatures_are_listed_by_the_interface_or_by_the_tag() {
    let registry = TestRegistry::start();
    let (index, bundle) = filled(&registry);
    let client = client(&registry);
    let oci = Oci::new(&client, open(&registry.url()));
    let found = oci.referrers("team/image", &index).unwrap();
    assert_eq!(found.known().unwrap()[0].digest, bundle);
    assert!(found.known().unwrap()[0].artifact_type.known().is_some());
    registry.lose(Lost::Referrers);
    assert!(oci.referrers("team/image", &index).unwrap().is_unknown());
    let list = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": []});
    registry.image("team/image", Some(&format!("sha256-{}", index.hex())), &list);
    assert_eq!(oci.referrers("team/image", &index).unwrap(), Fact::Known(Vec::new()));
}

#[test]
fn a_token_is_fetched_once_and_the_answer_found_again_without_one() {
    let (registry, folder) = (TestRegistry::start(), tempfile::tempdir().unwrap());
    let (index, _) = filled(&registry);
    registry.token_for_images(Some(("ann", "hunter2")));
    registry.header("Cache-Control", "max-age=300");
    let text = format!(r#"{{"auths": {{"{}": {{"auth": "YW5uOmh1bnRlcjI="}}}}}}"#, registry.host());
    let settings = OciSettings::new(Some(&text), std::collections::BTreeMap::new()).unwrap();
    let client = cached(folder.path(), options(&registry));
    let oci = Oci::new(&client, settings.registry(&registry.host(), None).unwrap());
    oci.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap();
    oci.referrers("team/image", &index).unwrap();
    let asked: Vec<(String, Option<String>)> = registry
        .asked()
        .into_iter()
        .map(|asked| (asked.path, asked.authorization.map(|who| who.split(' ').next().unwrap().to_owned())))
        .collect();
    let who = |text: &str| Some(text.to_owned());
    let (manifest, referrers) =
        ("/v2/team/image/manifests/1.0".to_owned(), format!("/v2/team/image/referrers/{index}"));
    assert_eq!(
        asked,
        [
            (manifest.clone(), None),
            ("/token".to_owned(), who("Basic")),
            (manifest, who("Bearer")),
            (referrers, who("Bearer")),
        ]
    );
    assert!(registry.asked()[1].query.contains("scope=repository%3Ateam%2Fimage%3Apull"));
    registry.forget();
    // Another run, without the token: the cache knows whom the answer was for.
    let again = Oci::new(&client, settings.registry(&registry.host(), None).unwrap());
    again.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap();
    assert!(registry.asked().is_empty(), "{:?}", (registry.paths(), Source::Fresh));
    let nobody = Oci::new(&client, open(&registry.url()));
    let error = nobody.manifest("team/image", &Reference::Tag("1.0".to_owned())).unwrap_err();
    assert!(matches!(error, RegistryError::Refused { credential: false, .. }), "{error}");
}

#[test]
fn a_registry_that_sends_for_a_token_in_the_clear_is_not_followed() {
    let registry = TestRegistry::start();
    let challenge = "Bearer realm=\"http://evil.example/token\"".to_owned();
    registry.fault("/v2/", None, Fault::Status(401, vec![("WWW-Authenticate", challenge)]));
    let client = client(&registry);
    let error = Oci::new(&client, open(&registry.url())).manifest("a", &Reference::Tag("1".to_owned())).unwrap_err();
    assert!(matches!(error, RegistryError::Fetch(FetchError::Plain(_))), "{error}");
}
