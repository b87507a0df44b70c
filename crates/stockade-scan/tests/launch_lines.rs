//! Launch lines against what they really run: every table of `tests/launch-lines`, in one run.
//!
//! `*.toml` tables are written by hand, `npx.json` and `uvx.json` are recorded from the real clients. Each line meets a
//! temporary home and project of its own; `{home}` and `{project}` stand for them wherever text is compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

#[path = "launch_lines/line.rs"]
mod line;
#[path = "launch_lines/recorded.rs"]
mod recorded;
#[path = "launch_lines/stage.rs"]
mod stage;

use std::path::{Path, PathBuf};

/// Lines that must be there, so that a table that is lost or read as empty does not pass. Raised as tables are added.
const MINIMUM: usize = 1400;

fn tables(extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/launch-lines");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_line_resolves_to_what_it_really_runs() {
    let mut count = 0;
    let mut wrong = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for path in tables("toml").into_iter().chain(tables("json")) {
        let table = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<(String, Vec<String>)> = if table.ends_with(".json") {
            recorded::parse(&table, &text)
                .into_iter()
                .map(|line| (line.id.clone(), recorded::differences(&line)))
                .collect()
        } else {
            line::parse(&table, &text).into_iter().map(|line| (line.id.clone(), line::differences(&line))).collect()
        };
        for (id, differences) in lines {
            count += 1;
            assert!(ids.insert(format!("{table}/{id}")), "{table}: id `{id}` stands there twice");
            if !differences.is_empty() {
                wrong.push(format!("{table} {id}\n    {}", differences.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} lines are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= MINIMUM, "{count} lines read, at least {MINIMUM} expected");
}
