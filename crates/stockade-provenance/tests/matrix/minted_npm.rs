//! npm from an instance of the tests' own: the whole of what a registry can serve, and each way to lie about it.

use serde_json::{Value, json};
use stockade_provenance::{
    Check, Document, Evidence, Field, Identity, Invalid, Keys, Kind, Level, Problem, Sha512, Unverifiable, Verifier,
    npm,
};
use stockade_testkit::sigstore::{Certified, Holder, Instance, SigningKey};

use crate::fixtures::{SLSA, invalid, listed, unverifiable};

const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
/// When everything is signed: 2025-01-20.
const AT: i64 = 1_737_331_200;
const KEY: &str = "SHA256:test";

struct World {
    instance: Instance,
    key: SigningKey,
    verifier: Verifier,
}

impl World {
    fn new() -> Self {
        let instance = Instance::new();
        let verifier = Verifier::with_root(instance.trusted_root().to_string().as_bytes()).unwrap();
        Self { instance, key: SigningKey::generate(), verifier }
    }

    fn keys(&self, expires: &Value) -> Keys {
        let key = json!({
            "keyid": KEY, "keytype": "ecdsa-sha2-nistp256", "scheme": "ecdsa-sha2-nistp256",
            "key": self.key.public_base64(), "expires": expires,
        });
        Keys::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap()
    }

    fn publish(&self, statement: &Value) -> Value {
        self.instance.keyed(statement, &self.key, KEY, AT)
    }

    fn provenance(&self, claims: &[(u32, &str)]) -> Value {
        self.instance.certified(&provenance_statement(), &certified(claims))
    }

    fn judge(&self, entries: &[(&str, &Value)]) -> Evidence {
        self.judge_with(entries, &self.keys(&Value::Null))
    }

    fn judge_with(&self, entries: &[(&str, &Value)], keys: &Keys) -> Evidence {
        let list = listed(entries);
        self.verifier.npm(&npm::Release { attestations: Document::Served(&list), keys: Some(keys), ..release() })
    }
}

fn digest() -> Sha512 {
    Sha512::new([0xab; 64])
}

/// [`digest`], as npm writes it.
fn integrity() -> String {
    format!("sha512-{}qw==", "q6ur".repeat(21))
}

fn release() -> npm::Release<'static> {
    npm::Release { sha512: Some(digest()), ..npm::Release::new("@a/mcp", "1.0.0") }
}

fn statement(kind: &str, predicate_type: &str, predicate: &Value) -> Value {
    json!({
        "_type": kind,
        "subject": [{"name": "pkg:npm/%40a/mcp@1.0.0", "digest": {"sha512": "ab".repeat(64)}}],
        "predicateType": predicate_type, "predicate": predicate,
    })
}

fn publish_statement() -> Value {
    let predicate = json!({"name": "@a/mcp", "version": "1.0.0", "registry": "https://registry.example"});
    statement("https://in-toto.io/Statement/v0.1", PUBLISH, &predicate)
}

fn provenance_statement() -> Value {
    let predicate = json!({"buildDefinition": {
        "externalParameters": {"workflow": {"repository": "https://github.com/a/mcp", "ref": "refs/heads/main"}},
        "internalParameters": {"github": {"repository_id": "1", "repository_owner_id": "10"}},
    }});
    statement("https://in-toto.io/Statement/v1", SLSA, &predicate)
}

/// A shared workflow of another repository made the certificate: what it names is not the source.
const CLAIMS: &[(u32, &str)] = &[
    (1, GITHUB),
    (8, GITHUB),
    (9, "https://github.com/shared/workflows/.github/workflows/build.yml@refs/tags/v1"),
    (11, "self-hosted"),
    (12, "https://github.com/a/mcp"),
    (13, "c0ffee"),
    (14, "refs/heads/main"),
    (15, "1"),
    (16, "https://github.com/a"),
    (17, "10"),
    (18, "https://github.com/a/mcp/.github/workflows/release.yml@refs/heads/main"),
    (20, "push"),
    (22, "public"),
    (23, "production"),
];

fn certified<'a>(claims: &[(u32, &'a str)]) -> Certified<'a> {
    let holder = Holder::Uri("https://github.com/shared/workflows/.github/workflows/build.yml@refs/tags/v1");
    Certified { holder, claims: claims.to_vec(), at: AT }
}

