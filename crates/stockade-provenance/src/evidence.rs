//! What was found about a release, in one value.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::claims::Claims;
use crate::identity::Identity;

/// How strongly a publisher is known. Earlier is stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// A trusted publisher: the registry let this build and no other publish, and a certificate with ids confirms it.
    A,
    /// Provenance: a certificate names the build, but anybody with a token may have pressed publish.
    B,
    /// The registry names somebody. Its word alone.
    C,
    /// A name and a digest.
    D,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        })
    }
}

/// What an attestation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// npm's registry says that it published this.
    NpmPublish,
    /// PyPI's publisher says that it published this (`publish/v1`).
    PypiPublish,
    /// A build says how it made this (SLSA provenance).
    Provenance,
    /// Anything else, which is not relied on.
    Other,
}

/// One attestation of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Attestation {
    /// What it is about.
    pub kind: Kind,
    /// The predicate's type as listed, cut and escaped. Empty where it could not be read.
    pub predicate: String,
    /// What came of it.
    pub check: Check,
    /// What the certificate claims. Only of verified attestations that have one.
    pub claims: Option<Claims>,
    /// The id of the registry's key, where that signed. Not verified unless `check` is.
    pub key: Option<String>,
    /// The registry that a publish attestation names. Only of verified ones.
    pub registry: Option<String>,
    /// The earliest time that a log or a timestamping authority signed. Only of verified ones.
    #[serde(serialize_with = "as_text")]
    pub signed_at: Option<Timestamp>,
    /// The index of the log entry, as the bundle has it.
    pub log_index: Option<u64>,
    /// SHA-256 of the bundle's canonical JSON, for a lock. The same bundle served with other blanks has the same.
    pub digest: String,
}

/// Something that does not make an attestation invalid, and that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Problem {
    /// The bytes in hand are not those that the registry states.
    #[error("the file's digest is not the one that the registry states")]
    Integrity,
    /// The predicate says something else than the certificate, which wins.
    #[error("the provenance says {field} `{predicate}`, the certificate `{certificate}`")]
    Predicate {
        /// What differs.
        field: &'static str,
        /// In the predicate.
        predicate: String,
        /// In the certificate.
        certificate: String,
    },
    /// The package's own manifest names another repository than the certificate.
    #[error("the package names `{manifest}` as its repository, the certificate `{certificate}`")]
    ManifestRepository {
        /// In the manifest.
        manifest: String,
        /// In the certificate.
        certificate: String,
    },
    /// The registry says a trusted publisher of one build system, the certificate names another.
    #[error("the registry names `{registry}` as trusted publisher, the certificate `{certificate}`")]
    TrustedPublisher {
        /// In the registry's document.
        registry: String,
        /// In the certificate.
        certificate: String,
    },
    /// The registry says that a trusted publisher published this, and no provenance confirms it.
    #[error("the registry names `{0}` as trusted publisher, and no provenance confirms it")]
    Unconfirmed(String),
}

/// Everything that was found about a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Evidence {
    /// How strongly the publisher is known. Anything invalid makes it [`Level::D`].
    pub level: Level,
    /// Who that is.
    pub identity: Option<Identity>,
    /// The registry's signature over name, version and integrity. It proves that the registry served this, and nothing
    /// about the author. Registries without such signatures: unverifiable.
    pub registry_signature: Check,
    /// Whether a certificate names the build behind this file: of all attestations together.
    pub provenance: Check,
    /// Each attestation.
    pub attestations: Vec<Attestation>,
    /// What somebody should look at.
    pub problems: Vec<Problem>,
}

impl Evidence {
    /// Whether anything contradicts: the release should not be used.
    pub fn is_invalid(&self) -> bool {
        self.registry_signature.is_invalid()
            || self.provenance.is_invalid()
            || self.attestations.iter().any(|attestation| attestation.check.is_invalid())
            || self.problems.contains(&Problem::Integrity)
    }
}

#[expect(clippy::ref_option, reason = "serde passes the field as it is")]
fn as_text<S: serde::Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(time),
        None => serializer.serialize_none(),
    }
}
