//! npm's documents, archives, keys and attestations.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use stockade_registry::http::{Client, FetchError, Options};
use stockade_registry::npm::Npm;
use stockade_registry::settings::npm::ReplaceHost;
use stockade_registry::{Fact, RegistryError};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, Lost, NpmRelease};

use super::{client, npm, open, options};

fn registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.publish(NpmRelease::new("@s/a", "1.0.0").published("2026-01-01T00:00:00Z"));
    registry.publish(
        NpmRelease::new("@s/a", "1.0.1")
            .published("2026-02-01T00:00:00Z")
            .field("scripts", json!({"postinstall": "node index.js"}))
            .field("dependencies", json!({"b": "^1.0.0"})),
    );
    registry
}

#[test]
fn a_package_is_told_whole() {
    let registry = registry();
    registry.unpublish("@s/a", "0.9.0", "2025-12-01T00:00:00Z".parse().unwrap());
    let client = client(&registry);
    let packument = npm(&client, &registry).packument("@s/a").unwrap();
    assert_eq!(registry.paths(), ["/npm/@s%2Fa"]);
    let newest = packument.tagged("latest").unwrap();
    assert_eq!((newest.version.as_str(), &newest.has_install_script), ("1.0.1", &Fact::Known(true)));
    assert_eq!(newest.published, Fact::Known("2026-02-01T00:00:00Z".parse().unwrap()));
    assert_eq!(packument.created, Fact::Known("2025-12-01T00:00:00Z".parse().unwrap()));
    assert_eq!(packument.unpublished[0].0, "0.9.0");
    assert_eq!(newest.publisher.known().unwrap().name, "ann");
    assert!(newest.trusted_publisher.is_unknown() && newest.deprecated.is_unknown());
}

#[test]
fn the_registry_signs_what_it_serves() {
    let registry = registry();
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let packument = npm.packument("@s/a").unwrap();
    let Fact::Known(keys) = npm.keys().unwrap() else { panic!("no keys") };
    for release in &packument.releases {
        let signature = &release.dist.signatures.known().unwrap()[0];
        let key = keys.iter().find(|key| key.id == signature.keyid).unwrap();
        let spki = STANDARD.decode(&key.key).unwrap();
        // The point is what stands last in a key of this kind.
        let point = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &spki[spki.len() - 65..]);
        let text = release.signed_text().unwrap();
        point.verify(text.as_bytes(), &STANDARD.decode(&signature.sig).unwrap()).unwrap();
    }
}

#[test]
fn what_a_mirror_drops_is_unknown_and_no_failure() {
    let registry = registry();
    registry.attest("@s/a@1.0.1", json!({"attestations": []}));
    for lost in [Lost::Times, Lost::Signatures, Lost::Attestations, Lost::Keys, Lost::People] {
        registry.lose(lost);
    }
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let packument = npm.packument("@s/a").unwrap();
    let release = packument.release("1.0.1").unwrap();
    assert!(release.published.is_unknown() && packument.created.is_unknown() && release.publisher.is_unknown());
    assert!(release.dist.signatures.is_unknown() && release.dist.attestations.is_unknown());
    assert!(npm.keys().unwrap().is_unknown());
    assert!(npm.attestations("@s/a", "1.0.1").unwrap().is_unknown());
}

#[test]
fn attestations_are_whole_or_an_error() {
    let registry = registry();
    let one = json!({"predicateType": "https://slsa.dev/provenance/v1", "bundle": {"mediaType": "x"}});
    registry.attest("@s/a@1.0.1", json!({"attestations": [one]}));
    registry.attest("@s/a@1.0.0", json!({"attestations": [one, {"predicateType": "y"}]}));
    let client = client(&registry);
    let npm = npm(&client, &registry);
    assert!(npm.packument("@s/a").unwrap().release("1.0.1").unwrap().dist.attestations.known().is_some());
    let Fact::Known(found) = npm.attestations("@s/a", "1.0.1").unwrap() else { panic!("none") };
    assert_eq!(found[0].bundle, json!({"mediaType": "x"}));
    assert!(matches!(npm.attestations("@s/a", "1.0.0"), Err(RegistryError::Malformed { .. })));
}

#[test]
fn an_archive_is_held_against_its_digest() {
    let registry = registry();
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let release = npm.packument("@s/a").unwrap().release("1.0.1").unwrap().clone();
    let tarball = npm.tarball(&release).unwrap();
    assert_eq!(tarball.held_against.known(), Some(&tarball.sha512));
    registry.fault("/npm/@s", Some(1), Fault::Flipped);
    let error = npm.tarball(&release).unwrap_err();
    assert!(matches!(error, RegistryError::Fetch(FetchError::Digest { .. })), "{error}");

    registry.publish(NpmRelease::new("liar", "1.0.0").dist(
        "integrity",
        json!("sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="),
    ));
    let liar = npm.packument("liar").unwrap().releases.remove(0);
    assert!(matches!(npm.tarball(&liar), Err(RegistryError::Fetch(FetchError::Digest { .. }))));

    registry.lose(Lost::Digests);
    let unknown = npm.packument("@s/a").unwrap().release("1.0.1").unwrap().clone();
    assert!(npm.tarball(&unknown).unwrap().held_against.is_unknown());
}

