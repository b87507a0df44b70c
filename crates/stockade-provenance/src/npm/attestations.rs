//! The registry's list of attestations: `{attestations: [{predicateType, bundle}]}`.

use serde_json::Value;
use stockade_model::canonical;

use super::Release;
use super::signature::window;
use crate::check::{Check, Invalid, Refusal, Unverifiable, said};
use crate::document::{self, DocumentError, MAX_ATTESTATIONS, Outline};
use crate::door::{Digest, Door, Signed};
use crate::evidence::{Attestation, Kind, Problem};
use crate::slsa;
use crate::statement::{self, Statement};

/// npm's predicate of a publish attestation.
const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

fn kind(predicate: &str) -> Kind {
    match predicate {
        PUBLISH => Kind::NpmPublish,
        slsa::V0_2 | slsa::V1 => Kind::Provenance,
        _ => Kind::Other,
    }
}

/// Verifies each. An error is about the document as a whole.
pub(super) fn verify(
    door: &dyn Door,
    release: &Release<'_>,
    digest: Digest,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Attestation>, Refusal> {
    let value = document::parse(release.attestations.bytes()?)?;
    let listed = document::list(&value, "attestations", MAX_ATTESTATIONS)?;
    Ok(listed.iter().map(|entry| one(door, release, digest, entry, problems)).collect())
}

fn one(
    door: &dyn Door,
    release: &Release<'_>,
    digest: Digest,
    entry: &Value,
    problems: &mut Vec<Problem>,
) -> Attestation {
    let predicate = document::text(entry, "predicateType").unwrap_or_default();
    let bundle = entry.get("bundle").unwrap_or(&Value::Null);
    let outline = document::outline(bundle);
    let mut out = Attestation {
        kind: kind(predicate),
        predicate: said(predicate),
        check: Check::Verified,
        claims: None,
        key: outline.as_ref().ok().and_then(|outline| outline.key.as_deref()).map(said),
        registry: None,
        signed_at: None,
        log_index: outline.as_ref().ok().and_then(|outline| outline.log_index),
        digest: canonical::digest(bundle),
    };
    let outcome = outline.and_then(|outline| {
        let listed = Listed { door, release, digest, predicate, bundle, outline: &outline };
        match out.kind {
            Kind::NpmPublish => listed.publish(&mut out),
            Kind::Provenance => listed.provenance(&mut out, problems),
            Kind::Other | Kind::PypiPublish if predicate.is_empty() => {
                Err(DocumentError::Shape("predicateType").into())
            }
            Kind::Other | Kind::PypiPublish => Err(Unverifiable::Predicate(said(predicate)).into()),
        }
    });
    if let Err(refusal) = outcome {
        out.check = refusal.into();
    }
    out
}

struct Listed<'a> {
    door: &'a dyn Door,
    release: &'a Release<'a>,
    digest: Digest,
    predicate: &'a str,
    bundle: &'a Value,
    outline: &'a Outline,
}

impl Listed<'_> {
    fn publish(&self, out: &mut Attestation) -> Result<(), Refusal> {
        let Some(id) = &self.outline.key else { return Err(Invalid::Material("a publish attestation").into()) };
        let Some(keys) = self.release.keys.filter(|keys| !keys.is_empty()) else {
            return Err(Unverifiable::NoKeys.into());
        };
        let Some(key) = keys.get(id) else { return Err(Unverifiable::UnknownKey(said(id)).into()) };
        let signed = self.door.keyed(self.bundle, self.outline, self.digest, &key.bytes)?;
        if !signed.key.is_empty() && signed.key != *id {
            return Err(Invalid::KeyId { envelope: said(&signed.key), bundle: said(id) }.into());
        }
        let statement = self.statement(&signed)?;
        if signed.at.is_none() {
            return Err(Unverifiable::NoSignedTime.into());
        }
        window(key, signed.at)?;
        let (name, version) =
            (document::text(&statement.predicate, "name")?, document::text(&statement.predicate, "version")?);
        if (name, version) != (self.release.name, self.release.version) {
            return Err(Invalid::Release(said(&format!("{name}@{version}"))).into());
        }
        out.registry = document::optional_text(&statement.predicate, "registry")?.map(said);
        out.signed_at = signed.at;
        Ok(())
    }

    fn provenance(&self, out: &mut Attestation, problems: &mut Vec<Problem>) -> Result<(), Refusal> {
        if self.outline.key.is_some() {
            return Err(Invalid::Material("provenance").into());
        }
        let signed = self.door.certified(self.bundle, self.outline, self.digest)?;
        let statement = self.statement(&signed)?;
        let Some(claims) = signed.claims else { return Err(Invalid::Material("provenance").into()) };
        if claims.repository.is_none() {
            return Err(Unverifiable::NoSource(said(claims.builder.as_deref().unwrap_or_default())).into());
        }
        problems.extend(slsa::differences(&statement.predicate, &claims));
        out.claims = Some(claims);
        out.signed_at = signed.at;
        Ok(())
    }

    /// The statement, about this release and of the listed type.
    fn statement(&self, signed: &Signed) -> Result<Statement, Refusal> {
        let subject = self.release.subject();
        let statement = statement::read(&signed.payload, &subject, |name| name == subject, self.digest)?;
        if statement.predicate_type != self.predicate {
            let (listed, signed) = (said(self.predicate), said(&statement.predicate_type));
            return Err(Invalid::PredicateType { listed, signed }.into());
        }
        Ok(statement)
    }
}
