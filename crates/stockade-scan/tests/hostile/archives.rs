//! Extension bundles that are not what they seem: bombs, lying lists, names that climb out of the archive.

use std::path::Path;

use stockade_model::ProblemKind;

use super::{HONEST, Stage, WITNESS, evil, has_honest, problems_at};

const MANIFEST: &[u8] =
    br#"{"name": "bundle", "server": {"mcp_config": {"command": "node", "args": ["${__dirname}/x.js"]}}}"#;

/// What discovery says of a bundle that somebody downloaded.
fn refused(make: impl FnOnce(&Path), words: &str) {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    let path = stage.at("Downloads/x.mcpb");
    make(&path);
    let inventory = stage.discover();
    let named: Vec<_> = problems_at(&inventory, &path).collect();
    assert!(named.iter().any(|problem| problem.message.contains(words)), "`{words}`: {named:?}");
    assert!(named.iter().all(|problem| problem.kind.is_incomplete()), "{named:?}");
    assert!(has_honest(&inventory));
}

#[test]
fn bombs_and_lists_without_end_are_refused() {
    refused(|path| evil::zip(path, &[("manifest.json", &vec![b' '; 10 << 20])]), "more than 4194304 bytes");
    refused(|path| evil::zip(path, &[("other.json", MANIFEST)]), "no readable `manifest.json`");
    refused(|path| evil::zip(path, &[("manifest.json", b"\xff")]), "not UTF-8");
    refused(|path| evil::zip(path, &[("manifest.json", &[b'['; 10_000])]), "nested deeper");
    refused(|path| std::fs::write(path, b"PK\x05\x06 and no more").unwrap(), "not a zip archive");
}

#[test]
fn a_list_that_promises_millions_is_refused_before_it_is_read() {
    let record = |members: u64| {
        let mut bytes = b"PK\x06\x06".to_vec();
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([45, 0, 45, 0]);
        bytes.extend([0; 8]);
        bytes.extend(members.to_le_bytes());
        bytes.extend(members.to_le_bytes());
        bytes.extend([0; 16]);
        bytes
    };
    let end = |members: u64| {
        let mut bytes = record(members);
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(0_u64.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
        bytes
    };
    refused(|path| std::fs::write(path, end(9_000_000)).unwrap(), "9000000 members");
}

#[test]
fn names_that_climb_are_names_and_nothing_else() {
    let stage = Stage::new();
    let climbing: &[(&str, &[u8])] = &[
        ("../../../../climbed.json", b"x"),
        ("/tmp/absolute-member.json", b"x"),
        ("..\\..\\manifest.json", b"x"),
        ("a/../manifest.json", br#"{"name": "other"}"#),
        ("manifest.json", MANIFEST),
    ];
    evil::zip(&stage.at("Downloads/x.mcpb"), climbing);
    let inventory = stage.discover();
    let names: Vec<&str> = inventory.servers.iter().map(|server| server.name.value.as_str()).collect();
    assert_eq!(names, ["bundle"], "{:?}", inventory.problems);
    let files: Vec<_> = walk(&stage.base);
    assert_eq!(files, [stage.home().join("Downloads/x.mcpb")], "something was unpacked");
}

#[test]
fn a_bundle_larger_than_any_is_refused_unread() {
    let stage = Stage::new();
    let path = stage.at("Downloads/x.mcpb");
    evil::zip(&path, &[("manifest.json", MANIFEST)]);
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(600 << 20).unwrap();
    let inventory = stage.discover();
    let kinds: Vec<ProblemKind> = problems_at(&inventory, &path).map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::TooLarge]);
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
