//! `pylock.toml` and `pylock.<name>.toml`: the lock file of PEP 751.

use stockade_model::Pin;

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec, uv_lock};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pylock",
    files: "pylock.toml, pylock.*.toml",
    claims: |name, _| name == "pylock.toml" || (name.starts_with("pylock.") && name.ends_with(".toml")),
    read: Read::Tree(Format::Toml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    if node.get("lock-version").is_none() {
        found.problem(node.span, "a lock file of PEP 751 has a `lock-version`");
    }
    uv_lock::each_package(node.get("packages"), found, |package| Some(facts(package)));
}

fn facts(package: &Node) -> Facts {
    let text = |keys: &[&str]| package.at(keys).and_then(Node::as_str).map(str::to_owned);
    let commit = text(&["vcs", "commit-id"]);
    let pin = match (&commit, package.get("directory")) {
        (Some(commit), _) => Some(npm_spec::repository_pin(commit)),
        (None, Some(_)) => Some(Pin::NotApplicable),
        (None, None) => None,
    };
    let wheels = package.get("wheels").map(Node::items).unwrap_or_default();
    let files = [package.get("sdist"), package.get("archive")].into_iter().flatten().chain(wheels);
    let integrity = files.filter_map(|file| file.get("hashes")).find_map(hash);
    let resolved = text(&["index"])
        .or_else(|| text(&["vcs", "url"]))
        .or_else(|| text(&["archive", "url"]))
        .or_else(|| text(&["sdist", "url"]));
    Facts { version: text(&["version"]), pin, integrity, resolved }
}

/// SHA-256 where there is one, else the first.
fn hash(hashes: &Node) -> Option<String> {
    let entries = hashes.entries();
    let entry = entries.iter().find(|entry| entry.key == "sha256").or_else(|| entries.first())?;
    Some(format!("{}:{}", entry.key, entry.node.as_str()?))
}
