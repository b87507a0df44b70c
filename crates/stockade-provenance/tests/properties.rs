//! Promises that hold for any document: the fuzz body on seeds and what is made of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../fuzz/src/provenance.rs"]
mod provenance;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

use replay::replay;

#[test]
fn any_document() {
    replay("provenance", provenance::provenance, 1_500);
}
