//! Who published this package, as far as anybody can prove it: registry signatures, npm publish attestations, SLSA
//! provenance, PyPI attestations (PEP 740). Verified from bytes that the caller has, against a trusted root that is built
//! in or given.
//!
//! Constraints:
//! - no network, no files, no settings: bytes in, [`Evidence`] out. The clock is read in one place alone, by the verifier
//!   underneath, to refuse log entries from the future;
//! - three states everywhere ([`Check`]): verified, unverifiable (something is missing or unknown), invalid (something
//!   contradicts). A missing fact is never taken for a good one;
//! - what a certificate says goes before what a predicate, an index or a manifest says; where they differ it is a
//!   [`Problem`];
//! - the name in a certificate's alternative name is the *builder*: with a shared workflow it is another repository than the
//!   source. Publishers are told apart by the ids in the certificate ([`Identity::compare`]);
//! - documents come from strangers: their size, depth and counts are bounded before anything is verified, and what they say
//!   is cut and escaped before it gets into a message;
//! - one file, `door.rs`, knows the library that verifies; nothing of it is in the public interface.
//!
//! Sources: Sigstore bundle format and client specification (sigstore/architecture-docs, sigstore/protobuf-specs), Fulcio's
//! certificate claims (sigstore/fulcio `docs/oid-info.md`), in-toto Statement v0.1 and v1, SLSA provenance v0.2 and v1,
//! PEP 740 and the PyPI documentation of attestations, npm's documentation of registry signatures and provenance.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests fail by panicking"
    )
)]

mod check;
mod claims;
mod digest;
mod document;
mod door;
mod evidence;
mod identity;
mod keys;
pub mod npm;
pub mod pypi;
mod repository;
mod slsa;
mod statement;
mod verifier;

pub use check::{Check, Invalid, Unverifiable};
pub use claims::Claims;
pub use digest::{DigestError, Sha256, Sha512};
pub use document::{Document, DocumentError, MAX_ATTESTATIONS, MAX_DOCUMENT};
pub use evidence::{Attestation, Evidence, Kind, Level, Problem};
pub use identity::{Comparison, Difference, Field, Identity, Workload};
pub use keys::{Keys, KeysError};
pub use verifier::{TrustError, Verifier};
