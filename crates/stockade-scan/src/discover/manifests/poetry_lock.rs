//! `poetry.lock`: TOML, one `[[package]]` each. Its files stand in it, in older versions in `[metadata.files]` or
//! `[metadata.hashes]`.

use stockade_model::{Pin, package::normalise_pypi};

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec, uv_lock};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "poetry-lock",
    files: "poetry.lock",
    claims: |name, _| name == "poetry.lock",
    read: Read::Tree(Format::Toml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    uv_lock::each_package(node.get("package"), found, |package| Some(facts(package, node)));
}

fn facts(package: &Node, whole: &Node) -> Facts {
    let text = |keys: &[&str]| package.at(keys).and_then(Node::as_str).map(str::to_owned);
    let pin = match text(&["source", "type"]).as_deref() {
        Some("git") => Some(text(&["source", "resolved_reference"]).map_or(Pin::Nothing, |commit| npm_spec::repository_pin(&commit))),
        Some("directory" | "file") => Some(Pin::NotApplicable),
        _ => None,
    };
    let own = package.get("files").and_then(|files| files.items().first()).and_then(|file| file.get("hash"));
    let integrity = own.and_then(Node::as_str).map(str::to_owned).or_else(|| older_hash(package, whole));
    Facts { version: text(&["version"]), pin, integrity, resolved: text(&["source", "url"]) }
}

fn older_hash(package: &Node, whole: &Node) -> Option<String> {
    let name = normalise_pypi(package.get("name")?.as_str()?);
    let listed = |table: &str| {
        let entries = whole.at(&["metadata", table])?.entries();
        entries.iter().find(|entry| normalise_pypi(&entry.key) == name)?.node.items().first()
    };
    if let Some(file) = listed("files") {
        return file.get("hash")?.as_str().map(str::to_owned);
    }
    // The oldest form leaves the algorithm out.
    let hash = listed("hashes")?.as_str()?;
    Some(if hash.contains(':') { hash.to_owned() } else { format!("sha256:{hash}") })
}
