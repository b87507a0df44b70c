//! What must verify and what must not: real bundles, forgeries made from them, and bundles of an instance of the tests' own.
//!
//! - `shipped`: real bundles inside the package of the library that verifies, found through cargo;
//! - `fetched`: real ones that `cargo xtask provenance-fixtures` (part of `setup`) brings through the machine's own clients.
//!   What a registry does not serve is written down there, and those tests say `not run`;
//! - `minted`: everything else, from keys of the tests' own: publish attestations, trusted publishers, key windows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

#[path = "matrix/fetched_npm.rs"]
mod fetched_npm;
#[path = "matrix/fetched_pypi.rs"]
mod fetched_pypi;
#[path = "matrix/fixtures.rs"]
mod fixtures;
#[path = "matrix/hostile.rs"]
mod hostile;
#[path = "matrix/minted_npm.rs"]
mod minted_npm;
#[path = "matrix/minted_pypi.rs"]
mod minted_pypi;
#[path = "matrix/shipped.rs"]
mod shipped;
