//! Real provenance of an npm release, and what was made of it.

use serde_json::{Value, json};
use stockade_provenance::{
    Check, Document, Identity, Invalid, Level, Problem, Sha256, Sha512, Unverifiable, Verifier, npm, pypi,
};
use stockade_testkit::sigstore::pypi_attestation;

use crate::fixtures::{
    SLSA, flip, invalid, listed, public, real_digest, real_provenance, real_release, shipped, unverifiable,
};

#[test]
fn real_provenance_verifies() {
    let list = listed(&[(SLSA, &real_provenance())]);
    let evidence = public().npm(&real_release(&list));
    assert_eq!(evidence.provenance, Check::Verified, "{evidence:#?}");
    assert_eq!((evidence.level, &evidence.problems[..]), (Level::B, &[][..]));
    let Some(Identity::Workload(build)) = &evidence.identity else { panic!("{evidence:#?}") };
    assert_eq!(build.issuer, "https://token.actions.githubusercontent.com");
    assert_eq!(build.repository, "https://github.com/sigstore/sigstore-js");
    assert_eq!((build.repository_id.as_deref(), build.owner_id.as_deref()), (Some("495574555"), Some("71096353")));
    assert_eq!(build.workflow.as_deref(), Some(".github/workflows/release.yml"));
    let attestation = &evidence.attestations[0];
    assert_eq!(attestation.signed_at.unwrap().to_string(), "2023-08-18T16:05:35Z");
    assert!(attestation.log_index.is_some() && attestation.digest.len() == 64);
    let claims = attestation.claims.as_ref().unwrap();
    assert_eq!(claims.commit.as_deref(), Some("f0b49a04e5a62250e0f60fb128004a73110fe311"));
    assert_eq!(claims.reference.as_deref(), Some("refs/heads/main"));
    assert_eq!(claims.trigger.as_deref(), Some("push"));
    assert_eq!(claims.runner.as_deref(), Some("github-hosted"));
    assert_eq!(claims.visibility.as_deref(), Some("public"));
    assert!(claims.builder.as_deref().unwrap().contains("/.github/workflows/release.yml@"));
}

#[test]
fn the_registrys_integrity_stands_in_for_the_file() {
    let list = listed(&[(SLSA, &real_provenance())]);
    let integrity = "sha512-RtTi90xIdzFmQAAKb9+Ki1nx4IR2Z5c+mFn3dN0xuPHgk3gTt3f7ZqKsZ9UFQP40ZAlm7un8LMyjhwgrTIXNPA==";
    let release = npm::Release { sha512: None, integrity: Some(integrity), ..real_release(&list) };
    assert!(public().npm(&release).provenance.is_verified());
    let neither = npm::Release { sha512: None, ..real_release(&list) };
    assert_eq!(unverifiable(&public().npm(&neither)), &Unverifiable::NoIntegrity);
}

#[test]
fn a_trusted_publisher_needs_the_certificates_word() {
    let list = listed(&[(SLSA, &real_provenance())]);
    let by = |id: &'static str| npm::Release {
        user: Some(npm::User { name: "GitHub Actions", trusted_publisher: Some(id) }),
        ..real_release(&list)
    };
    assert_eq!(public().npm(&by("github")).level, Level::A);
    let other = public().npm(&by("gitlab"));
    assert_eq!(other.level, Level::B);
    assert!(matches!(other.problems[..], [Problem::TrustedPublisher { .. }]));
    let alone = npm::Release { attestations: Document::Absent, ..by("github") };
    let alone = public().npm(&alone);
    assert_eq!((alone.level, alone.identity), (Level::D, None), "a shared account is nobody");
    assert_eq!(alone.problems, [Problem::Unconfirmed("github".into())]);
}

#[test]
fn the_manifest_is_held_against_the_certificate() {
    let list = listed(&[(SLSA, &real_provenance())]);
    let says = |repository| npm::Release { repository: Some(repository), ..real_release(&list) };
    assert_eq!(public().npm(&says("git+https://github.com/sigstore/sigstore-js.git")).problems, []);
    let lying = public().npm(&says("github:sigstore/cosign"));
    assert!(matches!(lying.problems[..], [Problem::ManifestRepository { .. }]));
    assert!(lying.provenance.is_verified(), "the certificate wins");
}

