//! Files that list requirements: `requirements.txt`, a script's inline metadata (PEP 723), a `pyproject.toml`.

use std::path::Path;

use stockade_model::Pin;

use super::requirement::{Form, Requirement, Source, parse};
use super::{overrides, settings};
use crate::document::{self, Format, Node};
use crate::resolve::Machine;

/// Files that name further files: deeper than this, nobody wrote them by hand.
const MAX_DEPTH: usize = 8;
/// More requirements than this are refused: a file can be named many times over.
const MAX_REQUIREMENTS: usize = 10_000;

/// Reads a file of requirements, in order. Paths in it are relative to itself.
///
/// # Errors
/// One line saying what cannot be known.
pub fn read(path: &Path, machine: &Machine<'_>) -> Result<Vec<Requirement>, String> {
    let mut out = Vec::new();
    read_into(path, machine, 0, &mut out)?;
    Ok(out)
}

fn read_into(path: &Path, machine: &Machine<'_>, depth: usize, out: &mut Vec<Requirement>) -> Result<(), String> {
    let shown = path.display();
    if depth > MAX_DEPTH || out.len() > MAX_REQUIREMENTS {
        return Err(format!("`{shown}` is one of too many files of requirements"));
    }
    let text = machine.read(path).ok_or_else(|| format!("the requirements `{shown}` cannot be read"))?;
    let folder = path.parent();
    if path.extension().is_some_and(|extension| extension == "py") {
        let metadata = script_metadata(&text).map_err(|error| format!("`{shown}`: {error}"))?;
        out.extend(metadata.map_or(Ok(Vec::new()), |node| dependencies(&node))?);
        return Ok(());
    }
    if path.file_name().is_some_and(|name| name == "pyproject.toml") {
        let node = settings::read(path, machine)?;
        out.extend(node.and_then(|node| node.get("project").map(dependencies)).unwrap_or(Ok(Vec::new()))?);
        return Ok(());
    }
    for line in logical_lines(&text) {
        let (option, value) = line.split_once([' ', '=']).unwrap_or((&line, ""));
        let value = value.trim();
        match option {
            "-r" | "--requirement" => {
                let inner = machine.path(value, folder).ok_or_else(|| format!("`{shown}` names `{value}`"))?;
                read_into(&inner, machine, depth + 1, out)?;
            }
            "-e" | "--editable" => out.push(below(requirement(value)?, folder, machine)),
            "-c" | "--constraint" | "--constraints" => {
                let inner = machine.path(value, folder).ok_or_else(|| format!("`{shown}` names `{value}`"))?;
                let mut found = Vec::new();
                read_into(&inner, machine, depth + 1, &mut found)?;
                if let Some(detail) = overrides::elsewhere(value, &found) {
                    return Err(detail);
                }
            }
            "-f" | "--find-links" => return Err(format!("`{shown}` adds `{value}` as a place to find packages")),
            // uv warns that it ignores an index that such a file names.
            _ if option.starts_with('-') => {}
            _ => out.push(below(requirement(&line)?, folder, machine)),
        }
    }
    Ok(())
}

/// One line with its `--hash` options; a hash fixes the bytes.
fn requirement(line: &str) -> Result<Requirement, String> {
    let (text, options) = line.split_once(" --").map_or((line, ""), |(text, options)| (text, options));
    let mut found = parse(text, Form::Plain)?;
    if let (Source::Index(Pin::Exact(_)), Some(hash)) = (&found.source, options.strip_prefix("hash"))
        && let Some(hash) = hash.trim_start_matches(['=', ' ']).split_whitespace().next()
    {
        found.source = Source::Index(Pin::Hash(hash.to_owned()));
    }
    Ok(found)
}

fn below(mut found: Requirement, folder: Option<&Path>, machine: &Machine<'_>) -> Requirement {
    if let Source::Path(text) = &found.source
        && let Some(path) = machine.path(text, folder)
    {
        found.source = Source::Path(path.display().to_string());
    }
    found
}

/// Without comments and blank lines, continued lines joined.
fn logical_lines(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some(part) = line.strip_suffix('\\') {
            current.push_str(part);
            continue;
        }
        current.push_str(line);
        let whole = std::mem::take(&mut current);
        let code = if whole.trim_start().starts_with('#') { "" } else { whole.split(" #").next().unwrap_or("") };
        if !code.trim().is_empty() {
            out.push(code.trim().to_owned());
        }
    }
    out
}

/// The `dependencies` of a table.
///
/// # Errors
/// One line naming an entry that is no requirement.
pub fn dependencies(node: &Node) -> Result<Vec<Requirement>, String> {
    let items = node.get("dependencies").map(Node::items).unwrap_or_default();
    items.iter().map(|item| parse(item.as_str().unwrap_or_default(), Form::Plain)).collect()
}

/// The TOML of a script's `# /// script` block (PEP 723); none where there is none.
///
/// # Errors
/// One line where the block is no TOML.
pub fn script_metadata(text: &str) -> Result<Option<Node>, String> {
    let mut lines = text.lines().skip_while(|line| line.trim_end() != "# /// script").skip(1);
    let mut block = String::new();
    for line in lines.by_ref() {
        if line.trim_end() == "# ///" {
            return document::parse(Format::Toml, &block).map(Some).map_err(|error| error.to_string());
        }
        let Some(rest) = line.strip_prefix('#') else { return Ok(None) };
        block.push_str(rest.strip_prefix(' ').unwrap_or(rest));
        block.push('\n');
    }
    Ok(None)
}
