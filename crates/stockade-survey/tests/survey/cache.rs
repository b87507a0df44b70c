//! What is kept: facts and proofs, by the archive's digest. What is damaged is worked out anew.

use std::path::{Path, PathBuf};

use stockade_survey::Survey;

use crate::support::{World, alarms, look, old};

fn survey(world: &World, cache: &Path) -> Survey {
    let mut options = world.options();
    options.cache = Some(cache.to_owned());
    Survey::new(world.sources(), options).unwrap()
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

fn kept(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for kind in ["facts", "proofs"] {
        files(&folder.join(kind), &mut all);
    }
    all
}

#[test]
fn archives_are_fetched_once() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    for version in ["1.0.0", "1.0.1"] {
        world.publish_from(old("mail", version), "mail", version, "1");
    }
    let first = look(&survey(&world, folder.path()), "mail");
    assert_eq!(world.asked("/-/mail-"), 2);
    world.registry.forget();
    let second = look(&survey(&world, folder.path()), "mail");
    assert_eq!((world.asked("/-/mail-"), world.asked("attestations")), (0, 0), "{:?}", world.registry.paths());
    assert_eq!(first.subject.facts, second.subject.facts);
    assert_eq!(first.subject.history, second.subject.history);
    assert_eq!(first.artifact, second.artifact);
}

#[test]
fn what_is_damaged_is_worked_out_anew() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    for version in ["1.0.0", "1.0.1"] {
        world.publish_from(old("mail", version), "mail", version, "1");
    }
    let first = look(&survey(&world, folder.path()), "mail");
    let all = kept(folder.path());
    assert_eq!(all.len(), 4, "facts and proofs of two versions: {all:?}");
    for path in &all {
        std::fs::write(path, "{\"facts\":[]}").unwrap();
    }
    let second = look(&survey(&world, folder.path()), "mail");
    assert_eq!(first.subject.facts, second.subject.facts);
    assert_eq!(first.level(), second.level());
    assert_eq!(alarms(&first), alarms(&second));
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_cache() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    world.publish_from(old("mail", "1.0.0"), "mail", "1.0.0", "1");
    drop(look(&survey(&world, &cache), "mail"));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for path in kept(&cache) {
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700), "{}", path.display());
    }
    assert_eq!(mode(&cache), 0o700);
}
