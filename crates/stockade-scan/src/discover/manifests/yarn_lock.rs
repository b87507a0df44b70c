//! `yarn.lock`: version 1 has a format of its own, read here line by line; Berry's (`__metadata`) is YAML.

use stockade_model::{Ecosystem, Span};

use super::found::Facts;
use super::{Found, Manifest, Read, npm_spec};
use crate::document::{Format, Node};

pub(super) const MANIFEST: Manifest = Manifest {
    id: "yarn-lock",
    files: "yarn.lock",
    claims: |name, _| name == "yarn.lock",
    read: Read::Either(is_berry, Format::Yaml, berry, classic),
};

fn is_berry(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("__metadata:"))
}

/// A block of version 1: the line of patterns, then indented `key value` lines.
#[derive(Default)]
struct Block<'t> {
    name: &'t str,
    span: Span,
    version: Option<&'t str>,
    resolved: Option<&'t str>,
    integrity: Option<&'t str>,
}

fn classic(text: &str, found: &mut Found<'_>) {
    let mut block: Option<Block<'_>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let body = line.trim_start();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let indent = line.len() - body.len();
        if indent == 0 {
            finish(block.take(), found);
            let span = Span::new(start, start + line.len());
            match body.strip_suffix(':') {
                Some(patterns) => {
                    let first = unquoted(patterns.split(',').next().unwrap_or(patterns));
                    block = Some(Block { name: real_name(first), span, ..Block::default() });
                }
                // A mark at the front of the first line is no text.
                None if body == "\u{feff}" => {}
                None => found.problem(span, "neither a comment nor a line of patterns that ends with `:`"),
            }
        } else if let (2, Some(block)) = (indent, &mut block) {
            let (key, value) = body.split_once(' ').unwrap_or((body, ""));
            let value = unquoted(value);
            match key {
                "version" => block.version = Some(value),
                "resolved" => block.resolved = Some(value),
                "integrity" => block.integrity = Some(value),
                _ => {}
            }
        }
    }
    finish(block, found);
}

fn finish(block: Option<Block<'_>>, found: &mut Found<'_>) {
    let Some(block) = block else { return };
    found.package(Ecosystem::Npm, block.name, block.span, || {
        let reference = block.resolved.and_then(|address| address.split_once('#')).map(|(_, reference)| reference);
        let archive = block.resolved.is_some_and(|address| address.contains(".tgz"));
        // Behind a registry's archive stands its SHA-1; behind a repository its commit.
        let pin = match (block.integrity, reference) {
            (None, Some(commit)) if !archive => Some(npm_spec::repository_pin(commit)),
            _ => None,
        };
        let sha1 = reference.filter(|hash| archive && hash.len() == 40).map(|hash| format!("sha1:{hash}"));
        Facts {
            version: block.version.map(str::to_owned),
            pin,
            integrity: block.integrity.map(str::to_owned).or(sha1),
            resolved: block.resolved.map(|address| address.split('#').next().unwrap_or(address).to_owned()),
        }
    });
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').map_or(text, |text| text.strip_suffix('"').unwrap_or(text))
}

/// The package behind a pattern: `name@^1`, or `alias@npm:name@^1`.
fn real_name(pattern: &str) -> &str {
    let (name, spec) = npm_spec::split(pattern);
    match spec.and_then(|spec| spec.strip_prefix("npm:")) {
        Some(alias) => {
            let (real, version) = npm_spec::split(alias);
            // Berry writes every registry range as `npm:^1`, which names nothing.
            if version.is_some() || real.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@') { real } else { name }
        }
        None => name,
    }
}

fn berry(node: &Node, found: &mut Found<'_>) {
    for entry in node.entries().iter().filter(|entry| entry.key != "__metadata") {
        let text = |key: &str| entry.node.get(key).and_then(Node::scalar);
        let Some(resolution) = text("resolution") else {
            found.problem(entry.key_span, "the entry has no `resolution`");
            continue;
        };
        let (name, reference) = npm_spec::split(&resolution);
        let reference = reference.unwrap_or("");
        // `virtual:` entries name the same package once more for each set of peers.
        if ["workspace:", "link:", "portal:", "virtual:"].iter().any(|kind| reference.starts_with(kind)) {
            continue;
        }
        found.package(Ecosystem::Npm, name, entry.key_span, || {
            let checksum = text("checksum");
            let commit = reference.split_once('#').filter(|_| !reference.starts_with("npm:"));
            let registry = reference.starts_with("npm:");
            let pin = match (&checksum, commit) {
                (None, Some((_, commit))) => Some(npm_spec::repository_pin(commit)),
                _ => None,
            };
            Facts {
                version: text("version"),
                pin,
                integrity: checksum,
                resolved: (!registry).then(|| reference.to_owned()),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_the_real_package() {
        assert_eq!(real_name("@a/b@^1.0.0"), "@a/b");
        assert_eq!(real_name("decoy@npm:evil@^1"), "evil");
        assert_eq!(real_name("decoy@npm:@a/evil@^1"), "@a/evil");
        assert_eq!(real_name("plain@npm:^1"), "plain");
    }
}