#[test]
fn another_file_is_refused() {
    let list = listed(&[(SLSA, &real_provenance())]);
    let mut bytes: [u8; 64] = real_digest().as_bytes().try_into().unwrap();
    bytes[63] ^= 1;
    let other = npm::Release { sha512: Some(Sha512::new(bytes)), ..real_release(&list) };
    assert_eq!(invalid(&public().npm(&other)), &Invalid::SubjectDigest);
    let integrity = "sha512-RtTi90xIdzFmQAAKb9+Ki1nx4IR2Z5c+mFn3dN0xuPHgk3gTt3f7ZqKsZ9UFQP40ZAlm7un8LMyjhwgrTIXNPA==";
    let both = npm::Release { integrity: Some(integrity), ..other };
    let evidence = public().npm(&both);
    assert_eq!(invalid(&evidence), &Invalid::Integrity);
    assert_eq!((evidence.level, evidence.identity), (Level::D, None));
}

#[test]
fn another_release_is_refused() {
    let list = listed(&[(SLSA, &real_provenance())]);
    for (name, version) in [("sigstore", "2.0.1"), ("sigstore-evil", "2.0.0"), ("@sigstore/sigstore", "2.0.0")] {
        let release = npm::Release { name, version, ..real_release(&list) };
        assert!(matches!(invalid(&public().npm(&release)), Invalid::SubjectName { .. }), "{name}@{version}");
    }
}

/// One change, and what has to come of it.
fn forged(change: impl FnOnce(&mut Value)) -> stockade_provenance::Evidence {
    let mut bundle = real_provenance();
    change(&mut bundle);
    let list = listed(&[(SLSA, &bundle)]);
    let evidence = public().npm(&real_release(&list));
    assert_eq!(evidence.level, Level::D, "{evidence:#?}");
    assert_eq!(evidence.identity, None);
    evidence
}

#[test]
fn each_forgery_is_refused_for_its_own_reason() {
    let signature = forged(|bundle| flip(&mut bundle["dsseEnvelope"]["signatures"][0]["sig"]));
    assert!(matches!(invalid(&signature), Invalid::Signature(_)), "{signature:#?}");
    let payload = forged(|bundle| flip(&mut bundle["dsseEnvelope"]["payload"]));
    assert!(payload.is_invalid(), "{payload:#?}");
    let swapped = forged(|bundle| {
        let other = shipped("bundles/conda-attestation.sigstore.json");
        let certificate = &other["verificationMaterial"]["certificate"]["rawBytes"];
        bundle["verificationMaterial"]["x509CertificateChain"]["certificates"][0]["rawBytes"] = certificate.clone();
    });
    assert!(matches!(invalid(&swapped), Invalid::Certificate(_) | Invalid::Signature(_)), "{swapped:#?}");
    let entry = |bundle: &mut Value, change: fn(&mut Value)| {
        change(&mut bundle["verificationMaterial"]["tlogEntries"][0]);
    };
    let later = forged(|bundle| entry(bundle, |entry| entry["integratedTime"] = "1692374736".into()));
    assert!(matches!(invalid(&later), Invalid::Log(_)), "{later:#?}");
    let promise = forged(|bundle| entry(bundle, |entry| flip(&mut entry["inclusionPromise"]["signedEntryTimestamp"])));
    assert!(matches!(invalid(&promise), Invalid::Log(_)), "{promise:#?}");
    let root = forged(|bundle| entry(bundle, |entry| flip(&mut entry["inclusionProof"]["rootHash"])));
    assert!(root.is_invalid(), "{root:#?}");
    let body = forged(|bundle| entry(bundle, |entry| flip(&mut entry["canonicalizedBody"])));
    assert!(body.is_invalid(), "{body:#?}");
    let other_log = forged(|bundle| {
        entry(bundle, |entry| {
            let other = shipped("bundles/conda-attestation.sigstore.json");
            *entry = other["verificationMaterial"]["tlogEntries"][0].clone();
        });
    });
    assert!(other_log.is_invalid(), "{other_log:#?}");
    let unlogged = forged(|bundle| bundle["verificationMaterial"]["tlogEntries"] = json!([]));
    assert!(unlogged.is_invalid(), "{unlogged:#?}");
    let two = forged(|bundle| {
        let signatures = bundle["dsseEnvelope"]["signatures"].as_array_mut().unwrap();
        signatures.push(signatures[0].clone());
    });
    assert!(matches!(invalid(&two), Invalid::Bundle(_)), "{two:#?}");
}

#[test]
fn the_listed_type_is_the_signed_one() {
    for (listed_as, signed) in [("https://slsa.dev/provenance/v0.2", true), ("https://example.com/other", false)] {
        let list = listed(&[(listed_as, &real_provenance())]);
        let evidence = public().npm(&real_release(&list));
        if signed {
            assert!(matches!(invalid(&evidence), Invalid::PredicateType { .. }));
        } else {
            assert_eq!(unverifiable(&evidence), &Unverifiable::Predicate(listed_as.into()));
        }
    }
}