#[test]
fn a_digest_that_is_weak_is_checked_and_promises_nothing() {
    let registry = TestRegistry::start();
    registry.publish(NpmRelease::new("old", "1.0.0").dist("integrity", json!(null)));
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let release = npm.packument("old").unwrap().releases.remove(0);
    assert!(release.dist.integrity.is_unknown() && release.dist.shasum.known().is_some());
    assert!(npm.tarball(&release).unwrap().held_against.is_unknown());
    registry.fault("/npm/old/", Some(1), Fault::Flipped);
    assert!(npm.tarball(&release).is_err());
}

#[test]
fn the_host_of_an_archive_is_the_registrys() {
    let registry = TestRegistry::start();
    let there =
        |path: &str| NpmRelease::new("a", "1.0.0").dist("tarball", json!(format!("https://files.example{path}")));
    let client = client(&registry);
    let address = |replace: ReplaceHost, release: NpmRelease| {
        let registry = TestRegistry::start();
        registry.publish(release);
        let npm = Npm::new(&client, open(&registry.npm_url()), replace);
        let release = npm.packument("a").unwrap().releases.remove(0);
        npm.tarball_address(&release)
            .map(|address| address.bare().replace(&registry.url(), "[URL]"))
            .map_err(|error| error.to_string())
    };
    assert_eq!(address(ReplaceHost::Always, there("/a/-/a-1.0.0.tgz")).unwrap(), "[URL]/npm/a/-/a-1.0.0.tgz");
    assert_eq!(address(ReplaceHost::Always, there("/npm/a/-/a-1.0.0.tgz?x")).unwrap(), "[URL]/npm/a/-/a-1.0.0.tgz");
    assert_eq!(address(ReplaceHost::Host("files.example".to_owned()), there("/a.tgz")).unwrap(), "[URL]/npm/a.tgz");
    for replace in [ReplaceHost::Never, ReplaceHost::Host("other.example".to_owned())] {
        assert!(address(replace, there("/a.tgz")).unwrap_err().contains("another host"));
    }
    let listed = Client::new(Options { hosts: vec!["files.example".to_owned()], ..options(&registry) }, None);
    registry.publish(there("/a.tgz"));
    let npm = Npm::new(&listed, open(&registry.npm_url()), ReplaceHost::Never);
    let release = npm.packument("a").unwrap().releases.remove(0);
    assert_eq!(npm.tarball_address(&release).unwrap().bare(), "https://files.example/a.tgz");
}

#[test]
fn refusals_are_told_apart() {
    let registry = registry();
    registry.guard("/npm/", "Bearer hunter2");
    let client = client(&registry);
    let npm = npm(&client, &registry);
    let error = npm.packument("@s/a").unwrap_err();
    assert!(matches!(error, RegistryError::Refused { status: 401, credential: false, .. }), "{error}");
    assert!(matches!(npm.packument("../../etc/passwd"), Err(RegistryError::Name { .. })));
    let open = TestRegistry::start();
    let error = super::npm(&client, &open).packument("missing").unwrap_err();
    assert!(error.is_not_found(), "{error}");
    open.publish(NpmRelease::new("b", "1.0.0").field("name", json!("b")));
    open.fault("/npm/c", None, Fault::Status(302, vec![("Location", "/npm/b".to_owned())]));
    let error = super::npm(&client, &open).packument("c").unwrap_err();
    assert!(error.to_string().contains("tells of `b`"), "{error}");
}

#[test]
fn what_npm_would_not_install_is_not_asked_for() {
    let registry = TestRegistry::start();
    let release = NpmRelease::new("a", "1.0.0")
        .field("peerDependencies", json!({"peer": "1", "left": "1"}))
        .field("peerDependenciesMeta", json!({"left": {"optional": true}}))
        .field("os", json!(["!win32"]))
        .field("cpu", json!("x64"));
    registry.publish(release);
    let client = client(&registry);
    let packument = npm(&client, &registry).abbreviated("a").unwrap();
    let release = packument.release("1.0.0").unwrap();
    let names: Vec<&str> = release.dependencies.iter().map(|dependency| dependency.name.as_str()).collect();
    assert_eq!(names, ["peer"]);
    assert!(packument.modified.known().is_some());
    let holds = |os: &str, cpu: &str| release.machines.hold(os, cpu, None);
    assert!(holds("linux", "x64") && !holds("win32", "x64") && !holds("linux", "arm64"));
}