#[test]
fn everything_a_registry_can_serve() {
    let world = World::new();
    let (publish, provenance) = (world.publish(&publish_statement()), world.provenance(CLAIMS));
    let (list, keys) = (listed(&[(PUBLISH, &publish), (SLSA, &provenance)]), world.keys(&Value::Null));
    let integrity = &*integrity();
    let signature = world.key.sign_base64(format!("@a/mcp@1.0.0:{integrity}").as_bytes());
    let evidence = world.verifier.npm(&npm::Release {
        integrity: Some(integrity),
        signatures: &[npm::Signature { key: KEY, signature: &signature }],
        attestations: Document::Served(&list),
        keys: Some(&keys),
        user: Some(npm::User { name: "GitHub Actions", trusted_publisher: Some("github") }),
        repository: Some("git+https://github.com/a/mcp.git"),
        ..release()
    });
    assert_eq!(evidence.level, Level::A, "{evidence:#?}");
    assert_eq!((&evidence.registry_signature, &evidence.provenance), (&Check::Verified, &Check::Verified));
    assert_eq!(evidence.problems, []);
    let kinds: Vec<Kind> = evidence.attestations.iter().map(|attestation| attestation.kind).collect();
    assert_eq!(kinds, [Kind::NpmPublish, Kind::Provenance]);
    assert!(evidence.attestations.iter().all(|attestation| attestation.check.is_verified()));
    assert_eq!(evidence.attestations[0].registry.as_deref(), Some("https://registry.example"));
    assert_eq!(evidence.attestations[0].key.as_deref(), Some(KEY));
    let claims = evidence.attestations[1].claims.as_ref().unwrap();
    assert_eq!(claims.environment.as_deref(), Some("production"));
    assert_eq!(claims.runner.as_deref(), Some("self-hosted"));
    assert!(claims.builder.as_deref().unwrap().starts_with("https://github.com/shared/workflows/"));
    let Some(Identity::Workload(build)) = evidence.identity else { panic!() };
    assert_eq!(build.repository, "https://github.com/a/mcp", "the source, not the builder");
    assert_eq!(build.workflow.as_deref(), Some(".github/workflows/release.yml"));
    assert_eq!(build.environment.as_deref(), Some("production"));
}

#[test]
fn old_certificates_name_without_ids() {
    let world = World::new();
    let old = [(1, GITHUB), (2, "push"), (3, "c0ffee"), (4, "release"), (5, "a/mcp"), (6, "refs/heads/main")];
    let evidence = world.judge(&[(SLSA, &world.provenance(&old))]);
    assert_eq!((evidence.level, &evidence.provenance), (Level::B, &Check::Verified), "{evidence:#?}");
    let claims = evidence.attestations[0].claims.as_ref().unwrap();
    assert_eq!(claims.repository.as_deref(), Some("https://github.com/a/mcp"));
    assert!(!claims.has_ids());
    let old = evidence.identity.unwrap();
    let new = world.judge(&[(SLSA, &world.provenance(CLAIMS))]).identity.unwrap();
    let compared = new.compare(&old);
    assert!(compared.is_same() && compared.by_name);
}

#[test]
fn another_repository_is_another_publisher() {
    let world = World::new();
    let ours = world.judge(&[(SLSA, &world.provenance(CLAIMS))]).identity.unwrap();
    let moved: Vec<(u32, &str)> =
        CLAIMS.iter().map(|(number, value)| (*number, if *number == 15 { "2" } else { value })).collect();
    let evidence = world.judge(&[(SLSA, &world.provenance(&moved))]);
    let compared = evidence.identity.as_ref().unwrap().compare(&ours);
    assert_eq!(compared.differences[0].field, Field::Repository);
    assert!(matches!(&evidence.problems[..], [Problem::Predicate { field: "repository id", .. }]), "{evidence:#?}");
    let both = world.judge(&[(SLSA, &world.provenance(CLAIMS)), (SLSA, &world.provenance(&moved))]);
    assert!(matches!(invalid(&both), Invalid::Conflict(_)));
}

