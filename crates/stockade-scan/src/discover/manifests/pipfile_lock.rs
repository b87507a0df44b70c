//! `Pipfile.lock`: JSON, one object for each category of packages beside `_meta`.

use std::collections::HashMap;

use stockade_model::Ecosystem;

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec, pep508};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pipfile-lock",
    files: "Pipfile.lock",
    claims: |name, _| name == "Pipfile.lock",
    read: Read::Tree(Format::Json, read),
};

fn read(node: &Node, found: &mut Found<'_>) {
    if node.get("_meta").is_none() {
        found.problem(node.span, "a Pipenv lock file has `_meta`");
    }
    let sources = node.at(&["_meta", "sources"]).map(Node::items).unwrap_or_default();
    let registries: HashMap<&str, &str> =
        sources.iter().filter_map(|source| Some((source.get("name")?.as_str()?, source.get("url")?.as_str()?))).collect();
    for category in node.entries().iter().filter(|entry| entry.key != "_meta") {
        for entry in category.node.entries() {
            let text = |key: &str| entry.node.get(key).and_then(Node::as_str);
            if !entry.node.is_object() {
                found.problem(entry.node.span, format!("the entry of `{}` is not an object", entry.key));
                continue;
            }
            found.package(Ecosystem::Pypi, &entry.key, entry.key_span, || {
                let hash = entry.node.get("hashes").and_then(|hashes| hashes.items().first()).and_then(Node::as_str);
                let mut facts: Facts = match (text("git"), text("file").or_else(|| text("path"))) {
                    (Some(git), _) => Facts {
                        pin: Some(npm_spec::repository_pin(text("ref").unwrap_or(""))),
                        resolved: Some(git.to_owned()),
                        ..Facts::default()
                    },
                    (None, Some(address)) => pep508::address_facts(address),
                    (None, None) => pep508::specifier_facts(text("version").unwrap_or("")),
                };
                if let Some(hash) = hash {
                    facts.integrity = Some(hash.to_owned());
                    facts.pin = None;
                }
                facts.resolved = facts.resolved.or_else(|| Some((*registries.get(text("index")?)?).to_owned()));
                facts
            });
        }
    }
}
