//! `yarn.lock`: version 1 has a format of its own; Berry's is YAML. Packages stand under the ranges that lead to them.
//!
//! Version 1 does not say what the project asks for: the `package.json` beside it does.

use std::collections::{BTreeMap, BTreeSet};

use stockade_assess::closure::Closure;
use stockade_model::Ecosystem;
use stockade_scan::document::{Format, ParseError, parse};

use super::graph::{Graph, members, text};
use super::npm::{INSTALLED, asked};

/// Reads one.
///
/// # Errors
/// Where Berry's is no YAML.
pub(super) fn read(file: &str, manifest: Option<&str>, project: &str) -> Result<Closure, ParseError> {
    if file.lines().any(|line| line.starts_with("__metadata:")) {
        berry(file, manifest, project)
    } else {
        Ok(classic(file, manifest, project))
    }
}

/// One block of version 1.
#[derive(Default)]
struct Block<'t> {
    patterns: Vec<&'t str>,
    version: &'t str,
    integrity: Option<&'t str>,
    /// `name@range` of what it asks for.
    asks: Vec<String>,
}

fn classic(file: &str, manifest: Option<&str>, project: &str) -> Closure {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut in_list = false;
    for line in file.lines() {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        if indent == 0 {
            let patterns = body.trim_end_matches(':').split(',').map(unquoted).collect();
            blocks.push(Block { patterns, ..Block::default() });
            in_list = false;
            continue;
        }
        let Some(block) = blocks.last_mut() else { continue };
        if indent == 2 {
            in_list = INSTALLED.contains(&body.trim_end_matches(':'));
            match body.split_once(' ') {
                Some(("version", value)) => block.version = unquoted(value),
                Some(("integrity", value)) => block.integrity = Some(unquoted(value)),
                _ => {}
            }
        } else if in_list && let Some((name, range)) = pair(body) {
            block.asks.push(format!("{name}@{range}"));
        }
    }
    let mut graph = Graph::new(Ecosystem::Npm, project);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for block in &blocks {
        let name = block.patterns.first().map_or("", |pattern| real_name(pattern));
        let place = graph.add(name, Some(block.version), block.integrity.map(str::to_owned));
        places.extend(block.patterns.iter().map(|pattern| (*pattern, place)));
    }
    for (place, block) in blocks.iter().enumerate() {
        for found in block.asks.iter().filter_map(|pattern| places.get(pattern.as_str())) {
            graph.needs(place, *found);
        }
    }
    for (name, range) in asked(manifest).unwrap_or_default() {
        if let Some(found) = places.get(format!("{name}@{range}").as_str()) {
            graph.root(*found);
        }
    }
    graph.end(&BTreeSet::new())
}

/// `name "range"`, `"@scope/name" "range"`.
fn pair(body: &str) -> Option<(&str, &str)> {
    let (name, range) = match body.strip_prefix('"') {
        Some(rest) => rest.split_once('"')?,
        None => body.split_once(' ')?,
    };
    Some((name, unquoted(range)))
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}

/// The package behind `name@^1` or `alias@npm:name@^1`.
fn real_name(pattern: &str) -> &str {
    let split = |text: &str| text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    let Some(at) = split(pattern) else { return pattern };
    let (name, rest) = pattern.split_at_checked(at).unwrap_or((pattern, ""));
    match rest.strip_prefix("@npm:") {
        Some(alias) if split(alias).is_some() => split(alias).and_then(|at| alias.get(..at)).unwrap_or(alias),
        _ => name,
    }
}

