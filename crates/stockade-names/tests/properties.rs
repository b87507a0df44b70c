//! Promises that hold for any pack, record and name: the fuzz bodies on seeds and what is made of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::path::Path;

/// What `fuzz/`, a workspace of its own, calls a target.
mod list {
    #[derive(Clone, Copy)]
    pub(crate) struct Target {
        pub(crate) name: &'static str,
        pub(crate) run: fn(&[u8]),
    }
}
#[allow(
    unreachable_pub,
    dead_code,
    private_interfaces,
    clippy::print_stdout,
    reason = "it is a library where it lives"
)]
#[path = "../../../fuzz/src/mutation.rs"]
mod mutation;
#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../fuzz/src/names.rs"]
mod names;

fn replay(name: &'static str, run: fn(&[u8]), rounds: usize) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    mutation::replay(&seeds, list::Target { name, run }, rounds);
}

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
