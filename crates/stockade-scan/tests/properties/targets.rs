//! The fuzz targets as tests: seeds, then inputs made of them; and that the list, the programs and the seeds agree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::fuzz::{list, mutation};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn replay(names: &[&str], rounds: usize) {
    for name in names {
        mutation::replay(&folder().join("seeds"), list::find(name), rounds);
    }
}

const DOCUMENTS: &[&str] = &["json", "toml", "yaml", "front_matter", "properties", "xml"];
const LAUNCHES: &[&str] = &["argv", "shell", "spec", "place", "redaction"];
const MESSAGES: &[&str] = &["message", "sse"];
const POLICIES: &[&str] = &["policy", "path"];
const PROVENANCE: &[&str] = &["provenance"];
const PACKAGES: &[&str] = &["package", "package_manifest", "javascript", "python"];
const NAMES: &[&str] = &["pack", "osv", "name"];
const FILES: &[&str] = &["archive", "database", "config", "manifest", "npm_settings"];

#[test]
fn documents() {
    replay(DOCUMENTS, 4_000);
}

#[test]
fn launches() {
    replay(LAUNCHES, 4_000);
}

#[test]
fn messages() {
    replay(MESSAGES, 4_000);
}

#[test]
fn policies() {
    // The policies' own crate replays more of them.
    replay(POLICIES, 100);
}

#[test]
fn provenance() {
    // The crate of provenance replays more of them.
    replay(PROVENANCE, 50);
}

#[test]
fn packages() {
    // Their own crate replays more of them.
    replay(PACKAGES, 20);
}

#[test]
fn names() {
    // The crate of names replays more of them.
    replay(NAMES, 100);
}

#[test]
fn files() {
    replay(FILES, 80);
}

#[test]
fn every_target_has_a_program_a_folder_of_seeds_and_a_test() {
    let names: BTreeSet<String> = list::ALL.iter().map(|target| target.name.to_owned()).collect();
    let stems = |name: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder().join(name)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(stems("fuzz_targets"), names);
    assert_eq!(stems("seeds"), names);
    let manifest: toml_edit::DocumentMut =
        std::fs::read_to_string(folder().join("Cargo.toml")).unwrap().parse().unwrap();
    let bins = manifest["bin"].as_array_of_tables().unwrap();
    let declared: BTreeSet<String> = bins.iter().map(|bin| bin["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(declared, names);
    let tested = [DOCUMENTS, LAUNCHES, MESSAGES, POLICIES, PROVENANCE, PACKAGES, NAMES, FILES]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect::<BTreeSet<_>>();
    assert_eq!(tested, names);
}

#[test]
fn every_reader_of_project_files_is_fuzzed() {
    use stockade_scan::discover::manifests;
    let found = |id: &str| {
        let mut paths = list::manifests().iter().map(|name| Path::new("/p").join(name));
        paths.any(|path| manifests::find(&path).is_some_and(|manifest| manifest.id == id))
    };
    let missing: Vec<&str> = manifests::ALL.iter().map(|manifest| manifest.id).filter(|id| !found(id)).collect();
    assert!(missing.is_empty(), "no file for {missing:?}");
}
