//! `uv.lock`: one `[[package]]` each, with what it depends on.
//!
//! - of a dependency with several locked versions the line names the one that is meant;
//! - groups of development dependencies are left out, extras are followed where a dependency asks for them;
//! - markers are not evaluated: what one platform alone installs is part of the closure too.

use std::collections::HashMap;

use stockade_model::{Ecosystem, Package};
use toml_edit::{Document, Item, TableLike, Value};

use super::{Closure, ClosureError, Node};

/// Reads a lock file. The root is the project it belongs to; [`Closure::below`] gives the part of one server.
///
/// # Errors
/// Where it is none that can be read.
pub fn read(text: &str) -> Result<Closure, ClosureError> {
    let document = Document::parse(text).map_err(|error| ClosureError::Syntax(error.message().to_owned()))?;
    let packages = document
        .get("package")
        .and_then(Item::as_array_of_tables)
        .ok_or_else(|| ClosureError::Shape("a `uv.lock` has a list `[[package]]`".to_owned()))?;
    let tables: Vec<&toml_edit::Table> = packages.iter().collect();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    let mut named = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let Some(name) = text_of(*table, "name") else {
            return Err(ClosureError::Shape("a `[[package]]` has no `name`".to_owned()));
        };
        let mut package = Package::new(Ecosystem::Pypi, name);
        package.version = text_of(*table, "version");
        by_name.entry(package.name.clone()).or_default().push(at);
        named.push(package);
    }
    let find = |dependency: &dyn TableLike| -> Option<usize> {
        let name = Package::new(Ecosystem::Pypi, text_of(dependency, "name")?).name;
        let version = text_of(dependency, "version");
        let candidates = by_name.get(&name)?;
        let exact = candidates
            .iter()
            .find(|at| version.is_some() && named.get(**at).is_some_and(|package| package.version == version));
        exact.or_else(|| candidates.first()).copied()
    };
    let mut nodes = Vec::new();
    for (package, table) in named.iter().zip(&tables) {
        let mut needs = Vec::new();
        for dependency in dependencies(table.get("dependencies")) {
            let Some(at) = find(dependency) else { continue };
            needs.push(at);
            // `name[extra]`: what the extra asks for comes in as well.
            let extras = dependency.get("extra").and_then(Item::as_array);
            let extras = extras.into_iter().flatten().filter_map(Value::as_str);
            let optional = tables.get(at).and_then(|table| table.get("optional-dependencies"));
            for extra in extras {
                let more = optional.and_then(Item::as_table_like).and_then(|table| table.get(extra));
                needs.extend(dependencies(more).into_iter().filter_map(find));
            }
        }
        nodes.push(Node {
            package: package.clone(),
            integrity: hash(*table),
            resolved: source(*table),
            has_scripts: None,
            needs,
        });
    }
    let root = tables.iter().position(|table| {
        let source = table.get("source").and_then(Item::as_table_like);
        source.is_some_and(|source| {
            ["editable", "virtual", "directory"]
                .iter()
                .any(|kind| source.get(kind).is_some_and(|at| at.as_str() == Some(".")))
        })
    });
    match root {
        Some(root) => Ok(rooted(nodes, root)),
        None => Err(ClosureError::Shape(
            "no `[[package]]` is the project itself (`source = { editable = \".\" }`)".to_owned(),
        )),
    }
}

/// The same with the root in front.
fn rooted(mut nodes: Vec<Node>, root: usize) -> Closure {
    for need in nodes.iter_mut().flat_map(|node| &mut node.needs) {
        *need = if *need == root {
            0
        } else if *need == 0 {
            root
        } else {
            *need
        };
    }
    if root < nodes.len() {
        nodes.swap(0, root);
    }
    Closure::new(nodes)
}

fn text_of(table: &dyn TableLike, key: &str) -> Option<String> {
    table.get(key).and_then(Item::as_str).map(str::to_owned)
}

fn dependencies(item: Option<&Item>) -> Vec<&dyn TableLike> {
    let tables = item.and_then(Item::as_array).into_iter().flatten();
    tables.filter_map(Value::as_inline_table).map(|table| table as &dyn TableLike).collect()
}

fn hash(table: &dyn TableLike) -> Option<String> {
    let sdist = table.get("sdist").and_then(Item::as_table_like).and_then(|sdist| text_of(sdist, "hash"));
    sdist.or_else(|| dependencies(table.get("wheels")).into_iter().find_map(|wheel| text_of(wheel, "hash")))
}

fn source(table: &dyn TableLike) -> Option<String> {
    let source = table.get("source").and_then(Item::as_table_like)?;
    ["registry", "url", "git"].iter().find_map(|kind| text_of(source, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 1
[[package]]
name = "leaf"
version = "0.2"
source = { registry = "https://registry.example/simple" }
sdist = { url = "https://files.example/leaf.tar.gz", hash = "sha256:bb" }
[[package]]
name = "leaf"
version = "1.0"
source = { registry = "https://registry.example/simple" }
[[package]]
name = "project"
version = "2.0"
source = { editable = "." }
dependencies = [{ name = "Mail_Server", extra = ["http"] }]
[package.dev-dependencies]
dev = [{ name = "tool" }]
[[package]]
name = "mail-server"
version = "1.2"
dependencies = [{ name = "leaf", version = "1.0", marker = "sys_platform == 'linux'" }, { name = "absent" }]
[package.optional-dependencies]
http = [{ name = "leaf", version = "0.2" }]
[[package]]
name = "tool"
version = "9.0"
"#;

    #[test]
    fn edges_extras_and_versions_are_followed() {
        let closure = read(LOCK).unwrap();
        assert_eq!(closure.root().unwrap().name, "project");
        let shown: Vec<String> = closure.packages().map(Package::purl).collect();
        assert_eq!(shown, ["pkg:pypi/leaf@1.0", "pkg:pypi/leaf@0.2", "pkg:pypi/mail-server@1.2"]);
        let path = closure.path_to(&Package::new(Ecosystem::Pypi, "leaf").at("1.0")).unwrap();
        assert_eq!(path.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["project", "mail-server"]);
        assert!(closure.nodes().iter().any(|node| node.integrity.as_deref() == Some("sha256:bb")));
    }

    #[test]
    fn what_is_no_lock_file_is_said() {
        for (text, word) in [("[", ""), ("a = 1", "[[package]]"), ("[[package]]\nversion = \"1\"\n", "name")] {
            assert!(read(text).unwrap_err().to_string().contains(word), "{text}");
        }
        assert!(read("[[package]]\nname = \"x\"\n").unwrap_err().to_string().contains("the project itself"));
    }
}
