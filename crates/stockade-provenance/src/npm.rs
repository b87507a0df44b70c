//! npm: the registry's signature, its publish attestation, and the build's SLSA provenance.
//!
//! Constraints:
//! - a signature or publish attestation proves that the registry published this, and nothing about the author; provenance
//!   proves which build made it, and not who pressed publish, unless the registry names a trusted publisher too;
//! - `_npmUser` is one shared account for everything that trusted publishers publish, and is then no identity;
//! - signatures have to come from the package's root document: mirrors drop them from the document of one version.
//!
//! Sources: npm's documentation "About registry signatures" and "Generating provenance statements", the attestation
//! predicate `npm/attestation` `specs/publish/v0.1`, npm's own client (pacote) for what is signed.

mod attestations;
mod signature;

use jiff::Timestamp;

use crate::check::{Check, Invalid, Unverifiable, said};
use crate::claims::Claims;
use crate::document::Document;
use crate::door::{Digest, Door};
use crate::evidence::{Evidence, Kind, Level, Problem};
use crate::identity::Identity;
use crate::keys::Keys;
use crate::repository;
use crate::{Attestation, Sha512};

/// One of `dist.signatures`.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// The id of the key.
    pub key: &'a str,
    /// The signature, base64 of DER.
    pub signature: &'a str,
}

/// `_npmUser` of a version.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// The account's name.
    pub name: &'a str,
    /// `trustedPublisher.id`, such as `github`, where a trusted publisher published.
    pub trusted_publisher: Option<&'a str>,
}

/// What a registry serves about a release, and what is known of its file.
#[derive(Clone, Debug)]
pub struct Release<'a> {
    /// The package, with its scope.
    pub name: &'a str,
    /// The exact version.
    pub version: &'a str,
    /// The digest of the tarball in hand. Without it, attestations are held against the registry's `dist.integrity`.
    pub sha512: Option<Sha512>,
    /// `dist.integrity`.
    pub integrity: Option<&'a str>,
    /// `dist.signatures`, of the package's root document.
    pub signatures: &'a [Signature<'a>],
    /// When it was published, by the root document's `time`.
    pub published: Option<Timestamp>,
    /// The registry's keys.
    pub keys: Option<&'a Keys>,
    /// The registry's answer to `/-/npm/v1/attestations/NAME@VERSION`.
    pub attestations: Document<'a>,
    /// Who the registry says published it.
    pub user: Option<User<'a>>,
    /// `repository` of the package's manifest, or the `url` of it.
    pub repository: Option<&'a str>,
}

impl<'a> Release<'a> {
    /// A release of which nothing is known yet.
    pub fn new(name: &'a str, version: &'a str) -> Self {
        Self {
            name,
            version,
            sha512: None,
            integrity: None,
            signatures: &[],
            published: None,
            keys: None,
            attestations: Document::Unknown("not asked"),
            user: None,
            repository: None,
        }
    }

    /// The subject that npm writes into statements (`npm-package-arg`'s `toPurl`): the scope's `@` escaped, nothing else.
    fn subject(&self) -> String {
        let name = self.name.strip_prefix('@').map_or_else(|| self.name.to_owned(), |rest| format!("%40{rest}"));
        format!("pkg:npm/{name}@{}", self.version)
    }
}

pub(crate) fn evidence(door: &dyn Door, release: &Release<'_>) -> Evidence {
    let mut problems = Vec::new();
    let stated = release.integrity.and_then(|text| Sha512::from_integrity(text).ok());
    let contradicts = release.sha512.zip(stated).is_some_and(|(found, stated)| found != stated);
    if contradicts {
        problems.push(Problem::Integrity);
    }
    let registry_signature = signature::check(release);
    let attestations = match release.sha512.or(stated) {
        Some(digest) => attestations::verify(door, release, Digest::Sha512(digest), &mut problems),
        None => release.attestations.bytes().and(Err(Unverifiable::NoIntegrity)).map_err(Into::into),
    };
    let (attestations, provenance) = match attestations {
        Ok(found) => {
            let provenance = summary(&found);
            (found, provenance)
        }
        Err(refusal) => (Vec::new(), Check::from(refusal)),
    };
    let mut evidence =
        Evidence { level: Level::D, identity: None, registry_signature, provenance, attestations, problems };
    if contradicts {
        evidence.provenance = Check::Invalid(Invalid::Integrity);
    }
    judge(release, &mut evidence);
    evidence
}