#[test]
fn a_forgery_beside_the_real_one_spoils_it() {
    let mut forgery = real_provenance();
    flip(&mut forgery["dsseEnvelope"]["signatures"][0]["sig"]);
    let list = listed(&[(SLSA, &real_provenance()), (SLSA, &forgery)]);
    let evidence = public().npm(&real_release(&list));
    assert!(evidence.attestations[0].check.is_verified());
    assert!(evidence.is_invalid() && evidence.level == Level::D);
    let twice = listed(&[(SLSA, &real_provenance()), (SLSA, &real_provenance())]);
    assert_eq!(public().npm(&real_release(&twice)).level, Level::B, "the same twice says nothing new");
}

/// Real attestations of another kind, in PyPI's form: the conversion holds, both logs verify, and the type is not relied on.
#[test]
fn real_attestations_of_other_types_prove_no_publisher() {
    let digest = Sha256::from_hex("ab".repeat(32).as_str()).unwrap();
    let staging = shipped("sct-multi-intermediate/staging_trusted_root.json").to_string();
    let staging = Verifier::with_root(staging.as_bytes()).unwrap();
    for (name, verifier) in [
        ("bundles/conda-attestation.sigstore.json", &public()),
        ("bundles/conda-attestation-rekor2.sigstore.json", &staging),
    ] {
        let bundle = shipped(name);
        let mut attestation = pypi_attestation(&bundle);
        let stamps = &bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
        if let Some(stamps) = stamps.as_array().filter(|stamps| !stamps.is_empty()) {
            let stamps: Vec<&Value> = stamps.iter().map(|stamp| &stamp["signedTimestamp"]).collect();
            attestation["verification_material"]["timestamps"] = json!(stamps);
        }
        let document = pep740(&json!({"kind": "GitHub", "repository": "a/b", "workflow": "x.yml"}), &attestation);
        let file = pypi::File { provenance: Document::Served(&document), ..pypi::File::new(SUBJECT, real_conda()) };
        let evidence = verifier.pypi(&file);
        assert!(matches!(unverifiable(&evidence), Unverifiable::Predicate(_)), "{name}: {evidence:#?}");
        let other = pypi::File { provenance: Document::Served(&document), ..pypi::File::new(SUBJECT, digest) };
        assert_eq!(invalid(&verifier.pypi(&other)), &Invalid::SubjectDigest, "{name}");
    }
}

const SUBJECT: &str = "signed-package-2.1.0-hb0f4dca_0.conda";

/// The digest that both bundles are about.
fn real_conda() -> Sha256 {
    use base64::Engine as _;
    let bundle = shipped("bundles/conda-attestation.sigstore.json");
    let payload = bundle["dsseEnvelope"]["payload"].as_str().unwrap();
    let payload = base64::engine::general_purpose::STANDARD.decode(payload).unwrap();
    let statement: Value = serde_json::from_slice(&payload).unwrap();
    Sha256::from_hex(statement["subject"][0]["digest"]["sha256"].as_str().unwrap()).unwrap()
}

fn pep740(publisher: &Value, attestation: &Value) -> Vec<u8> {
    let bundles = json!([{"publisher": publisher, "attestations": [attestation]}]);
    json!({"version": 1, "attestation_bundles": bundles}).to_string().into_bytes()
}

/// The staging instance's bundle: the production root does not know its log, the staging root does.
#[test]
fn a_root_knows_its_own_instance_alone() {
    let bundle = shipped("upstream/sigstore-python/a.dsse.staging-rekor-v2.txt.sigstore.json");
    let mut release = npm::Release::new("a", "1.0.0");
    let list = listed(&[(SLSA, &bundle)]);
    release.sha512 = Some(real_digest());
    release.attestations = Document::Served(&list);
    let evidence = public().npm(&release);
    assert!(matches!(unverifiable(&evidence), Unverifiable::UnknownLog(_)), "{evidence:#?}");
    let staging = shipped("sct-multi-intermediate/staging_trusted_root.json").to_string();
    let staging = Verifier::with_root(staging.as_bytes()).unwrap();
    let evidence = staging.npm(&release);
    assert_eq!(invalid(&evidence), &Invalid::SubjectDigest, "known there, and about something else: {evidence:#?}");
    let real = listed(&[(SLSA, &real_provenance())]);
    assert!(!staging.npm(&real_release(&real)).provenance.is_verified());
}

#[test]
fn a_root_that_cannot_be_used_is_refused() {
    for (text, why) in [
        ("", "cannot be read"),
        ("{}", "cannot be read"),
        (r#"{"mediaType":"x"}"#, "no transparency log"),
        ("\u{1b}", "cannot be read"),
    ] {
        let error = Verifier::with_root(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(Verifier::with_root(&[0xff]).is_err());
    assert!(Verifier::with_root(&vec![b' '; 2 << 20]).is_err());
}
