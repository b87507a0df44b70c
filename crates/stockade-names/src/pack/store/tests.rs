//! Packs are taken, refused, given back and set aside.

use std::fs;

use minisign::KeyPair;

use super::*;
use crate::pack::build::{Input, NameInput, RepositoryInput, build};
use crate::pack::{layout, signature};

struct Publisher(KeyPair);

impl Publisher {
    fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().unwrap())
    }

    fn key(&self) -> String {
        self.0.pk.to_base64()
    }

    fn pack(&self, version: u64) -> Vec<u8> {
        self.seal(&unsigned(version))
    }

    fn seal(&self, bytes: &[u8]) -> Vec<u8> {
        let signed = signature::signed_part(bytes).unwrap();
        let text = minisign::sign(None, &self.0.sk, signed, None, None).unwrap().into_string();
        signature::attach(bytes, &text).unwrap()
    }
}

/// A folder of packs with nothing in it, whose publisher is trusted, and a program with a pack of its own.
struct Scene {
    store: Store<'static>,
    publisher: Publisher,
    own: Pack,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new(own: u64) -> Self {
        let (folder, publisher) = (tempfile::tempdir().unwrap(), Publisher::new());
        // As long as the test, which is as long as the program.
        let trusted: &'static [&'static str] = Box::leak(Box::new([&*publisher.key().leak()]));
        let store = Store::new(folder.path().join("packs"), trusted);
        Self { store, publisher, own: Pack::open(unsigned(own)).unwrap(), _folder: folder }
    }

    fn take(&self, version: u64) -> Result<PackId, StoreError> {
        self.take_bytes(self.publisher.pack(version))
    }

    fn take_bytes(&self, bytes: Vec<u8>) -> Result<PackId, StoreError> {
        self.store.take(bytes, Path::new("new.pack"), &self.own)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.store.path(name)
    }
}

fn unsigned(version: u64) -> Vec<u8> {
    build(&Input { version, ..Input::default() }).unwrap()
}

fn refusal(error: &StoreError) -> &PackError {
    let StoreError::Pack { source, .. } = error else { panic!("{error:?}") };
    source
}

