//! Tests of whole assessments: subjects made by hand go in, and what is said of them is compared.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod advisories;
mod cases;
mod checks;
mod diffs;
mod requirements;
mod stories;
mod support;
