//! Settings files that are torn, damaged or of another kind: refused with their place, never read by half.

use stockade::settings::{file, find::Found};
use stockade_model::decision::Layer;

const GOOD: &str = "# é
[scan]
fail-on = \"medium\"
min-confidence = \"low\"
processes = false

[[ignore]]
check = \"unpinned\"
place = \"cursor/user/*\"
reason = \"pinned by a mirror\"
expires = \"2027-01-01\"
";

/// What is read of a text; the complaint must name the file.
fn read(folder: &std::path::Path, text: &[u8]) -> Option<file::Valid> {
    let path = folder.join("stockade.toml");
    std::fs::write(&path, text).unwrap();
    file::read(&Found { path, project: None, layer: Layer::User }, None)
        .map_err(|failure| {
            let said = format!("{failure:?}");
            assert!(said.contains("stockade.toml"), "{said}");
        })
        .ok()
}

#[test]
fn every_beginning_and_every_damage_is_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read(folder.path(), GOOD.as_bytes()).unwrap().ignores.len(), 1);
    for end in 0..GOOD.len() {
        if let Some(valid) = read(folder.path(), &GOOD.as_bytes()[..end]) {
            assert!(valid.ignores.iter().all(|rule| !rule.reason.is_empty() && !rule.check.is_empty()), "{end}");
        }
    }
    for at in 0..GOOD.len() {
        for byte in [0, b'\n', b'"', b'[', b']', b'=', b'.', 0x1b, 0xff] {
            let mut text = GOOD.as_bytes().to_vec();
            text[at] = byte;
            if let Some(valid) = read(folder.path(), &text) {
                assert!(valid.ignores.len() <= 1, "{at}");
            }
        }
    }
}

#[test]
fn monsters_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "[".repeat(10_000),
        format!("a = {}", "[".repeat(10_000)),
        format!("a = {}", "{b = ".repeat(10_000)),
        format!("[scan]\n{} = 1", ["a"; 10_000].join(".")),
        format!("[{}]", ["scan"; 10_000].join(".")),
        "x".repeat(2 << 20),
    ] {
        assert!(read(folder.path(), text.as_bytes()).is_none());
    }
}
