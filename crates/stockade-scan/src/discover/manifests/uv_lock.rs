//! `uv.lock`: TOML, one `[[package]]` each with its source and the hashes of its files.

use stockade_model::{Ecosystem, Pin};

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "uv-lock",
    files: "uv.lock",
    claims: |name, _| name == "uv.lock",
    read: Read::Tree(Format::Toml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    each_package(node.get("package"), found, facts);
}

/// Every table of a list of packages that has a name. The facts are none for what is the project itself.
pub(super) fn each_package(list: Option<&Node>, found: &mut Found<'_>, facts: impl Fn(&Node) -> Option<Facts>) {
    let Some(list) = list else { return };
    if !matches!(list.value, Value::Array(_)) {
        found.problem(list.span, "the packages are not a list of tables");
    }
    for package in list.items() {
        match package.get("name").and_then(|name| Some((name.as_str()?, name.span))) {
            Some((name, span)) => {
                if let Some(facts) = facts(package) {
                    found.package(Ecosystem::Pypi, name, span, || facts);
                }
            }
            None => found.problem(package.span, "a package without a name"),
        }
    }
}

fn facts(package: &Node) -> Option<Facts> {
    let text = |keys: &[&str]| package.at(keys).and_then(Node::as_str).map(str::to_owned);
    if ["editable", "virtual"].iter().any(|kind| package.at(&["source", kind]).is_some()) {
        return None;
    }
    let local = ["path", "directory"].iter().any(|kind| package.at(&["source", kind]).is_some());
    let git = text(&["source", "git"]);
    let commit = git.as_deref().and_then(|address| address.rsplit_once('#')).map(|(_, commit)| commit.to_owned());
    let wheel = || package.get("wheels")?.items().iter().find_map(|wheel| wheel.get("hash")?.as_str().map(str::to_owned));
    let pin = match (&commit, local) {
        (Some(commit), _) => Some(npm_spec::repository_pin(commit)),
        (None, true) => Some(Pin::NotApplicable),
        (None, false) => None,
    };
    Some(Facts {
        version: text(&["version"]),
        pin,
        integrity: text(&["sdist", "hash"]).or_else(wheel),
        resolved: text(&["source", "registry"]).or_else(|| text(&["source", "url"])).or(git),
    })
}
