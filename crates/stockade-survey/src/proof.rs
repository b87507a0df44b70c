//! Has the evidence of a version verified: the registry's signature, attestations of publishing and of building.
//!
//! - what is verified was asked of the registry; that there is none is known only where the registry would say so;
//! - what held once under one trusted root holds, and is kept; what was missing or did not hold is asked anew.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stockade_assess::{Known, Provenance};
use stockade_provenance::{Check, Document, Evidence, Keys, Sha256, Sha512, npm as evidence, pypi as python};
use stockade_registry::npm::{Attestation, Key, Npm};
use stockade_registry::pypi::{self, Pypi};
use stockade_registry::{Fact, RegistryError};

use crate::adapt;
use crate::artifact::{self, Got};
use crate::files::Files;
use crate::index::Index;
use crate::survey::Survey;
use crate::{State, Step, Trust, What};

/// Counts up whenever the same evidence would be put into other words.
const VERSION: u32 = 1;

/// What the evidence of a version proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proof {
    pub(crate) provenance: Known<Provenance>,
    /// Whether the registry's signature was looked at, and what came of it.
    pub(crate) signature: Result<String, String>,
    /// What somebody should look at besides.
    pub(crate) remarks: Vec<String>,
}

impl Proof {
    fn unknown(why: &str) -> Self {
        Self { provenance: Known::unknown(why), signature: Err(why.to_owned()), remarks: Vec::new() }
    }

    fn of(evidence: &Evidence) -> Self {
        let signature = match &evidence.registry_signature {
            Check::Unverifiable(why) => Err(why.to_string()),
            check => Ok(check.to_string()),
        };
        Self {
            provenance: adapt::provenance::provenance(evidence),
            signature,
            remarks: adapt::provenance::remarks(evidence),
        }
    }

    pub(crate) fn steps(&self) -> [Step; 2] {
        let signature = match &self.signature {
            Ok(said) => Step::done(What::Signature, said),
            Err(why) => Step::not_possible(What::Signature, why),
        };
        let provenance = match &self.provenance {
            Known::Known(Provenance::Verified(identity)) => {
                Step::done(What::Provenance, format!("built from {}", identity.repository))
            }
            Known::Known(Provenance::Missing) => Step::done(What::Provenance, "there is none"),
            Known::Known(Provenance::Invalid(why)) => Step::done(What::Provenance, format!("it does not hold: {why}")),
            Known::Unknown(why) => Step::not_possible(What::Provenance, why),
        };
        [signature, provenance]
    }
}

/// The evidence of a version.
pub(crate) fn of(survey: &Survey, index: &Index, version: &str, got: &dyn Fn() -> Option<Got>) -> Proof {
    if survey.sources().trust.is_none() {
        return Proof::unknown("there is nothing to verify with");
    }
    match index {
        Index::Npm { .. } => npm(survey, index, version, got),
        Index::Pypi { .. } => pypi(survey, index, version, got),
    }
}

fn npm(survey: &Survey, index: &Index, version: &str, got: &dyn Fn() -> Option<Got>) -> Proof {
    let (Index::Npm { registry, replace, packument, .. }, Some(trust)) = (index, &survey.sources().trust) else {
        return Proof::unknown("there is nothing to verify with");
    };
    let Some(release) = packument.release(version) else { return Proof::unknown("the registry does not list it") };
    let key = key(trust, &[&registry.shown(), &format!("{release:?}")]);
    if let Some(kept) = survey.store().load::<Proof>("proofs", &key) {
        return kept;
    }
    let client = Npm::new(survey.client(), registry.clone(), replace.clone());
    let keys = survey.keys(registry, || client.keys().map_err(|error| error.to_string()));
    let keys = keys.and_then(|keys| keys.map_or(Ok(None), |keys| parsed(&keys).map(Some)));
    let attestations = match (&release.dist.attestations, &release.dist.signatures) {
        (Fact::Known(_), _) => match client.attestations(&release.name, version) {
            Ok(Fact::Known(all)) => Ok(Some(listed(&all))),
            Ok(Fact::Unknown) => Err("the registry names attestations, and does not serve them".to_owned()),
            Err(error) => Err(error.to_string()),
        },
        // See `adapt::npm`: a registry that signs serves the rest as well.
        (Fact::Unknown, Fact::Known(_)) => Ok(None),
        (Fact::Unknown, Fact::Unknown) => {
            Err("the registry serves neither signatures nor attestations, and may have dropped both".to_owned())
        }
    };
    let document = match &attestations {
        Ok(Some(bytes)) => Document::Served(bytes),
        Ok(None) => Document::Absent,
        Err(why) => Document::Unknown(why),
    };
    let integrity = release.dist.integrity_text.known().map(String::as_str);
    // The bytes that are judged decide, whatever the registry promises of them.
    let sha512 = got().and_then(|got| Some(got.extract.ok()?.sha512.clone()));
    let signatures: Vec<evidence::Signature<'_>> =
        release.dist.signatures.known().into_iter().flatten().map(signature).collect();
    let user = release.publisher.known().map(|user| evidence::User {
        name: &user.name,
        trusted_publisher: release.trusted_publisher.known().map(|trusted| trusted.id.as_str()),
    });
    let found = trust.verifier().npm(&evidence::Release {
        sha512: sha512.and_then(|hex| Sha512::from_hex(&hex).ok()),
        integrity,
        signatures: &signatures,
        published: release.published.known().copied(),
        keys: keys.as_ref().ok().and_then(Option::as_ref),
        attestations: document,
        user,
        repository: release.repository.known().map(|repository| repository.url.as_str()),
        ..evidence::Release::new(&release.name, version)
    });
    let mut proof = Proof::of(&found);
    if let (Err(why), Err(said)) = (&keys, &mut proof.signature) {
        *said = format!("the registry's keys could not be had: {why}");
    }
    if proof.signature.is_ok() {
        keep(survey, &key, &proof);
    }
    proof
}

