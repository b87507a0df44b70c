//! Promises that hold for any input: the fuzz bodies on seeds and what is made of them.

#[allow(unreachable_pub, reason = "it is part of a library where it lives")]
#[path = "../../../../fuzz/src/packages.rs"]
mod packages;
#[path = "../../../../fuzz/src/replay.rs"]
mod replay;

use replay::replay;

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
