//! What registries serve about publishers: nothing that was changed verifies as anybody else's, and every refusal has a reason.
//!
//! The seeds and the root are of an instance of the tests' own (`stockade_testkit::sigstore`) whose keys are gone.

use std::sync::OnceLock;

use stockade_provenance::{
    Check, Document, Evidence, Identity, Keys, Level, MAX_ATTESTATIONS, Sha256, Sha512, Verifier, npm, pypi,
};

fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| Verifier::with_root(include_bytes!("provenance_root.json")).expect("the tests' own root"))
}

/// Documents by the first byte: npm's attestations, PyPI's, a registry's keys, a trusted root.
pub fn provenance(data: &[u8]) {
    let Some((first, document)) = data.split_first() else { return };
    match first % 4 {
        0 => {
            let keys = Keys::parse(include_bytes!("provenance_keys.json")).expect("the tests' own keys");
            let release = npm::Release {
                sha512: Some(Sha512::new([0xab; 64])),
                keys: Some(&keys),
                attestations: Document::Served(document),
                ..npm::Release::new("@a/mcp", "1.0.0")
            };
            held(&verifier().npm(&release), &verifier().npm(&release));
        }
        1 => {
            let file = pypi::File::new("a_mcp-1.0.0-py3-none-any.whl", Sha256::new([0xab; 32]));
            let file = pypi::File { provenance: Document::Served(document), ..file };
            held(&verifier().pypi(&file), &verifier().pypi(&file));
        }
        2 => match Keys::parse(document) {
            Ok(keys) => assert!(keys.ids().count() <= 64),
            Err(error) => assert!(error.to_string().len() < 2000 && !error.to_string().is_empty()),
        },
        _ => {
            if let Err(error) = Verifier::with_root(document) {
                assert!(error.to_string().len() < 2000 && !error.to_string().is_empty());
            }
        }
    }
}

fn held(evidence: &Evidence, again: &Evidence) {
    assert_eq!(evidence, again, "two answers about one document");
    assert!(evidence.attestations.len() <= MAX_ATTESTATIONS);
    for attestation in &evidence.attestations {
        assert!(attestation.check.to_string().len() < 2000);
        assert!(attestation.claims.is_none() || attestation.check.is_verified());
    }
    if evidence.provenance == Check::Verified {
        let Some(Identity::Workload(build)) = &evidence.identity else { panic!("{evidence:?}") };
        assert_eq!(build.repository, "https://github.com/a/mcp");
        assert!(evidence.level <= Level::B);
    } else {
        assert_eq!((evidence.level, &evidence.identity), (Level::D, &None));
    }
}