#[test]
fn a_person_is_not_a_build() {
    let world = World::new();
    let person = Certified {
        holder: Holder::Email("ann@x.example"),
        claims: vec![(1, "https://login.example"), (8, "https://login.example")],
        at: AT,
    };
    let evidence = world.judge(&[(SLSA, &world.instance.certified(&provenance_statement(), &person))]);
    assert_eq!(unverifiable(&evidence), &Unverifiable::NoSource("ann@x.example".into()));
}

#[test]
fn publish_attestations_are_the_registrys() {
    let world = World::new();
    let check = |bundle: &Value| world.judge(&[(PUBLISH, bundle)]).attestations[0].check.clone();
    assert_eq!(check(&world.publish(&publish_statement())), Check::Verified);
    let mut other = publish_statement();
    other["predicate"]["version"] = "1.0.1".into();
    assert_eq!(check(&world.publish(&other)), Check::Invalid(Invalid::Release("@a/mcp@1.0.1".into())));
    let mut two = publish_statement();
    two["subject"] = json!([two["subject"][0], {"name": "x", "digest": {"sha512": "cd".repeat(64)}}]);
    assert_eq!(check(&world.publish(&two)), Check::Invalid(Invalid::SubjectCount(2)));
    let by_build = world.instance.certified(&publish_statement(), &certified(CLAIMS));
    assert_eq!(check(&by_build), Check::Invalid(Invalid::Material("a publish attestation")));
    let mut renamed = world.publish(&publish_statement());
    renamed["dsseEnvelope"]["signatures"][0]["keyid"] = "SHA256:other".into();
    assert!(matches!(check(&renamed), Check::Invalid(Invalid::KeyId { .. })));
    let unknown = world.instance.keyed(&publish_statement(), &world.key, "SHA256:unknown", AT);
    assert_eq!(check(&unknown), Check::Unverifiable(Unverifiable::UnknownKey("SHA256:unknown".into())));
    let forged = world.instance.keyed(&publish_statement(), &SigningKey::generate(), KEY, AT);
    assert!(matches!(check(&forged), Check::Invalid(Invalid::Signature(_))), "another key under the id");
}

#[test]
fn provenance_is_not_the_registrys_to_give() {
    let world = World::new();
    let evidence = world.judge(&[(SLSA, &world.publish(&provenance_statement()))]);
    assert_eq!(invalid(&evidence), &Invalid::Material("provenance"));
}

#[test]
fn a_key_signs_in_its_window_alone() {
    let world = World::new();
    let bundle = world.publish(&publish_statement());
    let check = |expires: &str| {
        let keys = world.keys(&expires.into());
        world.judge_with(&[(PUBLISH, &bundle)], &keys).attestations[0].check.clone()
    };
    assert_eq!(check("2025-01-29T00:00:00.000Z"), Check::Verified);
    assert!(matches!(check("2025-01-19T00:00:00.000Z"), Check::Invalid(Invalid::KeyWindow { .. })));
    let entry = json!({"keyId": KEY, "keyUsage": "npm:attestations", "publicKey": {
        "rawBytes": world.key.public_base64(), "keyDetails": "PKIX_ECDSA_P256_SHA_256",
        "validFor": {"start": "2025-01-21T00:00:00Z"},
    }});
    let later = Keys::parse(json!({"keys": [entry, entry]}).to_string().as_bytes()).unwrap();
    let check = world.judge_with(&[(PUBLISH, &bundle)], &later).attestations[0].check.clone();
    assert!(matches!(check, Check::Invalid(Invalid::KeyWindow { .. })), "{check}");
}

