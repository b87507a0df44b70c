//! `server.json`: what a project publishes to the MCP registry. Its packages are MCP servers by their own word.

use stockade_model::{Ecosystem, MentionReason};

use super::found::Facts;
use super::{Found, Manifest, Read, images};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "server-json",
    files: "server.json",
    claims: |name, _| name == "server.json",
    // Other programs have a file of this name too, which is none of this reader's business.
    read: Read::Either(|text| text.contains("\"packages\""), Format::Json, read, |_, _| {}),
};

fn read(node: &Node, found: &mut Found<'_>) {
    let schema = node.get("$schema").and_then(Node::as_str).is_some_and(|schema| schema.contains("modelcontextprotocol"));
    for package in node.get("packages").map(Node::items).unwrap_or_default() {
        let text = |keys: &[&str]| keys.iter().find_map(|key| package.get(key)).and_then(Node::as_str);
        // The field was renamed twice.
        let Some(kind) = text(&["registryType", "registry_type", "registry_name"]) else {
            if schema {
                found.problem(package.span, "a package without a registry type");
            }
            continue;
        };
        let name = package.get("identifier").or_else(|| package.get("name"));
        let Some((name, span)) = name.and_then(|node| Some((node.as_str()?, node.span))) else {
            found.problem(package.span, "a package without an identifier");
            continue;
        };
        let ecosystem = match kind {
            "npm" => Ecosystem::Npm,
            "pypi" => Ecosystem::Pypi,
            "oci" | "docker" => Ecosystem::Oci,
            "nuget" => Ecosystem::Nuget,
            _ => continue,
        };
        let (name, tag) = if ecosystem == Ecosystem::Oci { images::name_and_tag(name) } else { (name, None) };
        let facts = Facts {
            version: text(&["version"]).or(tag).map(str::to_owned),
            integrity: text(&["fileSha256", "file_sha256"]).map(|hash| format!("sha256:{hash}")),
            resolved: text(&["registryBaseUrl", "registry_base_url"]).map(str::to_owned),
            ..Facts::default()
        };
        found.add(ecosystem, name, MentionReason::Declared, span, None, facts);
    }
}
