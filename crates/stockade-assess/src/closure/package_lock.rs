//! `package-lock.json` and `npm-shrinkwrap.json`, versions 2 and 3: `packages` by their place in the tree.
//!
//! What a package asks for is found as Node finds it: in the `node_modules` beside it, then in those above.

use std::collections::HashMap;

use serde::Deserialize;
use stockade_model::{Ecosystem, Package};

use super::{Closure, ClosureError, Node};

#[derive(Deserialize)]
struct Lock {
    name: Option<String>,
    version: Option<String>,
    #[serde(rename = "lockfileVersion")]
    lock_version: Option<u64>,
    packages: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Entry {
    name: Option<String>,
    version: Option<String>,
    resolved: Option<String>,
    integrity: Option<String>,
    link: bool,
    dev: bool,
    has_install_script: bool,
    dependencies: serde_json::Map<String, serde_json::Value>,
    optional_dependencies: serde_json::Map<String, serde_json::Value>,
    peer_dependencies: serde_json::Map<String, serde_json::Value>,
}

const MODULES: &str = "node_modules/";

/// Reads a lock file. The root is the project it belongs to; [`Closure::below`] gives the part of one server.
///
/// # Errors
/// Where it is none that can be read.
pub fn read(text: &str) -> Result<Closure, ClosureError> {
    let lock: Lock = serde_json::from_str(text).map_err(|error| ClosureError::Syntax(error.to_string()))?;
    let Some(packages) = lock.packages else {
        let version = lock.lock_version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
        return Err(ClosureError::Shape(format!(
            "a lock file of {version} has no `packages`: write it anew with `npm install --package-lock-only`"
        )));
    };
    let mut entries: Vec<(String, Entry)> = Vec::new();
    for (place, value) in packages {
        let entry = Entry::deserialize(value)
            .map_err(|error| ClosureError::Shape(format!("the entry `{place}` cannot be read: {error}")))?;
        entries.push((place, entry));
    }
    // The root first, whatever the order of the file.
    entries.sort_by_key(|(place, _)| !place.is_empty());
    if entries.first().is_none_or(|(place, _)| !place.is_empty()) {
        entries.insert(0, (String::new(), Entry::default()));
    }
    let at: HashMap<&str, usize> = entries.iter().enumerate().map(|(at, (place, _))| (place.as_str(), at)).collect();
    let follow = |mut found: usize| {
        // A link stands for the folder it names; one link, since a lock file has no chains of them.
        if let Some((_, entry)) = entries.get(found).filter(|(_, entry)| entry.link)
            && let Some(target) = entry.resolved.as_deref().and_then(|target| at.get(target))
        {
            found = *target;
        }
        found
    };
    let nodes = entries.iter().map(|(place, entry)| {
        let names = entry.dependencies.keys().chain(entry.optional_dependencies.keys());
        let names = names.chain(entry.peer_dependencies.keys());
        let mut needs: Vec<usize> = names.filter_map(|name| resolve(place, name, &at)).map(follow).collect();
        needs.retain(|need| entries.get(*need).is_some_and(|(_, entry)| !entry.dev));
        needs.dedup();
        let name = entry.name.clone().or_else(|| match place.rsplit_once(MODULES) {
            Some((_, name)) => Some(name.to_owned()),
            None if place.is_empty() => lock.name.clone(),
            None => place.rsplit('/').next().map(str::to_owned),
        });
        let mut package = Package::new(Ecosystem::Npm, name.unwrap_or_default());
        package.version = entry.version.clone().or_else(|| lock.version.clone().filter(|_| place.is_empty()));
        Node {
            package,
            integrity: entry.integrity.clone(),
            resolved: entry.resolved.clone(),
            has_scripts: Some(entry.has_install_script),
            needs,
        }
    });
    let nodes = nodes.collect();
    Ok(Closure::new(nodes))
}

/// The place of what a package at a place gets when it asks for a name.
fn resolve(place: &str, name: &str, at: &HashMap<&str, usize>) -> Option<usize> {
    let mut above = place;
    loop {
        let beside = if above.is_empty() { format!("{MODULES}{name}") } else { format!("{above}/{MODULES}{name}") };
        if let Some(found) = at.get(beside.as_str()) {
            return Some(*found);
        }
        if above.is_empty() {
            return None;
        }
        // Up to the package that has this one in its `node_modules`, then to the project.
        above = above.rfind(MODULES).and_then(|cut| above.get(..cut)).map_or("", |rest| rest.trim_end_matches('/'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"name":"project","version":"2.0.0","lockfileVersion":3,"packages":{
        "":{"name":"project","version":"2.0.0","dependencies":{"server":"^1.0.0","own":"*"},"devDependencies":{"tool":"1"}},
        "node_modules/server":{"version":"1.0.16","integrity":"sha512-aa","dependencies":{"deep":"^1","@s/scoped":"*","absent":"*"}},
        "node_modules/server/node_modules/deep":{"version":"1.5.0","hasInstallScript":true,"dependencies":{"leaf":"*"}},
        "node_modules/deep":{"version":"2.0.0"},
        "node_modules/@s/scoped":{"version":"3.0.0","name":"real","dependencies":{"deep":"^2"}},
        "node_modules/leaf":{"version":"0.1.0"},
        "node_modules/tool":{"version":"1.0.0","dev":true},
        "node_modules/own":{"resolved":"packages/own","link":true},
        "packages/own":{"version":"0.0.1","dependencies":{"leaf":"*"}}}}"#;

    #[test]
    fn edges_lead_where_node_would_look() {
        let closure = read(LOCK).unwrap();
        let shown: Vec<String> = closure.packages().map(Package::purl).collect();
        assert_eq!(shown.len(), 6, "{shown:?}");
        let path = |name: &str, version: &str| {
            let path = closure.path_to(&Package::new(Ecosystem::Npm, name).at(version))?;
            Some(path.iter().map(|package| package.name.clone()).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(path("deep", "1.5.0").as_deref(), Some("project server"));
        assert_eq!(path("deep", "2.0.0").as_deref(), Some("project server real"));
        assert_eq!(path("leaf", "0.1.0").as_deref(), Some("project own"));
        assert_eq!(path("tool", "1.0.0"), None);
        let server = closure.below(&Package::new(Ecosystem::Npm, "server")).unwrap();
        assert_eq!(server.nodes().len(), 5);
        assert_eq!(server.nodes().iter().filter(|node| node.has_scripts == Some(true)).count(), 1);
    }

    #[test]
    fn what_is_no_lock_file_of_this_kind_is_said() {
        assert!(matches!(read("{"), Err(ClosureError::Syntax(_))));
        assert!(
            matches!(read(r#"{"lockfileVersion":1,"dependencies":{}}"#), Err(ClosureError::Shape(why)) if why.contains("version 1"))
        );
        assert!(matches!(read(r#"{"packages":{"node_modules/a":3}}"#), Err(ClosureError::Shape(_))));
        assert!(read(r#"{"packages":{}}"#).unwrap().packages().next().is_none());
    }
}