#[test]
fn newer_packs_are_taken_and_given_back_on_purpose_alone() {
    let scene = Scene::new(10);
    let Scene { store, own, .. } = &scene;
    let used = |store: &Store<'_>| store.in_use(own).map(|used| (used.pack.version(), used.rolled_back)).unwrap();

    assert_eq!(used(store), (10, false));
    assert!(matches!(store.roll_back(own), Err(StoreError::NothingOlder)));
    assert!(matches!(refusal(&scene.take(10).unwrap_err()), PackError::Rollback { found: 10, current: 10 }));
    assert_eq!(scene.take(12).unwrap().version, 12);
    assert_eq!(scene.take(14).unwrap().version, 14);
    assert_eq!(used(store), (14, false));
    assert!(matches!(refusal(&scene.take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));

    assert_eq!(store.roll_back(own).unwrap().pack.version(), 12);
    assert_eq!(used(store), (12, true));
    // Going back does not open the way for an older pack than the newest one.
    assert!(matches!(refusal(&scene.take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));
    assert_eq!(store.roll_back(own).unwrap().pack.version(), 10);
    assert!(store.roll_back(own).is_err());
    assert_eq!(scene.take(14).unwrap().version, 14);
    assert_eq!(used(store), (14, false));
    // A program that brings a newer pack than the one taken uses its own.
    let newer = Pack::open(unsigned(20)).unwrap();
    assert!(store.in_use(&newer).unwrap().file.is_none());
}

#[test]
fn what_is_not_signed_by_a_trusted_key_is_never_used() {
    let (scene, stranger) = (Scene::new(1), Publisher::new());
    let Scene { store, publisher, own, .. } = &scene;
    let take = |bytes| refusal(&scene.take_bytes(bytes).unwrap_err()).clone();
    assert_eq!(take(unsigned(2)), PackError::Unsigned);
    assert_eq!(take(stranger.pack(2)), PackError::Signature);
    assert_eq!(take(b"hello".to_vec()), PackError::NotAPack);
    let good = publisher.pack(2);
    for at in [9, 20, 40, good.len() / 3, good.len() - 30] {
        let mut damaged = good.clone();
        damaged[at] ^= 1;
        assert!(scene.take_bytes(damaged).is_err(), "byte {at}");
    }
    // The last byte is the line break behind the signature.
    for cut in 0..good.len() - 1 {
        assert!(scene.take_bytes(good[..cut].to_vec()).is_err(), "cut at {cut}");
    }
    scene.take_bytes(good).unwrap();
    // Somebody writes into the folder.
    fs::write(scene.file("current.pack"), stranger.pack(3)).unwrap();
    assert_eq!(*refusal(&store.in_use(own).unwrap_err()), PackError::Signature);
    fs::write(scene.file("state.json"), "{").unwrap();
    assert!(matches!(store.in_use(own), Err(StoreError::State(_))));
}

#[test]
fn a_damaged_pack_is_replaced_and_gone_back_from() {
    let scene = Scene::new(10);
    let Scene { store, own, .. } = &scene;
    let damage = |name: &str| fs::write(scene.file(name), "cut").unwrap();
    scene.take(12).unwrap();
    scene.take(14).unwrap();
    damage("current.pack");
    assert!(store.in_use(own).is_err(), "never in silence");
    assert!(matches!(refusal(&scene.take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));
    assert_eq!(scene.take(14).unwrap().version, 14);
    damage("current.pack");
    assert_eq!(store.roll_back(own).unwrap().pack.version(), 12);
    scene.take(15).unwrap();
    damage("current.pack");
    damage("previous.pack");
    assert_eq!(store.roll_back(own).unwrap().pack.version(), 10);
    assert_eq!(store.in_use(own).unwrap().pack.version(), 10);
    assert_eq!(scene.take(16).unwrap().version, 16);
}

#[test]
#[cfg(unix)]
fn every_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new(10);
    let Scene { store, .. } = &scene;
    scene.take(12).unwrap();
    scene.take(13).unwrap();
    store.import("npm\tx\t*\tMAL-2026-1\tA\tmalicious\tOSV\n").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&store.folder), 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(&store.folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["current.pack", "lock", "osv.tsv", "previous.pack", "state.json"]);
}

/// As a former version of the program wrote it: that format is not read any longer, its signature neither.
#[test]
fn a_pack_of_a_former_format_is_set_aside_for_the_programs_own() {
    let scene = Scene::new(10);
    let Scene { store, publisher, own, .. } = &scene;
    scene.take(12).unwrap();
    scene.take(14).unwrap();
    let current = scene.file("current.pack");
    let of_format = |format: u32| {
        let mut pack = publisher.pack(14);
        pack[8..12].copy_from_slice(&format.to_le_bytes());
        fs::write(&current, pack).unwrap();
    };
    of_format(layout::FORMAT - 1);
    let used = store.in_use(own).unwrap();
    assert_eq!((used.pack.version(), used.file, used.rolled_back), (10, None, false));
    let set_aside = SetAside { file: current.clone(), format: layout::FORMAT - 1, highest: 14 };
    assert_eq!(used.set_aside, Some(set_aside));
    // What was the newest one still is.
    assert!(matches!(refusal(&scene.take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));
    assert_eq!(scene.take(14).unwrap().version, 14, "the same one in the format of today");
    assert!(store.in_use(own).unwrap().set_aside.is_none());
    // A format that comes later than the program is an error: nobody steps back from newer knowledge in silence.
    of_format(layout::FORMAT + 1);
    let error = store.in_use(own).unwrap_err();
    assert!(matches!(refusal(&error), PackError::Format { known: layout::FORMAT, .. }), "{error:?}");
    // So is one that the user went back to on purpose.
    scene.take(15).unwrap();
    scene.take(16).unwrap();
    assert_eq!(store.roll_back(own).unwrap().pack.version(), 15);
    of_format(layout::FORMAT - 1);
    assert!(store.in_use(own).is_err());
    assert_eq!(store.roll_back(own).unwrap().pack.version(), 10);
}

#[test]
fn imported_records_that_a_look_up_would_miss_are_an_error_with_their_line() {
    let scene = Scene::new(1);
    let store = &scene.store;
    let lines = "npm\ta\t*\tMAL-2026-1\tA\tmalicious\tx\nnpm\tb\t*\tMAL-2026-2\tA\tmalicious\tx\n";
    store.import(lines).unwrap();
    assert_eq!(store.imported().unwrap(), lines.as_bytes());
    for damaged in [lines.replace("\tMAL-2026-2", ""), lines.lines().rev().map(|line| format!("{line}\n")).collect()] {
        fs::write(scene.file("osv.tsv"), damaged).unwrap();
        let error = store.imported().unwrap_err().to_string();
        assert!(error.contains("osv.tsv") && error.contains("line 2"), "{error}");
    }
}

/// That is quicker than to look through them: a hundred thousand are fourteen megabytes.
#[test]
fn imported_records_stand_for_their_sum() {
    let scene = Scene::new(1);
    let store = &scene.store;
    let file = scene.file("osv.tsv");
    let lines: String = (0..40_000).map(|n| format!("npm\tevil-{n:05}\t*\tMAL-2026-{n}\tA\tmalicious\tx\n")).collect();
    for lines in ["", lines.as_str()] {
        store.import(lines).unwrap();
        assert_eq!(store.imported().unwrap(), lines.as_bytes());
    }
    let written = fs::read(&file).unwrap();
    // A former version wrote no sum, and its records count.
    fs::write(&file, &lines).unwrap();
    assert_eq!(store.imported().unwrap(), lines.as_bytes());
    // Records that could stand there, and were not written.
    let mut changed = written.clone();
    changed[4] = b'a';
    fs::write(&file, &changed).unwrap();
    assert!(matches!(store.imported(), Err(StoreError::Changed(_))));
    // Whatever is cut off or put behind them.
    for damaged in [&written[..written.len() - 1], &[&written, &b"x"[..]].concat(), &written[..lines.len() - 9]] {
        fs::write(&file, damaged).unwrap();
        assert!(matches!(store.imported(), Err(StoreError::Records { .. })));
    }
}

/// Signed, and of the right lengths: only who reads it all sees that something would not be found.
#[test]
fn a_signed_pack_with_a_hole_is_not_taken() {
    let scene = Scene::new(1);
    let Scene { publisher, .. } = &scene;
    let mut input = Input { version: 2, ..Input::default() };
    let repositories = [("ann/lodash-mcp".to_owned(), ["s".to_owned()].into())].into();
    let name = NameInput { popularity: Some(9), repositories, ..NameInput::default() };
    input.names.insert((crate::Ecosystem::Npm, "lodash-mcp-server".to_owned()), name);
    input.repositories.insert("ann/lodash-mcp".to_owned(), RepositoryInput::default());
    input.malware.insert("npm\tevil\t*\tMAL-2026-1\tA\tmalicious\tx".to_owned());
    let whole = build(&input).unwrap();
    let sealed = |bytes: &[u8]| publisher.seal(bytes);
    let mut refused = Vec::new();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5a;
        layout::sum_up(&mut damaged);
        let Ok(pack) = Pack::open(damaged.clone()) else { continue };
        if let Err(error) = pack.walk() {
            refused.push(error.to_string());
            if refused.len() == 1 {
                assert_eq!(*refusal(&scene.take_bytes(sealed(&damaged)).unwrap_err()), error);
            }
        }
    }
    for why in ["name of it", "marked as another", "owner", "repository", "malware", "table", "record"] {
        assert!(refused.iter().any(|error| error.contains(why)), "{why}: {refused:?}");
    }
    scene.take_bytes(sealed(&whole)).unwrap();
}
