//! Real publish attestations and registry signatures of npm, where the configured registry serves them: mirrors do not.

use serde_json::Value;
use stockade_provenance::{Check, Document, Keys, Kind, Level, Sha512, npm};

use crate::fixtures::{fetched, fetched_json, public};

/// Both kinds of attestation, of a release with SLSA v0.2 and of one with v1.
#[test]
fn real_lists_verify() {
    for version in ["0.4.0", "2.0.0"] {
        let Some(list) = fetched(&format!("npm/sigstore@{version}.attestations.json")) else { continue };
        let Some(keys) = fetched("npm/keys.json") else { continue };
        let Some(release) = fetched_json(&format!("npm/sigstore@{version}.release.json")) else { continue };
        let keys = Keys::parse(&keys).unwrap();
        let integrity = release["dist"]["integrity"].as_str().unwrap();
        let evidence = public().npm(&npm::Release {
            sha512: Some(Sha512::from_integrity(integrity).unwrap()),
            keys: Some(&keys),
            attestations: Document::Served(&list),
            ..npm::Release::new("sigstore", version)
        });
        assert_eq!((evidence.level, &evidence.provenance), (Level::B, &Check::Verified), "{evidence:#?}");
        let kinds: Vec<Kind> = evidence.attestations.iter().map(|attestation| attestation.kind).collect();
        assert!(kinds.contains(&Kind::NpmPublish) && kinds.contains(&Kind::Provenance), "{kinds:?}");
        assert!(evidence.attestations.iter().all(|attestation| attestation.check.is_verified()), "{evidence:#?}");
    }
}

#[test]
fn real_registry_signatures_verify() {
    for version in ["0.4.0", "2.0.0"] {
        let Some(release) = fetched_json(&format!("npm/sigstore@{version}.release.json")) else { continue };
        let Some(signed) = release["dist"]["signatures"].as_array() else {
            eprintln!("not run: the registry serves no signature of sigstore@{version}");
            continue;
        };
        let Some(keys) = fetched("npm/keys.json") else { continue };
        let keys = Keys::parse(&keys).unwrap();
        let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
        let signed: Vec<(String, String)> =
            signed.iter().map(|signature| (text(&signature["keyid"]), text(&signature["sig"]))).collect();
        let signatures: Vec<npm::Signature<'_>> =
            signed.iter().map(|(key, signature)| npm::Signature { key, signature }).collect();
        let check = |version| {
            let release = npm::Release {
                integrity: release["dist"]["integrity"].as_str(),
                signatures: &signatures,
                published: release["time"].as_str().and_then(|time| time.parse().ok()),
                keys: Some(&keys),
                ..npm::Release::new("sigstore", version)
            };
            public().npm(&release).registry_signature
        };
        assert_eq!(check(version), Check::Verified);
        assert!(check("9.9.9").is_invalid());
    }
}
