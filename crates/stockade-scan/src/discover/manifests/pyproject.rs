//! `pyproject.toml`: PEP 621 and PEP 735 dependencies, those of Poetry, PDM, Hatch and uv with uv's sources, and the
//! task runners whose tasks launch servers.

use std::collections::HashMap;

use stockade_model::{Ecosystem, Pin, package::normalise_pypi};

use super::commands::{Place, script};
use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec, pep508};
use crate::document::{Format, Node, Value};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "pyproject",
    files: "pyproject.toml",
    claims: |name, _| name == "pyproject.toml",
    read: Read::Tree(Format::Toml, read),
};

/// Lists of requirements.
const LISTS: &[&[&str]] = &[
    &["project", "dependencies"],
    &["build-system", "requires"],
    &["tool", "uv", "dev-dependencies"],
    &["tool", "uv", "constraint-dependencies"],
    &["tool", "uv", "override-dependencies"],
    &["tool", "rye", "dev-dependencies"],
];
/// Tables of such lists.
const GROUPS: &[&[&str]] =
    &[&["project", "optional-dependencies"], &["dependency-groups"], &["tool", "pdm", "dev-dependencies"]];
/// Tables of tasks.
const TASKS: &[&[&str]] =
    &[&["tool", "pdm", "scripts"], &["tool", "poe", "tasks"], &["tool", "taskipy", "tasks"], &["tool", "rye", "scripts"]];

fn read(node: &Node, found: &mut Found<'_>) {
    let sources = sources(node);
    for path in LISTS {
        if let Some(list) = node.at(path) {
            requirements(list, &sources, found);
        }
    }
    let groups = GROUPS.iter().filter_map(|path| node.at(path)).flat_map(Node::entries).map(|entry| &entry.node);
    let hatch = node.at(&["tool", "hatch", "envs"]).map(Node::entries).unwrap_or_default();
    let hatch_lists = hatch.iter().flat_map(|env| {
        ["dependencies", "extra-dependencies"].into_iter().filter_map(|key| env.node.get(key))
    });
    for list in groups.chain(hatch_lists) {
        requirements(list, &sources, found);
    }
    poetry(node, found);
    let tasks = TASKS.iter().filter_map(|path| node.at(path));
    for table in tasks.chain(hatch.iter().filter_map(|env| env.node.get("scripts"))) {
        table.entries().iter().for_each(|entry| task(&entry.node, found));
    }
    for own in [node.get("project"), node.at(&["tool", "poetry"])].into_iter().flatten() {
        if let Some((name, span)) = own.get("name").and_then(|name| Some((name.as_str()?, name.span))) {
            let version = own.get("version").and_then(Node::as_str).map(str::to_owned);
            found.own_package(Ecosystem::Pypi, name, version, span);
        }
    }
}

/// Where uv takes packages from instead of the index, by normalised name.
fn sources(node: &Node) -> HashMap<String, Facts> {
    let entries = node.at(&["tool", "uv", "sources"]).map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            // A list gives one source for each marker; the first stands for all.
            let source = entry.node.items().first().unwrap_or(&entry.node);
            Some((normalise_pypi(&entry.key), elsewhere(source)?))
        })
        .collect()
}

/// The facts of a table that names a repository, an address or a path.
fn elsewhere(table: &Node) -> Option<Facts> {
    let text = |key: &str| table.get(key).and_then(Node::as_str).map(str::to_owned);
    if let Some(git) = text("git").or_else(|| text("github")) {
        let reference = ["rev", "ref", "tag", "branch"].into_iter().find_map(text);
        let pin = reference.as_deref().map_or(Pin::Nothing, npm_spec::repository_pin);
        return Some(Facts { pin: Some(pin), resolved: Some(git), ..Facts::default() });
    }
    if let Some(url) = text("url") {
        return Some(pep508::address_facts(&url));
    }
    let own = table.get("workspace").and_then(Node::as_bool) == Some(true);
    (own || table.get("path").is_some()).then(|| Facts { pin: Some(Pin::NotApplicable), ..Facts::default() })
}

fn requirements(list: &Node, sources: &HashMap<String, Facts>, found: &mut Found<'_>) {
    let Value::Array(items) = &list.value else {
        found.problem(list.span, "dependencies are a list of requirements");
        return;
    };
    for item in items {
        let Some(text) = item.as_str() else {
            // `{include-group = "x"}` of PEP 735 repeats another list.
            if !item.is_object() {
                found.problem(item.span, "a requirement is a string");
            }
            continue;
        };
        match pep508::parse(text).map(|parsed| (parsed, sources.get(&normalise_pypi(parsed.name)))) {
            Some((parsed, Some(source))) => {
                found.package(Ecosystem::Pypi, parsed.name, item.span, || source.clone());
            }
            _ => pep508::requirement(found, text, item.span),
        }
    }
}

fn poetry(node: &Node, found: &mut Found<'_>) {
    let Some(poetry) = node.at(&["tool", "poetry"]) else { return };
    for key in ["dependencies", "dev-dependencies"] {
        poetry.get(key).into_iter().for_each(|table| versions(table, found));
    }
    for group in poetry.get("group").map(Node::entries).unwrap_or_default() {
        group.node.get("dependencies").into_iter().for_each(|table| versions(table, found));
    }
}

/// A table from name to version, or to a table or list of tables that says more: Poetry's and Pipenv's form.
pub(super) fn versions(table: &Node, found: &mut Found<'_>) {
    for entry in table.entries() {
        let one = entry.node.items().first().unwrap_or(&entry.node);
        let version = one.as_str().or_else(|| one.get("version").and_then(Node::as_str));
        if version.is_none() && !one.is_object() {
            found.problem(entry.node.span, format!("the version of `{}` is neither a string nor a table", entry.key));
            continue;
        }
        found.package(Ecosystem::Pypi, &entry.key, entry.key_span, || {
            elsewhere(one).unwrap_or_else(|| bare_version(version.unwrap_or("")))
        });
    }
}

/// Poetry takes a bare `1.2.3` as exact and knows `^` and `~`.
fn bare_version(text: &str) -> Facts {
    let text = text.trim();
    let bare = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['*', ',', ' ', '|']);
    if bare {
        return Facts { version: Some(text.to_owned()), ..Facts::default() };
    }
    pep508::specifier_facts(text)
}

/// A task: a string, a list of them, or a table with the command under one of several keys.
fn task(node: &Node, found: &mut Found<'_>) {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        match &node.value {
            Value::String(text) => script(found, text, node.span, Place::Here),
            Value::Array(items) => todo.extend(items),
            Value::Object(_) => todo.extend(
                ["cmd", "shell", "composite", "sequence", "chain"].into_iter().filter_map(|key| node.get(key)),
            ),
            _ => {}
        }
    }
}
