//! The lines of `uvx` and `uv run`, each run by the real uv.
//!
//! - `uvx/lines.toml` holds what is run, never what should come out;
//! - a line meets a fresh home, project and cache, no environment but its own, and two loopback indexes: `{main}` (which
//!   the system's `uv.toml` names, in place of uv's built-in default) and `{attacker}`;
//! - any other address goes to a proxy that refuses, git is a script that keeps its arguments and fails, and no Python
//!   is downloaded;
//! - in what is written down the indexes are `https://registry.example` and `https://attacker.registry.example`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::index::{Index, Log, Stock};
use crate::workspace;

mod installed;
mod run;
mod truth;

/// What stands for the two indexes in files that are kept.
const ORIGINS: [(&str, &str); 2] =
    [("{main}", "https://registry.example"), ("{attacker}", "https://attacker.registry.example")];

/// One line to run.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    argv: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    cwd: Option<String>,
    /// What `uv tool install` has put there before; what it leaves on the disk is kept with the line's files.
    #[serde(default)]
    installed: Vec<String>,
}

/// One line as it is written down.
#[derive(Debug, serde::Serialize)]
struct Recorded {
    id: String,
    argv: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    files: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    env: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cwd: Option<String>,
    truth: truth::Truth,
}

/// The real client.
#[derive(Debug, serde::Deserialize)]
struct Tools {
    uv: PathBuf,
    uvx: PathBuf,
    python: PathBuf,
}

/// Records them all.
pub(crate) fn record() -> Result<()> {
    let tools = workspace::test_tools()?.join("tools.json");
    let text = fs::read_to_string(&tools).context("the clients are missing: run `cargo xtask setup` first")?;
    let tools: Tools = serde_json::from_str(&text).context("`tools.json` does not name uv, uvx and python")?;
    let log = Log::default();
    let main = Index::start(
        Stock { name: "main", versions: &["1.0.0", "1.2.0", "1.2.3", "2.0.0"], has_internal: false },
        &log,
    )?;
    let attacker = Index::start(Stock { name: "attacker", versions: &["1.2.3", "9.9.9"], has_internal: true }, &log)?;
    let bench = run::Bench { tools, log, main, attacker };
    let mut recorded: Vec<Recorded> = Vec::new();
    for mut line in lines(include_str!("uvx/lines.toml"))? {
        let truth = bench.run(&mut line).with_context(|| format!("cannot run line `{}`", line.id))?;
        if recorded.iter().any(|known| known.id == line.id) {
            bail!("the id `{}` stands there twice", line.id);
        }
        let kept = |text: &String| fill(text, &ORIGINS);
        let all = |map: &BTreeMap<String, String>| map.iter().map(|(key, value)| (kept(key), kept(value))).collect();
        recorded.push(Recorded {
            argv: line.argv.iter().map(kept).collect(),
            files: all(&line.files),
            env: all(&line.env),
            cwd: line.cwd,
            id: line.id,
            truth,
        });
    }
    let path = workspace::root()?.join("crates/stockade-scan/tests/launch-lines/uvx.json");
    write(&path, &recorded)?;
    eprintln!("recorded {} lines of uv into {}", recorded.len(), path.display());
    Ok(())
}

fn write(path: &Path, recorded: &[Recorded]) -> Result<()> {
    // One line of text each: short to read, and a change shows as one line.
    let lines = recorded.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    fs::write(path, format!("[\n{}\n]\n", lines.join(",\n")))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn lines(text: &str) -> Result<Vec<Line>> {
    let document: toml_edit::DocumentMut = text.parse().context("`lines.toml` is not TOML")?;
    let entries = document.get("line").and_then(toml_edit::Item::as_array).context("no list `line`")?;
    entries
        .iter()
        .map(|entry| {
            let value = json(&toml_edit::Item::Value(entry.clone()));
            serde_json::from_value(value.clone()).with_context(|| format!("not a line: {value}"))
        })
        .collect()
}

fn json(item: &toml_edit::Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect();
    }
    if let Some(array) = item.as_array() {
        return array.iter().map(|value| json(&toml_edit::Item::Value(value.clone()))).collect();
    }
    item.as_str().map_or(Value::Null, Into::into)
}
