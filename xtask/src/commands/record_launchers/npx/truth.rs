//! What a client did, from what it left behind: the first executable that reported itself, and the tree it lay in.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::super::registry::Registry;
use super::line::Line;
use super::run::{Ended, Stage};

/// The truth of one line, in the words of the table test.
pub(super) fn of(stage: &Stage, line: &Line, main: &Registry, attacker: &Registry, ended: &Ended) -> Result<Value> {
    let noted = stage.noted();
    let asked = [names(main), names(attacker)];
    let mut truth = match noted.lines().next() {
        Some(words) if words.starts_with("shell") => json!({ "kind": "shell" }),
        Some(path) if path.contains("/_npx/") => fetched(stage, Path::new(path), main, attacker)?,
        Some(path) => json!({ "kind": "local-file", "path": stage.mask(path) }),
        None => match address(&stage.git()) {
            Some(url) => json!({ "kind": "git", "url": stage.mask(&url) }),
            None => unstarted(line, &asked, &why(stage, ended)),
        },
    };
    if let Some(object) = truth.as_object_mut() {
        for (key, names) in ["requests", "requests_attacker"].into_iter().zip(&asked) {
            if !names.is_empty() {
                object.insert(key.to_owned(), json!(names));
            }
        }
    }
    Ok(truth)
}

/// The packages that a registry was asked for, sorted.
fn names(registry: &Registry) -> Vec<String> {
    let mut names: Vec<String> = registry.asked().iter().filter(|path| !path.contains("/-/")).cloned().collect();
    names.sort();
    names.dedup();
    names
}

/// Nothing reported itself. Where npm asked for one package that the line names, and did not refuse to install it, that
/// is what would have run: only this registry has no such version, or no executable that a shell would find.
fn unstarted(line: &Line, [main, attacker]: &[Vec<String>; 2], why: &str) -> Value {
    let (registry, name) = match (main.as_slice(), attacker.as_slice()) {
        ([name], []) => ("main", name.trim_start_matches('/')),
        ([], [name]) => ("attacker", name.trim_start_matches('/')),
        _ => return json!({ "kind": "error", "why": why }),
    };
    if why.starts_with("npx canceled") || !line.argv.iter().any(|word| word.contains(name)) {
        return json!({ "kind": "error", "why": why });
    }
    json!({ "kind": "package", "ecosystem": "npm", "name": name, "registry": registry, "why": why })
}

/// npm's own reason, without anything that differs from run to run.
fn why(stage: &Stage, ended: &Ended) -> String {
    if ended.success {
        return "nothing was started".to_owned();
    }
    let codes = ended.text.lines().find_map(|line| line.strip_prefix("npm error code "));
    let first = ended.text.lines().find_map(|line| line.strip_prefix("npm error "));
    stage.mask(codes.or(first).unwrap_or("failed"))
}

/// The address in the first call of `git`.
fn address(calls: &str) -> Option<String> {
    let first = calls.lines().next()?;
    first.split(' ').find(|word| word.contains("://") || word.contains('@')).map(str::to_owned)
}

/// An executable below `_npx/<hash>/node_modules`: the package it belongs to and where that came from.
fn fetched(stage: &Stage, path: &Path, main: &Registry, attacker: &Registry) -> Result<Value> {
    let parts: Vec<&str> = path.components().filter_map(|part| part.as_os_str().to_str()).collect();
    let at = parts.iter().position(|part| *part == "_npx").context("no `_npx` in the path")? + 2;
    let install: PathBuf = path.components().take(at).collect();
    let rest = parts.get(at + 1..).unwrap_or_default();
    let key = match rest {
        [scope, name, ..] if scope.starts_with('@') => format!("{scope}/{name}"),
        [name, ..] => (*name).to_owned(),
        [] => String::new(),
    };
    let wanted = json_file(&install.join("package.json"))?;
    let wanted = wanted.get("dependencies").and_then(Value::as_object).cloned().unwrap_or_default();
    let lock = json_file(&install.join("node_modules/.package-lock.json"))?;
    let resolved = lock
        .get("packages")
        .and_then(|packages| packages.get(format!("node_modules/{key}"))?.get("resolved")?.as_str())
        .with_context(|| format!("nothing says where `{key}` came from"))?
        .to_owned();
    if let Some(file) = resolved.strip_prefix("file:") {
        let path = clean(&install.join(file));
        return Ok(json!({ "kind": "local-file", "path": stage.mask(&path.display().to_string()) }));
    }
    if wanted.get(&key).and_then(Value::as_str).is_some_and(|spec| spec.contains("://")) {
        return Ok(json!({ "kind": "url", "url": stage.mask(&resolved) }));
    }
    let registry = if resolved.starts_with(main.base()) {
        "main"
    } else if resolved.starts_with(attacker.base()) {
        "attacker"
    } else {
        anyhow::bail!("`{resolved}` is from neither registry");
    };
    let text = |key: &str, field: &str| -> Result<Value> {
        let path = install.join("node_modules").join(key).join("package.json");
        Ok(json_file(&path)?.get(field).cloned().unwrap_or(Value::Null))
    };
    let mut also = Vec::new();
    for other in wanted.keys().filter(|other| **other != key) {
        also.push(text(other, "name")?);
    }
    let mut truth = Map::new();
    truth.insert("kind".to_owned(), "package".into());
    truth.insert("ecosystem".to_owned(), "npm".into());
    truth.insert("name".to_owned(), text(&key, "name")?);
    truth.insert("version".to_owned(), text(&key, "version")?);
    truth.insert("registry".to_owned(), registry.into());
    truth.insert("also".to_owned(), also.into());
    Ok(truth.into())
}

fn json_file(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("`{}` is not JSON", path.display()))
}

fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}
