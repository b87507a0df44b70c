//! Promises that hold for any input: the bodies of the fuzz targets on seeds and what is made of them, and lines and
//! documents put together by rule.
//!
//! Everything runs with the same numbers on every run. To look further: `PROPTEST_CASES=100000`, or the targets of `fuzz/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[path = "properties/documents.rs"]
mod documents;
#[allow(unreachable_pub, dead_code, reason = "it is a library of its own where it lives")]
#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;
#[path = "properties/lines.rs"]
mod lines;
#[path = "properties/secrets.rs"]
mod secrets;
#[path = "properties/targets.rs"]
mod targets;

use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};

/// A runner that makes the same cases every time, and keeps no file of failures beside the tests.
fn runner(cases: u32) -> TestRunner {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    TestRunner::new(Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(0x5eed),
        ..Config::default()
    })
}