fn signature(signature: &stockade_registry::npm::Signature) -> evidence::Signature<'_> {
    evidence::Signature { key: &signature.keyid, signature: &signature.sig }
}

/// The keys as the verifier reads them.
fn parsed(keys: &[Key]) -> Result<Keys, String> {
    let one = |key: &Key| {
        let expires = key.expires.known().map(ToString::to_string);
        json!({"keyid": key.id, "scheme": key.kind, "key": key.key, "expires": expires})
    };
    let document = json!({"keys": keys.iter().map(one).collect::<Vec<Value>>()});
    Keys::parse(document.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// The registry's list, as it was served.
fn listed(all: &[Attestation]) -> Vec<u8> {
    let one = |attestation: &Attestation| json!({"predicateType": attestation.predicate, "bundle": attestation.bundle});
    json!({"attestations": all.iter().map(one).collect::<Vec<Value>>()}).to_string().into_bytes()
}

fn pypi(survey: &Survey, index: &Index, version: &str, got: &dyn Fn() -> Option<Got>) -> Proof {
    let (Index::Pypi { registry, project, history, .. }, Some(trust)) = (index, &survey.sources().trust) else {
        return Proof::unknown("there is nothing to verify with");
    };
    let Some(file) = Files::of(&artifact::files_of(index, version), &|| survey.python()).main else {
        return Proof::unknown("the index lists no file of it");
    };
    let digest = file.sha256.known().map(stockade_registry::digest::Digest::hex);
    let Some(sha256) = digest.or_else(|| got().and_then(|got| Some(got.extract.ok()?.sha256.clone()))) else {
        return Proof::unknown("nobody knows the digest of its file");
    };
    let Ok(sha256) = Sha256::from_hex(&sha256) else { return Proof::unknown("the digest of its file cannot be read") };
    let key = key(trust, &[&registry.shown(), &file.filename, &sha256.to_hex()]);
    if let Some(kept) = survey.store().load::<Proof>("proofs", &key) {
        return kept;
    }
    let served = match &file.provenance {
        Fact::Known(None) => Ok(None),
        _ => served(Pypi::new(survey.client(), registry.clone()).provenance(&project.name, version, file)),
    };
    let document = match &served {
        Ok(Some(bytes)) => Document::Served(bytes),
        Ok(None) => Document::Absent,
        Err(why) => Document::Unknown(why),
    };
    let owner = history.owners.known().and_then(|owners| owners.iter().next());
    let repository = history.release(version).and_then(|release| release.repository.known().cloned().flatten());
    let found = trust.verifier().pypi(&python::File {
        provenance: document,
        owner: owner.map(String::as_str),
        repository: repository.as_deref(),
        ..python::File::new(&file.filename, sha256)
    });
    let mut proof = Proof::of(&found);
    // An index has nothing of the kind, so that nothing is missing.
    proof.signature = Err("indexes sign no releases".to_owned());
    keep(survey, &key, &proof);
    proof
}

fn served(answer: Result<Fact<pypi::Provenance>, RegistryError>) -> Result<Option<Vec<u8>>, String> {
    match answer {
        Ok(Fact::Known(provenance)) => {
            let one =
                |bundle: &pypi::Bundle| json!({"publisher": bundle.publisher, "attestations": bundle.attestations});
            let bundles: Vec<Value> = provenance.bundles.iter().map(one).collect();
            Ok(Some(json!({"version": 1, "attestation_bundles": bundles}).to_string().into_bytes()))
        }
        Ok(Fact::Unknown) => Err("the index does not say whether there are attestations".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Under what a proof is kept: all that it rests on but for the attestations, which belong to the digest.
fn key(trust: &Trust, parts: &[&str]) -> String {
    format!("{VERSION} {} {} {}", env!("CARGO_PKG_VERSION"), trust.root(), parts.join("\0"))
}

fn keep(survey: &Survey, key: &str, proof: &Proof) {
    if let Known::Known(Provenance::Verified(_)) = proof.provenance {
        survey.store().keep("proofs", key, proof);
    }
}

/// The registry signs nothing: said as what was not asked, for nothing is missing.
pub(crate) fn unsigned(step: Step) -> Step {
    match step.state {
        State::NotPossible(why) => Step::not_asked(step.what, why),
        state => Step { state, ..step },
    }
}