/// All provenance together: one that contradicts spoils the rest, and so do two that name different publishers.
fn summary(attestations: &[Attestation]) -> Check {
    let mut verified: Option<&Claims> = None;
    let mut why = Unverifiable::Absent;
    for attestation in attestations {
        match (&attestation.check, attestation.kind) {
            (Check::Invalid(reason), _) => return Check::Invalid(reason.clone()),
            (Check::Unverifiable(reason), Kind::Provenance | Kind::Other) => why = reason.clone(),
            (Check::Verified, Kind::Provenance) => {
                let Some(claims) = &attestation.claims else { continue };
                match verified {
                    Some(first) if !same(first, claims) => {
                        let name = |claims: &Claims| claims.repository.as_deref().map(said).unwrap_or_default();
                        let both = format!("`{}` and `{}`", name(first), name(claims));
                        return Check::Invalid(Invalid::Conflict(both));
                    }
                    Some(_) => {}
                    None => verified = Some(claims),
                }
            }
            _ => {}
        }
    }
    if verified.is_some() { Check::Verified } else { Check::Unverifiable(why) }
}

fn same(this: &Claims, that: &Claims) -> bool {
    match (Identity::from_claims(this), Identity::from_claims(that)) {
        (Some(this), Some(that)) => this.same_as(&that),
        _ => false,
    }
}

/// Level, identity, and what the registry and the manifest say beside the certificate.
fn judge(release: &Release<'_>, evidence: &mut Evidence) {
    let trusted = release.user.and_then(|user| user.trusted_publisher);
    let claims = evidence
        .attestations
        .iter()
        .find(|found| found.kind == Kind::Provenance && found.check.is_verified())
        .and_then(|found| found.claims.clone())
        .filter(|_| evidence.provenance.is_verified());
    let word = release.user.filter(|user| user.trusted_publisher.is_none() && !is_shared(user.name));
    let word = word.map(|user| Identity::Registry { name: said(user.name) });
    let Some(claims) = claims else {
        if let Some(trusted) = trusted {
            evidence.problems.push(Problem::Unconfirmed(said(trusted)));
        }
        if !evidence.is_invalid() {
            evidence.level = if word.is_some() { Level::C } else { Level::D };
            evidence.identity = word;
        }
        return;
    };
    let confirmed = trusted.is_some_and(|trusted| is_issuer(trusted, claims.issuer.as_deref()));
    if let Some(trusted) = trusted.filter(|_| !confirmed) {
        let certificate = said(claims.issuer.as_deref().unwrap_or_default());
        evidence.problems.push(Problem::TrustedPublisher { registry: said(trusted), certificate });
    }
    if let Some((manifest, certified)) = release.repository.zip(claims.repository.as_deref())
        && !repository::same(manifest, certified)
    {
        let (manifest, certificate) = (said(manifest), said(certified));
        evidence.problems.push(Problem::ManifestRepository { manifest, certificate });
    }
    evidence.identity = Identity::from_claims(&claims);
    if !evidence.is_invalid() {
        evidence.level = if confirmed && claims.has_ids() { Level::A } else { Level::B };
    }
}

/// An account's name has no blank; the registry's own accounts for build systems have one ("GitHub Actions").
fn is_shared(name: &str) -> bool {
    name.trim().is_empty() || name.contains(char::is_whitespace)
}

/// Whether a trusted publisher's id and a certificate's issuer are one build system.
fn is_issuer(trusted: &str, issuer: Option<&str>) -> bool {
    let expected = match trusted {
        "github" => "https://token.actions.githubusercontent.com",
        "gitlab" => "https://gitlab.com",
        "circleci" => "https://oidc.circleci.com",
        _ => return false,
    };
    issuer == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_written_as_npm_writes_them() {
        assert_eq!(Release::new("sigstore", "2.0.0").subject(), "pkg:npm/sigstore@2.0.0");
        assert_eq!(Release::new("@scope/name", "1.0.0-rc.1").subject(), "pkg:npm/%40scope/name@1.0.0-rc.1");
    }

    #[test]
    fn shared_accounts_are_nobody() {
        assert!(is_shared("GitHub Actions") && is_shared("GitLab CI/CD") && is_shared(""));
        assert!(!is_shared("ann"));
    }

    #[test]
    fn a_trusted_publisher_is_of_its_own_build_system() {
        assert!(is_issuer("github", Some("https://token.actions.githubusercontent.com")));
        assert!(!is_issuer("github", Some("https://token.actions.githubusercontent.com.evil.example")));
        assert!(!is_issuer("gitlab", Some("https://token.actions.githubusercontent.com")));
        assert!(!is_issuer("new", None));
    }
}
