//! Real files, changed the ways that editors, deployments and Kubernetes change them.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

/// Longer than any machine needs.
const LIMIT: Duration = Duration::from_secs(60);

struct Scene {
    _folder: tempfile::TempDir,
    root: PathBuf,
    seen: Receiver<Result<String, Distrust>>,
    _watch: Watch,
}

impl Scene {
    /// Watches `name` of a folder that `prepare` has filled, with `one` as the text.
    fn new(name: &str, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        prepare(&root);
        let (send, seen) = channel();
        let file = PolicyFile { path: root.join(name), reach: Reach::default() };
        assert_eq!(file.read().unwrap(), "one");
        let watch = Watch::start(file, "one", move |read| send.send(read).unwrap(), |error| panic!("{error}")).unwrap();
        Self { _folder: folder, root, seen, _watch: watch }
    }

    fn plain() -> Self {
        Self::new("p.yaml", |root| write(root, "p.yaml", "one"))
    }

    fn next(&self) -> Result<String, Distrust> {
        loop {
            match self.seen.recv_timeout(LIMIT).unwrap() {
                // A slow machine stops a writer between emptying and filling the file.
                Ok(text) if text.is_empty() => {}
                read => return read,
            }
        }
    }
}

fn write(root: &Path, name: &str, text: &str) {
    fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
    fs::write(root.join(name), text).unwrap();
    fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_write_in_place_is_seen() {
    let scene = Scene::plain();
    for text in ["two", "three"] {
        fs::write(scene.root.join("p.yaml"), text).unwrap();
        assert_eq!(scene.next().unwrap(), text);
    }
}

#[test]
fn a_rename_over_it_is_seen() {
    let scene = Scene::plain();
    for text in ["two", "three"] {
        write(&scene.root, ".p.yaml.tmp", text);
        fs::rename(scene.root.join(".p.yaml.tmp"), scene.root.join("p.yaml")).unwrap();
        assert_eq!(scene.next().unwrap(), text);
    }
}

#[test]
fn the_same_text_again_is_no_change() {
    let scene = Scene::plain();
    fs::write(scene.root.join("p.yaml"), "one").unwrap();
    write(&scene.root, "other", "x");
    fs::write(scene.root.join("p.yaml"), "two").unwrap();
    assert_eq!(scene.next().unwrap(), "two");
    assert!(scene.seen.try_recv().is_err());
}

#[test]
fn a_linked_directory_is_replaced_as_kubernetes_does() {
    let scene = Scene::new("p.yaml", |root| {
        write(root, "..2026_1/p.yaml", "one");
        symlink("..2026_1", root.join("..data")).unwrap();
        symlink("..data/p.yaml", root.join("p.yaml")).unwrap();
    });
    for (version, text) in [("..2026_2", "two"), ("..2026_3", "three")] {
        write(&scene.root, &format!("{version}/p.yaml"), text);
        symlink(version, scene.root.join("..data_tmp")).unwrap();
        fs::rename(scene.root.join("..data_tmp"), scene.root.join("..data")).unwrap();
        assert_eq!(scene.next().unwrap(), text);
    }
}

#[test]
fn a_link_far_up_the_path_is_replaced() {
    let scene = Scene::new("current/conf/deep/p.yaml", |root| {
        write(root, "releases/1/conf/deep/p.yaml", "one");
        symlink("releases/1", root.join("current")).unwrap();
    });
    write(&scene.root, "releases/2/conf/deep/p.yaml", "two");
    symlink("releases/2", scene.root.join("next")).unwrap();
    fs::rename(scene.root.join("next"), scene.root.join("current")).unwrap();
    assert_eq!(scene.next().unwrap(), "two");
    // The new place is watched, too.
    fs::write(scene.root.join("releases/2/conf/deep/p.yaml"), "three").unwrap();
    assert_eq!(scene.next().unwrap(), "three");
}

#[test]
fn the_whole_directory_is_replaced() {
    let scene = Scene::new("conf/p.yaml", |root| write(root, "conf/p.yaml", "one"));
    write(&scene.root, "new/p.yaml", "two");
    fs::rename(scene.root.join("conf"), scene.root.join("old")).unwrap();
    fs::rename(scene.root.join("new"), scene.root.join("conf")).unwrap();
    let mut read = scene.next();
    if read.is_err() {
        // It was looked at between the two.
        read = scene.next();
    }
    assert_eq!(read.unwrap(), "two");
    fs::write(scene.root.join("conf/p.yaml"), "three").unwrap();
    assert_eq!(scene.next().unwrap(), "three");
}

#[test]
fn what_is_refused_is_told_once_and_watched_on() {
    let scene = Scene::plain();
    let path = scene.root.join("p.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    assert!(matches!(scene.next(), Err(Distrust::Writable { .. })));
    fs::write(&path, "two").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(scene.next().unwrap(), "two");
    fs::remove_file(&path).unwrap();
    assert!(matches!(scene.next(), Err(Distrust::Missing(_))));
    write(&scene.root, "p.yaml", "three");
    assert_eq!(scene.next().unwrap(), "three");
}

#[test]
fn what_happens_beside_it_is_not_looked_at() {
    let scene = Scene::plain();
    let (tell, told) = channel();
    let _places = Places::watched(&scene.root.join("p.yaml"), tell).unwrap();
    for number in 0..50 {
        write(&scene.root, &format!("other-{number}"), "x");
    }
    write(&scene.root, "p.yaml", "two");
    assert_eq!(scene.next().unwrap(), "two");
    // Emptied, filled, closed, its rights set: what is told of one write, and of no other file.
    assert!(matches!(told.recv_timeout(LIMIT), Ok(Told::Changed)));
    assert!(told.try_iter().count() < 10);
}
