//! The one door to the library that verifies Sigstore bundles.
//!
//! Constraints:
//! - [`Door`] is all that the rest of the crate knows: another library, or another version of this one, which breaks its
//!   interface often, changes this file alone;
//! - the payload that is judged is the payload that was verified: both come from one parsed bundle;
//! - inclusion (a proof, or in bundles of format 0.1 the log's signed promise), signed times, certificate chain, SCT and
//!   signature are all verified; no `skip_*` of the library is used. The signer is not matched against a name: whether it is
//!   the right one is for the caller, by its claims;
//! - errors are sorted into those of the signature, the certificate, the log; what the trusted root does not know is found
//!   out before (`outline`), so that a root that is too old does not look like a forgery.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;
use sigstore_verify::crypto::{CertificateInfo, SigningScheme, SubjectAltName, VerificationKey, verify_signature};
use sigstore_verify::trust_root::{SIGSTORE_PRODUCTION_TRUSTED_ROOT, TrustedRoot};
use sigstore_verify::types::{ArtifactDigest, Bundle, DerPublicKey, HashAlgorithm, SignatureBytes, SignatureContent};
use sigstore_verify::{Error, Policy, PublicKeyVerificationPolicy, VerificationPolicy, VerificationResult};

use crate::check::{Invalid, Refusal, Unverifiable, said};
use crate::claims::{Claims, OldClaims};
use crate::document::Outline;
use crate::verifier::TrustError;

/// The digest of the file that an attestation has to be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha256(crate::Sha256),
    Sha512(crate::Sha512),
}

/// What a verified bundle says.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The signed statement.
    pub(crate) payload: Vec<u8>,
    /// The certificate's claims, where there is a certificate.
    pub(crate) claims: Option<Claims>,
    /// The earliest signed time. There always is one behind a certificate.
    pub(crate) at: Option<Timestamp>,
    /// The key that the envelope names, which is not signed.
    pub(crate) key: String,
}

/// Verifies bundles and signatures against one trusted root.
pub(crate) trait Door: Send + Sync {
    /// A bundle signed by the key of a certificate.
    fn certified(&self, bundle: &Value, outline: &Outline, digest: Digest) -> Result<Signed, Refusal>;

    /// A bundle signed by this key (DER, SubjectPublicKeyInfo).
    fn keyed(&self, bundle: &Value, outline: &Outline, digest: Digest, key: &[u8]) -> Result<Signed, Refusal>;
}

/// Whether these bytes are a P-256 key (DER, SubjectPublicKeyInfo).
pub(crate) fn is_p256(key: &[u8]) -> bool {
    VerificationKey::from_spki_with_scheme(&DerPublicKey::from_bytes(key), SigningScheme::EcdsaP256Sha256).is_ok()
}

/// Whether an ECDSA P-256 signature over the SHA-256 of the message holds.
pub(crate) fn p256_holds(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (key, signature) = (DerPublicKey::from_bytes(key), SignatureBytes::from_bytes(signature));
    verify_signature(&key, message, &signature, SigningScheme::EcdsaP256Sha256).is_ok()
}

/// The library.
pub(crate) struct Sigstore {
    verifier: sigstore_verify::Verifier,
    logs: HashSet<String>,
}

impl Sigstore {
    /// The public-good instance, as the library ships its root.
    pub(crate) fn embedded() -> Result<Self, TrustError> {
        Self::with_root(SIGSTORE_PRODUCTION_TRUSTED_ROOT)
    }

    /// An instance by its `trusted_root.json`.
    pub(crate) fn with_root(json: &str) -> Result<Self, TrustError> {
        let root = TrustedRoot::from_json(json).map_err(|error| TrustError::Unreadable(said(&error.to_string())))?;
        if root.tlogs.is_empty() || root.certificate_authorities.is_empty() || root.ctlogs.is_empty() {
            return Err(TrustError::Incomplete);
        }
        let verifier =
            sigstore_verify::Verifier::new(&root).map_err(|error| TrustError::Unusable(said(&error.to_string())))?;
        let logs = root.tlogs.iter().map(|log| log.log_id.key_id.to_string()).collect();
        Ok(Self { verifier, logs })
    }

