//! The lock files of Poetry, of Pipenv and of PEP 751.
//!
//! - Pipenv's does not say who asks for whom, and Poetry's not what the project asks for: what nobody else asks for is then
//!   the project's;
//! - groups for development are left out; markers are not looked at: what one platform alone installs comes in too.

use std::collections::BTreeSet;

use stockade_assess::closure::Closure;
use stockade_model::Ecosystem;
use stockade_model::package::normalise_pypi;
use stockade_scan::document::{Format, Node, ParseError, parse};

use super::graph::{ByName, Graph, members, text};

/// `poetry.lock`.
///
/// # Errors
/// Where it is no TOML.
pub(super) fn poetry(file: &str, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Toml, file)?;
    let mut graph = Graph::new(Ecosystem::Pypi, project);
    let (mut places, mut left_out) = (ByName::new(), BTreeSet::new());
    let packages = root.get("package").map(Node::items).unwrap_or_default();
    for package in packages {
        let name = text(package, &["name"]).unwrap_or_default();
        let files = package.get("files").map(Node::items).unwrap_or_default();
        let hash = files.first().and_then(|file| text(file, &["hash"]));
        let place = graph.add(&name, text(package, &["version"]).as_deref(), hash);
        places.entry(normalise_pypi(&name)).or_default().push(place);
        let groups = package.get("groups").map(Node::items).unwrap_or_default();
        let main = |group: &Node| group.as_str() == Some("main");
        if text(package, &["category"]).as_deref() == Some("dev") || (!groups.is_empty() && !groups.iter().any(main)) {
            left_out.insert(place);
        }
    }
    for (place, package) in packages.iter().enumerate() {
        for (name, _) in members(package, &["dependencies"]) {
            for found in places.get(&normalise_pypi(name)).into_iter().flatten() {
                graph.needs(place, *found);
            }
        }
    }
    Ok(graph.end(&left_out))
}

/// `pylock.toml`.
///
/// # Errors
/// Where it is no TOML.
pub(super) fn pylock(file: &str, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Toml, file)?;
    let mut graph = Graph::new(Ecosystem::Pypi, project);
    let mut places = ByName::new();
    let packages = root.get("packages").map(Node::items).unwrap_or_default();
    let version = |node: &Node| text(node, &["version"]);
    for package in packages {
        let name = text(package, &["name"]).unwrap_or_default();
        let wheels = package.get("wheels").map(Node::items).unwrap_or_default();
        let files = package.get("sdist").into_iter().chain(wheels);
        let hash = files.filter_map(|file| text(file, &["hashes", "sha256"])).next().map(|hex| format!("sha256:{hex}"));
        let place = graph.add(&name, version(package).as_deref(), hash);
        places.entry(normalise_pypi(&name)).or_default().push(place);
    }
    for (place, package) in packages.iter().enumerate() {
        for asked in package.get("dependencies").map(Node::items).unwrap_or_default() {
            let name = normalise_pypi(&text(asked, &["name"]).unwrap_or_default());
            let wanted = version(asked);
            for found in places.get(&name).into_iter().flatten().copied() {
                let own = packages.get(found).and_then(version);
                if wanted.is_none() || wanted == own {
                    graph.needs(place, found);
                }
            }
        }
    }
    Ok(graph.end(&BTreeSet::new()))
}

/// `Pipfile.lock`.
///
/// # Errors
/// Where it is no JSON.
pub(super) fn pipfile(file: &str, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Json, file)?;
    let mut graph = Graph::new(Ecosystem::Pypi, project);
    for (name, entry) in members(&root, &["default"]) {
        let version = text(entry, &["version"]);
        let hash = entry.get("hashes").and_then(|hashes| hashes.items().first()).and_then(Node::as_str);
        let version = version.as_deref().map(|version| version.trim_start_matches('='));
        graph.add(name, version, hash.map(str::to_owned));
    }
    Ok(graph.end(&BTreeSet::new()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use super::*;

    #[test]
    fn each_is_read() {
        let locked = "[[package]]\nname = \"Mail_Server\"\nversion = \"1.0\"\ngroups = [\"main\"]\nfiles = [{file = \"x\", hash = \"sha256:aa\"}]\n[package.dependencies]\nleaf = {version = \">=0.1\", optional = true}\n[[package]]\nname = \"leaf\"\nversion = \"0.1\"\ngroups = [\"main\", \"dev\"]\n[[package]]\nname = \"tool\"\nversion = \"9\"\ngroups = [\"dev\"]\n";
        let expected = ["leaf@0.1 < mail-server", "mail-server@1.0 <"];
        let closure = poetry(locked, "p").unwrap();
        assert_eq!(shown(&closure), expected);
        assert!(closure.nodes().iter().any(|node| node.integrity.as_deref() == Some("sha256:aa")));
        let locked = "lock-version = \"1.0\"\n[[packages]]\nname = \"mail-server\"\nversion = \"1.0\"\ndependencies = [{name = \"leaf\"}]\nsdist = {hashes = {sha256 = \"aa\"}}\n[[packages]]\nname = \"leaf\"\nversion = \"0.1\"\n";
        assert_eq!(shown(&pylock(locked, "p").unwrap()), expected);
        let locked = r#"{"_meta":{},"default":{"mail-server":{"version":"==1.0","hashes":["sha256:aa"]},"leaf":{"version":"==0.1"}},"develop":{"tool":{"version":"==9"}}}"#;
        assert_eq!(shown(&pipfile(locked, "p").unwrap()), ["leaf@0.1 <", "mail-server@1.0 <"]);
    }
}
