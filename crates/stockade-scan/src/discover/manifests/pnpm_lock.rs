//! `pnpm-lock.yaml`, versions 5 to 9: only the keys of `packages` differ (`/name/1.2.3`, `/name@1.2.3(peer)`,
//! `name@1.2.3`), with a registry's host in front where it is not the default one.

use stockade_model::Ecosystem;

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Entry, Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pnpm-lock",
    files: "pnpm-lock.yaml",
    claims: |name, _| name == "pnpm-lock.yaml",
    read: Read::Tree(Format::Yaml, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    if node.get("lockfileVersion").is_none() {
        found.problem(node.span, "a pnpm lock file has a `lockfileVersion`");
    }
    for map in node.all_at(&["packages"]) {
        for entry in map.entries() {
            package(entry, found);
        }
    }
}

fn package(entry: &Entry, found: &mut Found<'_>) {
    let text = |key: &str| entry.node.get(key).and_then(Node::scalar);
    let resolution = |key: &str| entry.node.at(&["resolution", key]).and_then(Node::scalar);
    let (key_name, key_version) = split_key(&entry.key);
    // Packages that are no registry's say their name beside the key.
    let name = text("name").unwrap_or_else(|| key_name.to_owned());
    found.package(Ecosystem::Npm, &name, entry.key_span, || {
        let commit = resolution("commit");
        let version = text("version").or_else(|| key_version.map(str::to_owned));
        let registry_version = version.filter(|version| semver::Version::parse(version).is_ok());
        let local = resolution("directory").map(|_| stockade_model::Pin::NotApplicable);
        Facts {
            version: registry_version,
            pin: commit.as_deref().map(npm_spec::repository_pin).or(local),
            integrity: resolution("integrity"),
            resolved: resolution("tarball").or_else(|| resolution("repo")).or_else(|| resolution("registry")),
        }
    });
}

/// Name and version of a key.
fn split_key(key: &str) -> (&str, Option<&str>) {
    let key = key.split('(').next().unwrap_or(key);
    // The first slash ends the host, where there is one; a scope begins with `@`.
    let bare = match key.split_once('/') {
        Some((host, rest)) if host.is_empty() || (host.contains('.') && !host.contains('@')) => rest,
        _ => key,
    };
    let from = if bare.starts_with('@') { bare.find('/').map_or(0, |at| at + 1) } else { 0 };
    let tail = bare.get(from..).unwrap_or("");
    match tail.find(['@', '/']) {
        Some(at) => {
            let name = bare.get(..from + at).unwrap_or(bare);
            let version = bare.get(from + at + 1..).unwrap_or("");
            // Version 5 hangs the peers on with `_`.
            (name, Some(version.split('_').next().unwrap_or(version)))
        }
        None => (bare, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_all_versions_are_split() {
        for (key, name, version) in [
            ("/mcp-a/1.2.3", "mcp-a", Some("1.2.3")),
            ("/@scope/mcp/1.2.3_react@17.0.2", "@scope/mcp", Some("1.2.3")),
            ("registry.example/mcp-a/1.2.3", "mcp-a", Some("1.2.3")),
            ("registry.example/@scope/mcp/1.2.3", "@scope/mcp", Some("1.2.3")),
            ("/mcp-a@1.2.3(zod@3.0.0)", "mcp-a", Some("1.2.3")),
            ("/@scope/mcp@1.2.3", "@scope/mcp", Some("1.2.3")),
            ("@scope/mcp@1.2.3", "@scope/mcp", Some("1.2.3")),
            ("mcp-a@1.2.3", "mcp-a", Some("1.2.3")),
            ("mcp-a@https://code.example/a.tar.gz", "mcp-a", Some("https://code.example/a.tar.gz")),
            ("lodash.get@4.4.2", "lodash.get", Some("4.4.2")),
        ] {
            assert_eq!(split_key(key), (name, version), "{key}");
        }
    }
}