    fn verify(
        &self,
        bundle: &Value,
        outline: &Outline,
        digest: Digest,
        policy: &dyn Policy,
    ) -> Result<(VerificationResult, Signed), Refusal> {
        if let Some(log) = outline.logs.iter().find(|log| !self.logs.contains(*log)) {
            return Err(Unverifiable::UnknownLog(said(log)).into());
        }
        let bundle: Bundle = serde::Deserialize::deserialize(bundle)
            .map_err(|error: serde_json::Error| Invalid::Bundle(said(&error.to_string())))?;
        let digest = match digest {
            Digest::Sha256(digest) => ArtifactDigest::new(HashAlgorithm::Sha2256, digest.as_bytes().to_vec()),
            Digest::Sha512(digest) => ArtifactDigest::new(HashAlgorithm::Sha2512, digest.as_bytes().to_vec()),
        };
        let digest = digest.map_err(|error| Invalid::Bundle(said(&error.to_string())))?;
        let result = self.verifier.verify(digest, &bundle, policy).map_err(refusal)?;
        if !result.tlog_verified() {
            return Err(Invalid::Log("inclusion was not verified".into()).into());
        }
        let SignatureContent::DsseEnvelope(envelope) = bundle.content else {
            return Err(Invalid::Bundle("no envelope".into()).into());
        };
        let at =
            result.verified_timestamps().iter().min().and_then(|time| Timestamp::from_second(time.as_second()).ok());
        let key = envelope.signature.keyid.as_str().to_owned();
        let signed = Signed { payload: envelope.payload.into_bytes(), claims: None, at, key };
        Ok((result, signed))
    }
}

impl Door for Sigstore {
    fn certified(&self, bundle: &Value, outline: &Outline, digest: Digest) -> Result<Signed, Refusal> {
        let (result, signed) = self.verify(bundle, outline, digest, &VerificationPolicy::any_identity())?;
        let certificate = result.certificate().filter(|_| result.certificate_verified() && result.sct_verified());
        let Some(certificate) = certificate else {
            return Err(Invalid::Certificate("it was not verified".into()).into());
        };
        Ok(Signed { claims: Some(claims(certificate)), ..signed })
    }

    fn keyed(&self, bundle: &Value, outline: &Outline, digest: Digest, key: &[u8]) -> Result<Signed, Refusal> {
        let policy = PublicKeyVerificationPolicy::new(DerPublicKey::from_bytes(key));
        self.verify(bundle, outline, digest, &policy).map(|(_, signed)| signed)
    }
}

/// NOTE: CircleCI's certificates hold a quoted empty text where there is no value.
fn stated(value: Option<&String>) -> Option<String> {
    value.filter(|text| !text.trim_matches(['"', ' ']).is_empty()).cloned()
}

fn claims(certificate: &CertificateInfo) -> Claims {
    let (from, old) = (&certificate.ci_claims, &certificate.ci_claims.deprecated_github);
    let (builder, by_email) = match &certificate.identity {
        Some(SubjectAltName::Email(email)) => (Some(email.clone()), true),
        Some(other) => (Some(other.as_str().to_owned()), false),
        None => (None, false),
    };
    let mut claims = Claims {
        issuer: stated(certificate.issuer.as_ref()),
        builder,
        by_email,
        repository: stated(from.source_repository_uri.as_ref()),
        repository_id: stated(from.source_repository_identifier.as_ref()),
        owner: stated(from.source_repository_owner_uri.as_ref()),
        owner_id: stated(from.source_repository_owner_identifier.as_ref()),
        commit: stated(from.source_repository_digest.as_ref()),
        reference: stated(from.source_repository_ref.as_ref()),
        build_config: stated(from.build_config_uri.as_ref()),
        build_config_commit: stated(from.build_config_digest.as_ref()),
        signer: stated(from.build_signer_uri.as_ref()),
        signer_commit: stated(from.build_signer_digest.as_ref()),
        trigger: stated(from.build_trigger.as_ref()),
        runner: stated(from.runner_environment.as_ref()),
        run: stated(from.run_invocation_uri.as_ref()),
        visibility: stated(from.source_repository_visibility_at_signing.as_ref()),
        environment: stated(from.deployment_environment.as_ref()),
    };
    claims.fill_from(OldClaims {
        trigger: stated(old.workflow_trigger.as_ref()),
        commit: stated(old.workflow_sha.as_ref()),
        repository: stated(old.workflow_repository.as_ref()),
        reference: stated(old.workflow_ref.as_ref()),
    });
    claims
}

fn refusal(error: Error) -> Refusal {
    let text = said(&error.to_string());
    match error {
        Error::SignatureInvalid(_) | Error::Crypto(_) => Invalid::Signature(text).into(),
        Error::ArtifactMismatch(_) => Invalid::SubjectDigest.into(),
        Error::Certificate(_) => Invalid::Certificate(text).into(),
        Error::TransparencyLog(sigstore_verify::TransparencyLogError::UnknownLog { log_id }) => {
            Unverifiable::UnknownLog(said(&log_id)).into()
        }
        Error::TransparencyLog(_) => Invalid::Log(text).into(),
        Error::Timestamp(sigstore_verify::TimestampError::NoVerifiedTimestamp(_)) => Unverifiable::NoSignedTime.into(),
        Error::Timestamp(_) => Invalid::Timestamp(text).into(),
        Error::UnsupportedBundle(_) => Unverifiable::Format(text).into(),
        _ => Invalid::Bundle(text).into(),
    }
}