fn berry(file: &str, manifest: Option<&str>, project: &str) -> Result<Closure, ParseError> {
    let root = parse(Format::Yaml, file)?;
    let mut graph = Graph::new(Ecosystem::Npm, project);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut entries = Vec::new();
    let mut own = Vec::new();
    for entry in root.entries().iter().filter(|entry| entry.key != "__metadata") {
        let Some(resolution) = text(&entry.node, &["resolution"]) else { continue };
        let (name, reference) = match resolution.char_indices().skip(1).find(|(_, c)| *c == '@') {
            Some((at, _)) => resolution.split_at_checked(at).unwrap_or((&resolution, "")),
            None => (resolution.as_str(), ""),
        };
        if reference.starts_with("@workspace:") {
            own.push(&entry.node);
            continue;
        }
        let place = graph.add(name, text(&entry.node, &["version"]).as_deref(), text(&entry.node, &["checksum"]));
        places.extend(entry.key.split(',').map(|pattern| (pattern.trim().to_owned(), place)));
        entries.push((place, &entry.node));
    }
    let find = |name: &str, range: &str| {
        let plain = places.get(&format!("{name}@{range}"));
        plain.or_else(|| places.get(&format!("{name}@npm:{range}"))).copied()
    };
    for (place, node) in entries {
        for (name, range) in members(node, INSTALLED) {
            if let Some(found) = range.scalar().and_then(|range| find(name, &range)) {
                graph.needs(place, found);
            }
        }
    }
    // The members of a workspace have what they need for development among the rest: a manifest tells it apart.
    let installed = asked(manifest);
    let is_installed = |name: &str| own.len() > 1 || installed.as_ref().is_none_or(|all| all.contains_key(name));
    for (name, range) in own.iter().flat_map(|member| members(member, INSTALLED)) {
        let found = range.scalar().and_then(|range| find(name, &range));
        if let Some(found) = found.filter(|_| is_installed(name)) {
            graph.root(found);
        }
    }
    Ok(graph.end(&BTreeSet::new()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use super::*;

    const EXPECTED: [&str; 3] = ["@s/deep@2.0.0 < server", "real@0.1.0 < server @s/deep", "server@1.0.0 <"];
    const MANIFEST: &str = r#"{"dependencies":{"server":"^1.0.0"},"devDependencies":{"tool":"*"}}"#;

    #[test]
    fn both_formats_are_read() {
        let classic = "# yarn lockfile v1\n\nserver@^1.0.0, server@>=1:\n  version \"1.0.0\"\n  resolved \"https://r.example/server.tgz#aa\"\n  integrity sha512-aa\n  dependencies:\n    \"@s/deep\" \"^2.0.0\"\n\n\"@s/deep@^2.0.0\":\n  version \"2.0.0\"\n  optionalDependencies:\n    leaf \"npm:real@^0.1\"\n\n\"leaf@npm:real@^0.1\":\n  version \"0.1.0\"\n\ntool@*:\n  version \"9.0.0\"\n";
        let closure = read(classic, Some(MANIFEST), "p").unwrap();
        assert_eq!(shown(&closure), EXPECTED);
        assert!(closure.nodes().iter().any(|node| node.integrity.as_deref() == Some("sha512-aa")));
        assert_eq!(shown(&read(classic, None, "p").unwrap()).len(), 4, "nobody says that the tool is left out");
        let berry = "__metadata:\n  version: 8\n\n\"p@workspace:.\":\n  version: 0.0.0\n  resolution: \"p@workspace:.\"\n  dependencies:\n    server: \"npm:^1.0.0\"\n    tool: \"npm:*\"\n\n\"server@npm:^1.0.0, server@npm:>=1\":\n  version: 1.0.0\n  resolution: \"server@npm:1.0.0\"\n  dependencies:\n    \"@s/deep\": \"npm:^2.0.0\"\n\n\"@s/deep@npm:^2.0.0\":\n  version: 2.0.0\n  resolution: \"@s/deep@npm:2.0.0\"\n  dependencies:\n    leaf: \"npm:real@^0.1\"\n\n\"leaf@npm:real@^0.1\":\n  version: 0.1.0\n  resolution: \"real@npm:0.1.0\"\n\n\"tool@npm:*\":\n  version: 9.0.0\n  resolution: \"tool@npm:9.0.0\"\n";
        assert_eq!(shown(&read(berry, Some(MANIFEST), "p").unwrap()), EXPECTED);
    }
}
