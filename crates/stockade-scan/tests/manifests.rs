//! Every reader of project files against small projects: `tests/manifests/<id>.toml` says which files a project has and
//! which MCP packages must be found in them.
//!
//! | key of `[[case]]` | means |
//! |---|---|
//! | `what` | what the case shows |
//! | `files` | path in the project to content; `-> path` is a symlink |
//! | `mentions` | `reason purl pin line:column` for each mention in order, ` from …` where it has an address; with `file: ` in front where the project has several files |
//! | `problems` | words that must stand in the problems, in order |
//! | `needs` | launchers that the case is about |
//!
//! A reader without two cases fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use stockade_model::{Inventory, Mention, Os, Pin};
use stockade_scan::Options;
use stockade_scan::discover::{self, manifests};
use stockade_scan::resolve::launchers;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    files: BTreeMap<String, String>,
    #[serde(default)]
    mentions: Vec<String>,
    #[serde(default)]
    problems: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
}

fn scan(files: &BTreeMap<String, String>) -> (tempfile::TempDir, Inventory) {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("home/project");
    std::fs::create_dir_all(&project).unwrap();
    for (name, content) in files {
        let path = project.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        match content.strip_prefix("-> ") {
            Some(target) => std::os::unix::fs::symlink(target.trim(), path).unwrap(),
            None => std::fs::write(path, content).unwrap(),
        }
    }
    let mut options = Options::foreign(folder.path().join("home"), Os::Linux);
    options.projects = vec![project];
    let inventory = discover::discover(&options);
    (folder, inventory)
}

fn shown(mention: &Mention, inventory: &Inventory, several: bool) -> String {
    let source = inventory.source(mention.source).unwrap();
    let place = source.position(mention.span.start);
    let mut out = String::new();
    if several {
        let path = source.path.display().to_string();
        let (_, name) = path.split_once("/home/project/").unwrap();
        write!(out, "{name}: ").unwrap();
    }
    let reason = serde_json::to_value(mention.reason).unwrap();
    let purl = mention.package.purl().replace("%40", "@").replace("%2F", "/");
    write!(out, "{} {purl} {}", reason.as_str().unwrap(), mention.pin.as_str()).unwrap();
    match &mention.pin {
        Pin::Hash(value) | Pin::Exact(value) | Pin::Range(value) | Pin::Tag(value) => write!(out, " {value}").unwrap(),
        Pin::Nothing | Pin::NotApplicable => {}
    }
    write!(out, " {}:{}", place.line, place.column).unwrap();
    if let Some(address) = &mention.resolved {
        write!(out, " from {address}").unwrap();
    }
    out
}

