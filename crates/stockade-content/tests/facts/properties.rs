//! Promises that hold for any input: the fuzz bodies on seeds and what is made of them.

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
#[path = "../../../../fuzz/src/mutation.rs"]
mod mutation;
#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../../fuzz/src/packages.rs"]
mod packages;

fn replay(name: &'static str, run: fn(&[u8]), rounds: usize) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    mutation::replay(&seeds, list::Target { name, run }, rounds);
}

#[test]
fn any_archive() {
    replay("package", packages::package, 300);
}

#[test]
fn any_manifest() {
    replay("package_manifest", packages::package_manifest, 300);
}

#[test]
fn any_javascript() {
    replay("javascript", packages::javascript, 300);
}

#[test]
fn any_python() {
    replay("python", packages::python, 300);
}
