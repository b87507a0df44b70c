//! One body without the others, for the property tests of the crate that it is of: they include this file by path.

use std::path::Path;

/// What the list of all targets would bring along, and every other crate with it.
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
    reason = "it is part of a library where it lives"
)]
#[path = "mutation.rs"]
mod mutation;

/// Runs a body on its seeds, and on so many inputs that are made of them.
pub(crate) fn replay(name: &'static str, run: fn(&[u8]), rounds: usize) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    mutation::replay(&seeds, list::Target { name, run }, rounds);
}
