//! Promises that hold for any pack, record and name: the fuzz bodies on seeds and what is made of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../fuzz/src/names.rs"]
mod names;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;

use replay::replay;

#[test]
fn any_pack() {
    replay("pack", names::pack, 3_000);
}

#[test]
fn any_record() {
    replay("osv", names::osv, 4_000);
}

#[test]
fn any_name() {
    replay("name", names::name, 4_000);
}
