//! The verifier: one trusted root, many releases.

use crate::door::{Door, Sigstore};
use crate::evidence::Evidence;
use crate::{npm, pypi};

/// A trusted root that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// It is no `trusted_root.json`.
    #[error("the trusted root cannot be read: {0}")]
    Unreadable(String),
    /// It lacks logs or authorities: nothing could be verified with it.
    #[error("the trusted root has no transparency log, certificate authority or certificate log")]
    Incomplete,
    /// A key or certificate in it is broken.
    #[error("the trusted root cannot be used: {0}")]
    Unusable(String),
}

/// Bytes of a trusted root. The public-good instance's has 7 KB.
const MAX_ROOT: usize = 1 << 20;

/// Verifies what registries serve about releases. Building one parses the root and takes as long as a verification or less;
/// use it for many.
pub struct Verifier {
    door: Box<dyn Door>,
}

impl Verifier {
    /// Trusts the public-good instance of Sigstore, by the root that this version was built with. Log keys change about once
    /// a year: what was logged under a newer key is unverifiable, not invalid.
    pub fn embedded() -> Result<Self, TrustError> {
        Ok(Self { door: Box::new(Sigstore::embedded()?) })
    }

    /// Trusts the instance of this `trusted_root.json` (protobuf-specs `TrustedRoot`), and no other.
    pub fn with_root(json: &[u8]) -> Result<Self, TrustError> {
        if json.len() > MAX_ROOT {
            return Err(TrustError::Unreadable(format!("{} bytes, more than {MAX_ROOT}", json.len())));
        }
        let text = std::str::from_utf8(json).map_err(|error| TrustError::Unreadable(error.to_string()))?;
        Ok(Self { door: Box::new(Sigstore::with_root(text)?) })
    }

    /// What is known of an npm release.
    pub fn npm(&self, release: &npm::Release<'_>) -> Evidence {
        npm::evidence(self.door.as_ref(), release)
    }

    /// What is known of a file of a PyPI release.
    pub fn pypi(&self, file: &pypi::File<'_>) -> Evidence {
        pypi::evidence(self.door.as_ref(), file)
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
}
