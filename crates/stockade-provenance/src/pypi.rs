//! PyPI: attestations of PEP 740, and the publisher that the index names.
//!
//! Constraints:
//! - the `publisher` object is the index's word, unsigned: a certificate has to confirm it, else it is refused. A repository
//!   that is named by a certificate alone is not the project's publisher: anybody can have such a certificate;
//! - PyPI has no signatures of its own over releases.
//!
//! Sources: PEP 740, the PyPI documentation "Digital attestations" (index hosted attestations, publish attestation), and the
//! reference implementation `pypi-attestations` for how each publisher is confirmed.

mod bundle;
mod file_name;
mod publisher;

use crate::check::{Check, Invalid, Unverifiable, said};
use crate::document::Document;
use crate::door::{Digest, Door};
use crate::evidence::{Attestation, Evidence, Level, Problem};
use crate::identity::Identity;
use crate::repository;
use crate::{Claims, Sha256};

/// What an index serves about a file, and what is known of it.
#[derive(Clone, Debug)]
pub struct File<'a> {
    /// The name of the distribution: a wheel or a source archive.
    pub name: &'a str,
    /// The digest of the file in hand, or by which it will be fetched.
    pub sha256: Sha256,
    /// The document of its `provenance` address.
    pub provenance: Document<'a>,
    /// The owner or organisation that the index names.
    pub owner: Option<&'a str>,
    /// The repository that the project's metadata names.
    pub repository: Option<&'a str>,
}

impl<'a> File<'a> {
    /// A file of which nothing else is known yet.
    pub fn new(name: &'a str, sha256: Sha256) -> Self {
        Self { name, sha256, provenance: Document::Unknown("not asked"), owner: None, repository: None }
    }
}

pub(crate) fn evidence(door: &dyn Door, file: &File<'_>) -> Evidence {
    let mut problems = Vec::new();
    let found = bundle::verify(door, file, Digest::Sha256(file.sha256), &mut problems);
    let (attestations, provenance) = match found {
        Ok(found) => {
            let provenance = summary(&found);
            (found, provenance)
        }
        Err(refusal) => (Vec::new(), Check::from(refusal)),
    };
    let registry_signature = Check::Unverifiable(Unverifiable::NotServed("PyPI signs no releases".into()));
    let mut evidence =
        Evidence { level: Level::D, identity: None, registry_signature, provenance, attestations, problems };
    judge(file, &mut evidence);
    evidence
}

fn summary(attestations: &[Attestation]) -> Check {
    let mut verified: Option<Identity> = None;
    let mut why = Unverifiable::Absent;
    for attestation in attestations {
        match &attestation.check {
            Check::Invalid(reason) => return Check::Invalid(reason.clone()),
            Check::Unverifiable(reason) => why = reason.clone(),
            Check::Verified => {
                let Some(identity) = attestation.claims.as_ref().and_then(Identity::from_claims) else { continue };
                match &verified {
                    Some(first) if !first.same_as(&identity) => {
                        let both = format!("`{}` and `{}`", said(&first.to_string()), said(&identity.to_string()));
                        return Check::Invalid(Invalid::Conflict(both));
                    }
                    Some(_) => {}
                    None => verified = Some(identity),
                }
            }
        }
    }
    if verified.is_some() { Check::Verified } else { Check::Unverifiable(why) }
}

fn judge(file: &File<'_>, evidence: &mut Evidence) {
    let claims = evidence
        .attestations
        .iter()
        .find(|found| found.check.is_verified())
        .and_then(|found| found.claims.clone())
        .filter(|_| evidence.provenance.is_verified());
    let Some(claims) = claims else {
        if !evidence.is_invalid() {
            evidence.identity = file.owner.map(|name| Identity::Registry { name: said(name) });
            evidence.level = if evidence.identity.is_some() { Level::C } else { Level::D };
        }
        return;
    };
    if let Some((stated, certified)) = file.repository.zip(claims.repository.as_deref())
        && !repository::same(stated, certified)
    {
        let (manifest, certificate) = (said(stated), said(certified));
        evidence.problems.push(Problem::ManifestRepository { manifest, certificate });
    }
    evidence.identity = Identity::from_claims(&claims);
    evidence.level = if is_stable(&claims) { Level::A } else { Level::B };
}

/// Whether what the certificate names cannot become somebody else's: ids, or an address that holds them (CircleCI's projects),
/// or an account.
fn is_stable(claims: &Claims) -> bool {
    claims.has_ids() || claims.by_email || claims.issuer.as_deref() == Some(publisher::CIRCLECI)
}