#[test]
fn registry_signatures() {
    let world = World::new();
    let integrity = &*integrity();
    let good = world.key.sign_base64(format!("@a/mcp@1.0.0:{integrity}").as_bytes());
    let other = world.key.sign_base64(format!("@a/mcp@1.0.1:{integrity}").as_bytes());
    let (keys, expiring) = (world.keys(&Value::Null), world.keys(&"2025-01-29T00:00:00Z".into()));
    let at = |text: &str| Some(text.parse().unwrap());
    let check = |signatures: &[npm::Signature<'_>], keys: Option<&Keys>, published| {
        let release = npm::Release { integrity: Some(integrity), signatures, keys, published, ..release() };
        world.verifier.npm(&release).registry_signature
    };
    let by = |key, signature| npm::Signature { key, signature };
    let one = [by(KEY, &*good)];
    assert_eq!(check(&one, Some(&keys), None), Check::Verified);
    assert_eq!(check(&one, Some(&expiring), at("2025-01-20T00:00:00Z")), Check::Verified);
    assert!(matches!(
        check(&one, Some(&expiring), at("2025-02-01T00:00:00Z")),
        Check::Invalid(Invalid::KeyWindow { .. })
    ));
    assert_eq!(check(&one, Some(&expiring), None), Check::Unverifiable(Unverifiable::NoPublishTime(KEY.into())));
    assert_eq!(check(&one, None, None), Check::Unverifiable(Unverifiable::NoKeys));
    assert_eq!(check(&one, Some(&Keys::default()), None), Check::Unverifiable(Unverifiable::NoKeys));
    assert!(matches!(check(&[], Some(&keys), None), Check::Unverifiable(Unverifiable::NotServed(_))));
    let unknown = by("SHA256:new", &*good);
    assert_eq!(
        check(&[unknown], Some(&keys), None),
        Check::Unverifiable(Unverifiable::UnknownKey("SHA256:new".into()))
    );
    assert_eq!(check(&[unknown, one[0]], Some(&keys), None), Check::Verified, "one known key is enough");
    assert_eq!(check(&[one[0], unknown], Some(&keys), None), Check::Verified);
    for forged in [&*other, "AAAA", "*", ""] {
        let forged = by(KEY, forged);
        assert!(check(&[forged], Some(&keys), None).is_invalid(), "{forged:?}");
        assert!(check(&[one[0], forged], Some(&keys), None).is_invalid(), "{forged:?}");
    }
    assert!(check(&[one[0]; 17], Some(&keys), None).is_invalid());
}

#[test]
fn a_forged_signature_takes_the_level_away() {
    let world = World::new();
    let (list, keys) = (listed(&[(SLSA, &world.provenance(CLAIMS))]), world.keys(&Value::Null));
    let evidence = world.verifier.npm(&npm::Release {
        integrity: Some(&integrity()),
        signatures: &[npm::Signature { key: KEY, signature: "AAAA" }],
        keys: Some(&keys),
        attestations: Document::Served(&list),
        user: Some(npm::User { name: "ann", trusted_publisher: None }),
        ..release()
    });
    assert!(evidence.is_invalid() && evidence.level == Level::D, "{evidence:#?}");
}

#[test]
fn the_registrys_word_is_the_least() {
    let world = World::new();
    let word = |attestations| npm::Release {
        user: Some(npm::User { name: "ann", trusted_publisher: None }),
        attestations,
        ..release()
    };
    let absent = world.verifier.npm(&word(Document::Absent));
    assert_eq!((absent.level, unverifiable(&absent)), (Level::C, &Unverifiable::Absent));
    assert_eq!(absent.identity, Some(Identity::Registry { name: "ann".into() }));
    let unknown = world.verifier.npm(&word(Document::Unknown("404 for every package")));
    assert!(matches!(unverifiable(&unknown), Unverifiable::NotServed(_)));
    assert_eq!(world.verifier.npm(&release()).level, Level::D);
}

#[test]
fn instances_do_not_vouch_for_each_other() {
    let (ours, theirs) = (World::new(), World::new());
    let bundle = theirs.provenance(CLAIMS);
    assert!(matches!(unverifiable(&ours.judge(&[(SLSA, &bundle)])), Unverifiable::UnknownLog(_)));
    // Their log with our authority: the certificate leads nowhere.
    let mut mixed = theirs.instance.trusted_root();
    mixed["certificateAuthorities"] = ours.instance.trusted_root()["certificateAuthorities"].clone();
    let mixed = World { verifier: Verifier::with_root(mixed.to_string().as_bytes()).unwrap(), ..World::new() };
    assert!(matches!(invalid(&mixed.judge(&[(SLSA, &bundle)])), Invalid::Certificate(_)));
    // Their log and authority with our certificate log.
    let mut mixed = theirs.instance.trusted_root();
    mixed["ctlogs"] = ours.instance.trusted_root()["ctlogs"].clone();
    let mixed = World { verifier: Verifier::with_root(mixed.to_string().as_bytes()).unwrap(), ..World::new() };
    assert!(matches!(invalid(&mixed.judge(&[(SLSA, &bundle)])), Invalid::Certificate(_)));
}
