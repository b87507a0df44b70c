//! Real attestations of PyPI: each kind of publisher, and forgeries made from them.
//!
//! They are the test data of the reference implementation, in its own source archive. Three are whole provenance objects;
//! where there is an attestation alone, the object is put around it with the publisher that it was made by.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256 as Hasher};
use stockade_provenance::{
    Check, Document, Evidence, Identity, Invalid, Kind, Level, Sha256, Unverifiable, Verifier, pypi,
};

use crate::fixtures::{fetched, fetched_json, flip, invalid, public, shipped, unverifiable};

const OWN: &str = "pypi_attestations-0.0.19.tar.gz";
const GITLAB: &str = "gitlab_oidc_project-0.0.3.tar.gz";
const CIRCLECI: &str = "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl";
const GOOGLE: &str = "gcb_attestation_test-0.0.0.tar.gz";

fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256::new(Hasher::digest(bytes).into())
}

fn judge(file: &str, bytes: &[u8], document: &Value) -> Evidence {
    let document = document.to_string();
    let served = Document::Served(document.as_bytes());
    public().pypi(&pypi::File { provenance: served, ..pypi::File::new(file, sha256(bytes)) })
}

/// A real file with a real document.
fn real(file: &str) -> Option<(Vec<u8>, Value)> {
    Some((fetched(&format!("pypi/{file}"))?, fetched_json(&format!("pypi/{file}.provenance"))?))
}

fn around(publisher: &Value, attestations: &[Value]) -> Value {
    json!({"version": 1, "attestation_bundles": [{"publisher": publisher, "attestations": attestations}]})
}

fn github() -> Value {
    json!({"kind": "GitHub", "repository": "trailofbits/pypi-attestations", "workflow": "release.yml"})
}

#[test]
fn github_publishes() {
    let Some((bytes, document)) = real(OWN) else { return };
    let evidence = judge(OWN, &bytes, &document);
    assert_eq!((evidence.level, &evidence.provenance), (Level::A, &Check::Verified), "{evidence:#?}");
    assert_eq!(evidence.attestations[0].kind, Kind::PypiPublish);
    let Some(Identity::Workload(build)) = &evidence.identity else { panic!("{evidence:#?}") };
    assert_eq!(build.repository, "https://github.com/trailofbits/pypi-attestations");
    assert_eq!((build.repository_id.as_deref(), build.owner_id.as_deref()), (Some("772247423"), Some("2314423")));
    assert_eq!(build.workflow.as_deref(), Some(".github/workflows/release.yml"));
}

#[test]
fn github_builds() {
    let Some(bytes) = fetched(&format!("pypi/{OWN}")) else { return };
    let Some(attestation) = fetched_json(&format!("pypi/{OWN}.slsa.attestation")) else { return };
    let evidence = judge(OWN, &bytes, &around(&github(), &[attestation]));
    assert_eq!((evidence.level, evidence.attestations[0].kind), (Level::A, Kind::Provenance), "{evidence:#?}");
    assert_eq!(evidence.problems, [], "the predicate says what the certificate says");
}

#[test]
fn gitlab_publishes() {
    let Some(bytes) = fetched(&format!("pypi/{GITLAB}")) else { return };
    let Some(attestation) = fetched_json(&format!("pypi/{GITLAB}.publish.attestation")) else { return };
    let says = |workflow: &str| json!({"kind": "GitLab", "repository": "facutuesca/gitlab-oidc-project", "workflow_filepath": workflow});
    let evidence = judge(GITLAB, &bytes, &around(&says(".gitlab-ci.yml"), std::slice::from_ref(&attestation)));
    assert_eq!((evidence.level, &evidence.provenance), (Level::A, &Check::Verified), "{evidence:#?}");
    let Some(Identity::Workload(build)) = &evidence.identity else { panic!("{evidence:#?}") };
    assert_eq!((build.repository_id.as_deref(), build.workflow.as_deref()), (Some("55235664"), Some(".gitlab-ci.yml")));
    let lying = judge(GITLAB, &bytes, &around(&says("other.yml"), &[attestation]));
    assert!(matches!(invalid(&lying), Invalid::Publisher { field: "workflow", .. }));
}

