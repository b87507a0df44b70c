//! The provenance object: `{version, attestation_bundles: [{publisher, attestations: [{version, verification_material,
//! envelope}]}]}`, each attestation made into a Sigstore bundle v0.3.

use serde_json::{Value, json};
use stockade_model::canonical;

use super::File;
use super::file_name;
use super::publisher::Publisher;
use crate::check::{Check, Invalid, Refusal, Unverifiable, said};
use crate::document::{self, DocumentError, MAX_ATTESTATIONS, at_most};
use crate::door::{Digest, Door};
use crate::evidence::{Attestation, Kind, Problem};
use crate::slsa;
use crate::statement;

/// PyPI's predicate of a publish attestation.
// NOTE: in parts, for it is a name (PEP 740) and no address that is asked.
const PUBLISH: &str = concat!("https://docs.", "pypi", ".org/attestations/publish/v1");

/// Verifies each attestation of each publisher. An error is about the document as a whole.
pub(super) fn verify(
    door: &dyn Door,
    file: &File<'_>,
    digest: Digest,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Attestation>, Refusal> {
    let value = document::parse(file.provenance.bytes()?)?;
    version(&value)?;
    let mut out = Vec::new();
    for group in document::list(&value, "attestation_bundles", MAX_ATTESTATIONS)? {
        let publisher = group.get("publisher").ok_or(DocumentError::Shape("publisher"))?;
        let publisher = Publisher::read(publisher);
        let attestations = document::list(group, "attestations", MAX_ATTESTATIONS)?;
        at_most("attestations", out.len() + attestations.len(), MAX_ATTESTATIONS)?;
        out.extend(attestations.iter().map(|attestation| {
            one(door, file, digest, publisher.as_ref().map_err(Clone::clone), attestation, problems)
        }));
    }
    Ok(out)
}

/// Version 1 is the only one.
fn version(value: &Value) -> Result<(), Refusal> {
    match value.get("version") {
        Some(Value::Number(version)) if version.as_u64() == Some(1) => Ok(()),
        Some(Value::Number(version)) => {
            Err(Unverifiable::Format(format!("version {} of attestations", said(&version.to_string()))).into())
        }
        _ => Err(DocumentError::Shape("version").into()),
    }
}

fn one(
    door: &dyn Door,
    file: &File<'_>,
    digest: Digest,
    publisher: Result<&Publisher, Refusal>,
    attestation: &Value,
    problems: &mut Vec<Problem>,
) -> Attestation {
    let mut out = Attestation {
        kind: Kind::Other,
        predicate: String::new(),
        check: Check::Verified,
        claims: None,
        key: None,
        registry: None,
        signed_at: None,
        log_index: None,
        digest: canonical::digest(attestation),
    };
    if let Err(refusal) = checked(door, file, digest, publisher, attestation, &mut out, problems) {
        out.check = refusal.into();
        out.claims = None;
    }
    out
}

fn checked(
    door: &dyn Door,
    file: &File<'_>,
    digest: Digest,
    publisher: Result<&Publisher, Refusal>,
    attestation: &Value,
    out: &mut Attestation,
    problems: &mut Vec<Problem>,
) -> Result<(), Refusal> {
    version(attestation)?;
    let bundle = converted(attestation)?;
    let outline = document::outline(&bundle)?;
    out.log_index = outline.log_index;
    let signed = door.certified(&bundle, &outline, digest)?;
    let is_expected = |name: &str| file_name::same(name, file.name);
    let statement = statement::read(&signed.payload, file.name, is_expected, digest)?;
    out.predicate = said(&statement.predicate_type);
    out.kind = match statement.predicate_type.as_str() {
        PUBLISH => Kind::PypiPublish,
        slsa::V1 => Kind::Provenance,
        other => return Err(Unverifiable::Predicate(said(other)).into()),
    };
    let Some(claims) = signed.claims else { return Err(Invalid::Material("an attestation").into()) };
    publisher?.confirm(&claims)?;
    problems.extend(slsa::differences(&statement.predicate, &claims));
    out.claims = Some(claims);
    out.signed_at = signed.at;
    Ok(())
}

/// PEP 740's attestation object as a bundle. `timestamps` is what the reference implementation adds for logs without a time
/// of their own (Rekor v2).
fn converted(attestation: &Value) -> Result<Value, DocumentError> {
    let material = attestation.get("verification_material").ok_or(DocumentError::Shape("verification_material"))?;
    let envelope = attestation.get("envelope").ok_or(DocumentError::Shape("envelope"))?;
    let certificate = document::text(material, "certificate")?;
    let entries = material.get("transparency_entries").ok_or(DocumentError::Shape("transparency_entries"))?;
    let (statement, signature) = (document::text(envelope, "statement")?, document::text(envelope, "signature")?);
    let mut bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"certificate": {"rawBytes": certificate}, "tlogEntries": entries},
        "dsseEnvelope": {
            "payloadType": "application/vnd.in-toto+json",
            "payload": statement,
            "signatures": [{"sig": signature}],
        },
    });
    if let Some(stamps) = material.get("timestamps").filter(|stamps| !stamps.is_null()) {
        let stamps = stamps.as_array().ok_or(DocumentError::Shape("timestamps"))?;
        at_most("timestamps", stamps.len(), MAX_ATTESTATIONS)?;
        let stamps: Vec<Value> = stamps.iter().map(|stamp| json!({"signedTimestamp": stamp})).collect();
        if let Some(material) = bundle.get_mut("verificationMaterial").and_then(Value::as_object_mut) {
            material.insert("timestampVerificationData".into(), json!({"rfc3161Timestamps": stamps}));
        }
    }
    Ok(bundle)
}