fn cases(id: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/manifests/{id}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{id}` has no cases: {error}"));
    let document: toml_edit::DocumentMut = text.parse().unwrap_or_else(|error| panic!("{id}: {error}"));
    let file: File = serde_json::from_value(json(document.as_item())).unwrap_or_else(|error| panic!("{id}: {error}"));
    file.case
}

fn json(item: &toml_edit::Item) -> serde_json::Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect();
    }
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| json(&toml_edit::Item::Table(table.clone()))).collect();
    }
    if let Some(array) = item.as_array() {
        return array.iter().map(|value| json(&toml_edit::Item::Value(value.clone()))).collect();
    }
    item.as_str().map_or(serde_json::Value::Null, Into::into)
}

#[test]
fn every_reader_finds_what_its_projects_name() {
    let mut wrong = Vec::new();
    for manifest in manifests::ALL {
        let cases = cases(manifest.id);
        if cases.len() < 2 {
            wrong.push(format!("`{}` has fewer than two cases", manifest.id));
        }
        for case in cases.iter().filter(|case| case.needs.iter().all(|name| launchers::find(name).is_some())) {
            let (_folder, inventory) = scan(&case.files);
            let several = case.files.len() > 1;
            let mentions: Vec<String> =
                inventory.mentions.iter().map(|mention| shown(mention, &inventory, several)).collect();
            if mentions != case.mentions {
                wrong.push(format!(
                    "{}: {}: mentions should be\n    {}\n  are\n    {}",
                    manifest.id,
                    case.what,
                    case.mentions.join("\n    "),
                    mentions.join("\n    ")
                ));
            }
            let problems: Vec<&str> = inventory.problems.iter().map(|problem| problem.message.as_str()).collect();
            let fits = problems.len() == case.problems.len()
                && problems.iter().zip(&case.problems).all(|(got, wanted)| got.contains(wanted.as_str()));
            if !fits {
                wrong.push(format!(
                    "{}: {}: problems should say {:?}, are {problems:?}",
                    manifest.id, case.what, case.problems
                ));
            }
            assert!(
                inventory
                    .mentions
                    .iter()
                    .all(|mention| manifests::ALL.iter().any(|known| known.id == mention.manifest))
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_home_directory_is_no_project_tree() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().canonicalize().unwrap();
    std::fs::create_dir_all(home.join("deep")).unwrap();
    std::fs::write(home.join("package.json"), r#"{"dependencies": {"top-mcp": "1.0.0"}}"#).unwrap();
    std::fs::write(home.join("deep/package.json"), r#"{"dependencies": {"deep-mcp": "1.0.0"}}"#).unwrap();
    let mut options = Options::foreign(home.clone(), Os::Linux);
    options.projects = vec![home];
    let inventory = discover::discover(&options);
    let names: Vec<&str> = inventory.mentions.iter().map(|mention| mention.package.name.as_str()).collect();
    assert_eq!(names, ["top-mcp"]);
    assert!(inventory.gaps.iter().any(|gap| gap.what.contains("home directory")), "{:?}", inventory.gaps);
}

#[test]
fn secrets_in_addresses_do_not_get_out() {
    let lock =
        "\"a-mcp@^1\":\n  version \"1.0.0\"\n  resolved \"https://user:hunter22secret@registry.example/a.tgz#00\"\n";
    let json = r#"{"lockfileVersion": 3, "packages": {"node_modules/a-mcp": {"version": "1.0.0",
        "resolved": "https://user:hunter22secret@registry.example/a.tgz"}}}"#;
    let requirements = "a-mcp @ https://user:hunter22secret@registry.example/a.whl\n";
    for (name, text) in [("yarn.lock", lock), ("package-lock.json", json), ("requirements.txt", requirements)] {
        let (_folder, inventory) = scan(&BTreeMap::from([(name.to_owned(), text.to_owned())]));
        assert_eq!(inventory.mentions.len(), 1, "{name}");
        assert!(inventory.mentions[0].resolved.as_ref().unwrap().contains("registry.example"), "{name}");
        let everything = format!("{inventory:?}");
        assert!(!everything.contains("hunter22secret"), "{name}: {everything}");
    }
}

#[test]
fn broken_files_are_problems_and_the_rest_is_read() {
    let names = [
        "a/package.json",
        "a/package-lock.json",
        "a/bun.lock",
        "a/Pipfile.lock",
        "a/pnpm-lock.yaml",
        "a/pyproject.toml",
        "a/uv.lock",
        "a/poetry.lock",
        "a/pylock.toml",
        "a/Pipfile",
        "a/compose.yaml",
        "a/.github/workflows/ci.yml",
    ];
    let mut files: BTreeMap<String, String> =
        names.iter().map(|name| ((*name).to_owned(), "{\"packages\": [".to_owned())).collect();
    files.insert("b/package.json".to_owned(), r#"{"dependencies": {"b-mcp": "1"}}"#.to_owned());
    let (_folder, inventory) = scan(&files);
    assert_eq!(inventory.problems.len(), names.len(), "{:?}", inventory.problems);
    assert_eq!(inventory.mentions.len(), 1);
}

#[test]
fn a_large_lock_file_is_read_in_linear_time() {
    let lock = |count: usize| {
        let mut text = String::from("{\"lockfileVersion\": 3, \"packages\": {");
        for index in 0..count {
            let hash = "A".repeat(86);
            write!(
                text,
                "{}\"node_modules/package-{index}\": {{\"version\": \"1.0.{index}\", \"resolved\": \
                 \"https://registry.example/package-{index}/-/package-{index}-1.0.{index}.tgz\", \"integrity\": \
                 \"sha512-{hash}==\", \"dependencies\": {{\"other-{index}\": \"^1.0.0\"}}}}",
                if index == 0 { "" } else { ", " }
            )
            .unwrap();
        }
        text.push_str(", \"node_modules/last-mcp\": {\"version\": \"1.0.0\"}}}");
        text
    };
    let seconds = |count: usize| {
        let files = BTreeMap::from([("package-lock.json".to_owned(), lock(count))]);
        let start = std::time::Instant::now();
        let (_folder, inventory) = scan(&files);
        assert_eq!(inventory.mentions.len(), 1);
        assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
        start.elapsed().as_secs_f64()
    };
    let (small, large) = (seconds(2_000), seconds(16_000));
    // Eight times the size: anything quadratic takes 64 times as long.
    assert!(large < small.max(0.05) * 24.0, "2,000 packages took {small:.2} s, 16,000 took {large:.2} s");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn readers_of_text_survive_anything(
        text in "([ -~]|[\\n\\r\\t\\\\\"'@:#=<\u{feff}é—]|mcp|RUN |FROM |CMD |<<E|version |npm:|--hash=|-r |https://|git\\+){0,120}"
    ) {
        for name in ["yarn.lock", "requirements.txt", "Dockerfile"] {
            let (_folder, inventory) = scan(&BTreeMap::from([(name.to_owned(), text.clone())]));
            for mention in &inventory.mentions {
                let source = inventory.source(mention.source).unwrap();
                prop_assert!(source.slice(mention.span).is_some(), "{name}: {:?}", mention.span);
            }
        }
    }

    #[test]
    fn readers_of_scripts_survive_anything(script in "([ -~]|[\\n\\\\\"'`$&|;<>(){}é]|npx |pip install |mcp|<<E\\n|\\$\\{\\{ x \\}\\}){0,80}") {
        let manifest = serde_json::json!({"name": "x", "scripts": {"a": script}}).to_string();
        let (_folder, inventory) = scan(&BTreeMap::from([("package.json".to_owned(), manifest)]));
        prop_assert!(inventory.problems.is_empty());
    }
}