#[test]
fn circleci_publishes() {
    let Some((bytes, mut document)) = real(CIRCLECI) else { return };
    let evidence = judge(CIRCLECI, &bytes, &document);
    assert_eq!((evidence.level, &evidence.provenance), (Level::A, &Check::Verified), "{evidence:#?}");
    let Some(Identity::Workload(build)) = &evidence.identity else { panic!("{evidence:#?}") };
    assert!(
        build.workflow.as_deref().unwrap().contains("/pipeline-definitions/"),
        "what does not change with each run"
    );
    assert_eq!(evidence.attestations[0].claims.as_ref().unwrap().runner, None, "a quoted nothing is nothing");
    document["attestation_bundles"][0]["publisher"]["project_id"] = "00000000-0000-0000-0000-000000000000".into();
    assert!(matches!(invalid(&judge(CIRCLECI, &bytes, &document)), Invalid::Publisher { field: "pipeline", .. }));
}

#[test]
fn google_publishes() {
    let Some((bytes, mut document)) = real(GOOGLE) else { return };
    let evidence = judge(GOOGLE, &bytes, &document);
    assert_eq!((evidence.level, &evidence.provenance), (Level::A, &Check::Verified), "{evidence:#?}");
    assert!(
        matches!(&evidence.identity, Some(Identity::Account { email, .. }) if email.ends_with(".gserviceaccount.com"))
    );
    document["attestation_bundles"][0]["publisher"]["email"] = "robot@x.example".into();
    assert!(matches!(invalid(&judge(GOOGLE, &bytes, &document)), Invalid::Publisher { field: "account", .. }));
}

/// A real certificate of a person, of the staging instance.
#[test]
fn a_persons_certificate_is_no_trusted_publisher() {
    let name = "rfc8785-0.1.2-py3-none-any.whl";
    let Some(bytes) = fetched(&format!("pypi/{name}")) else { return };
    let Some(attestation) = fetched_json(&format!("pypi/{name}.publish.attestation")) else { return };
    let staging = shipped("sct-multi-intermediate/staging_trusted_root.json").to_string();
    let staging = Verifier::with_root(staging.as_bytes()).unwrap();
    for publisher in [github(), json!({"kind": "Google", "email": "somebody@x.example"})] {
        let document = around(&publisher, std::slice::from_ref(&attestation)).to_string();
        let served = Document::Served(document.as_bytes());
        let file = pypi::File { provenance: served, ..pypi::File::new(name, sha256(&bytes)) };
        let evidence = staging.pypi(&file);
        assert!(matches!(invalid(&evidence), Invalid::Publisher { field: "issuer", .. }), "{evidence:#?}");
        let evidence = public().pypi(&file);
        assert!(matches!(unverifiable(&evidence), Unverifiable::UnknownLog(_)), "another instance: {evidence:#?}");
    }
}

#[test]
fn forgeries_of_real_ones() {
    let Some((bytes, document)) = real(OWN) else { return };
    let forged = |change: &dyn Fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        let evidence = judge(OWN, &bytes, &document);
        assert_eq!((evidence.level, &evidence.identity), (Level::D, &None), "{evidence:#?}");
        evidence
    };
    let inside = |place: &'static str| format!("/attestation_bundles/0/attestations/0/{place}");
    let flipped = |place: &'static str| forged(&|document| flip(document.pointer_mut(&inside(place)).unwrap()));
    assert!(matches!(invalid(&flipped("envelope/signature")), Invalid::Signature(_)));
    assert!(flipped("envelope/statement").is_invalid());
    assert!(flipped("verification_material/certificate").is_invalid());
    assert!(flipped("verification_material/transparency_entries/0/canonicalizedBody").is_invalid());
    let mut other = bytes.clone();
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(invalid(&judge(OWN, &other, &document)), &Invalid::SubjectDigest, "one byte of the file");
    let renamed = judge("pypi_attestations-0.0.20.tar.gz", &bytes, &document);
    assert!(matches!(invalid(&renamed), Invalid::SubjectName { .. }));
    if let Some(theirs) = fetched_json(&format!("pypi/{GITLAB}.publish.attestation")) {
        let other_file = forged(&|document| document["attestation_bundles"][0]["attestations"][0] = theirs.clone());
        assert_eq!(invalid(&other_file), &Invalid::SubjectDigest);
        let swapped = forged(&|document| {
            let certificate = theirs["verification_material"]["certificate"].clone();
            *document.pointer_mut(&inside("verification_material/certificate")).unwrap() = certificate;
        });
        assert!(matches!(invalid(&swapped), Invalid::Certificate(_) | Invalid::Signature(_)), "{swapped:#?}");
    }
    let version = forged(&|document| document["version"] = 2.into());
    assert!(matches!(unverifiable(&version), Unverifiable::Format(_)));
}
