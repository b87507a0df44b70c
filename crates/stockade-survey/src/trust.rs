//! What provenance is verified against.

use stockade_provenance::{TrustError, Verifier};
use stockade_registry::digest::{Algorithm, Digest};

/// A verifier and the trusted root that it goes by.
#[derive(Debug)]
pub struct Trust {
    verifier: Verifier,
    root: String,
}

impl Trust {
    /// The root that this program was built with.
    ///
    /// # Errors
    /// [`TrustError`] where it cannot be used, which a test of the verifier rules out.
    pub fn embedded() -> Result<Self, TrustError> {
        Ok(Self { verifier: Verifier::embedded()?, root: "built in".to_owned() })
    }

    /// The root of a `trusted_root.json`, and no other.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn with_root(json: &[u8]) -> Result<Self, TrustError> {
        let root = Digest::of(Algorithm::Sha256, json).oci();
        Ok(Self { verifier: Verifier::with_root(json)?, root })
    }

    /// Verifies.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Which root it is: `built in`, or the digest of the file.
    pub fn root(&self) -> &str {
        &self.root
    }
}
