//! One question.

use super::Address;
use crate::Credential;
use crate::digest::Digest;

/// What is asked, and what is taken for an answer.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Where.
    pub(super) address: Address,
    /// `Accept`.
    pub(super) accept: &'a str,
    /// Whoever asks, for this origin alone.
    pub(super) credential: Option<&'a Credential>,
    /// Who asks, for the cache, where the credential is a passing one.
    pub(super) who: Option<&'a str>,
    /// JSON to be posted; none is a GET.
    pub(super) body: Option<&'a str>,
    /// More bytes than this are refused.
    pub(super) most: u64,
    /// The digest the body must have.
    pub(super) digest: Option<&'a Digest>,
    /// The size the body must have.
    pub(super) size: Option<u64>,
    /// Whether `http` will do.
    pub(super) plain: bool,
    /// Whether the answer may be kept.
    pub(super) keep: bool,
}

impl<'a> Request<'a> {
    /// A GET of at most `most` bytes.
    pub const fn get(address: Address, most: u64) -> Self {
        Self {
            address,
            accept: "*/*",
            credential: None,
            who: None,
            body: None,
            most,
            digest: None,
            size: None,
            plain: false,
            keep: true,
        }
    }

    /// A POST of JSON.
    pub fn post(address: Address, body: &'a str, most: u64) -> Self {
        Self { body: Some(body), ..Self::get(address, most) }
    }

    /// Where it goes.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// With this `Accept`.
    #[must_use]
    pub fn accept(self, accept: &'a str) -> Self {
        Self { accept, ..self }
    }

    /// As somebody.
    #[must_use]
    pub fn credential(self, credential: Option<&'a Credential>) -> Self {
        Self { credential, ..self }
    }

    /// Kept for whoever this names, whatever the credential: a token that is fetched anew for each question would keep
    /// every answer from being found again.
    #[must_use]
    pub fn kept_for(self, who: &'a str) -> Self {
        Self { who: Some(who), ..self }
    }

    /// Taking nothing but a body of this digest.
    #[must_use]
    pub fn digest(self, digest: &'a Digest) -> Self {
        Self { digest: Some(digest), ..self }
    }

    /// Taking nothing but a body of this size.
    #[must_use]
    pub fn size(self, size: Option<u64>) -> Self {
        Self { size, ..self }
    }

    /// Also where it is not encrypted: for addresses that the user wrote as `http`.
    #[must_use]
    pub fn plain(self, plain: bool) -> Self {
        Self { plain, ..self }
    }

    /// Without keeping the answer: it holds a secret.
    #[must_use]
    pub fn unkept(self) -> Self {
        Self { keep: false, ..self }
    }
}
