//! Real files with real permissions.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

struct Scene(#[expect(dead_code, reason = "held until the end")] tempfile::TempDir, PathBuf);

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let scene = Self(folder, root);
        scene.directory("etc", 0o700);
        scene.file("etc/p.yaml", "version: \"1\"\n", 0o600);
        scene
    }

    fn directory(&self, name: &str, mode: u32) {
        fs::create_dir(self.1.join(name)).unwrap();
        fs::set_permissions(self.1.join(name), Permissions::from_mode(mode)).unwrap();
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>, mode: u32) {
        fs::write(self.1.join(name), text).unwrap();
        fs::set_permissions(self.1.join(name), Permissions::from_mode(mode)).unwrap();
    }

    fn read(&self, name: &str) -> Result<String, Distrust> {
        read(&self.1.join(name), &Reach::default())
    }
}

#[test]
fn a_policy_of_ones_own_is_read() {
    let scene = Scene::new();
    for mode in [0o400, 0o600, 0o644, 0o755] {
        scene.file("etc/m.yaml", "x", mode);
        assert_eq!(scene.read("etc/m.yaml").unwrap(), "x");
        fs::remove_file(scene.1.join("etc/m.yaml")).unwrap();
    }
    symlink("etc/p.yaml", scene.1.join("link")).unwrap();
    assert_eq!(scene.read("link").unwrap(), "version: \"1\"\n");
}

#[test]
fn b14_a_policy_that_others_can_write_is_refused() {
    let scene = Scene::new();
    for (mode, by) in [(0o620, "its group"), (0o664, "its group"), (0o602, "everybody"), (0o666, "everybody")] {
        scene.file("etc/p.yaml", "x", mode);
        let error = scene.read("etc/p.yaml").unwrap_err();
        assert!(matches!(error, Distrust::Writable { .. }), "{error:?}");
        assert!(error.to_string().ends_with(by), "{error}");
        assert!(error.hint().starts_with("chmod go-w "));
    }
}

#[test]
fn b14_a_policy_in_a_directory_that_others_can_write_is_refused() {
    let scene = Scene::new();
    for mode in [0o770, 0o707, 0o777] {
        fs::set_permissions(scene.1.join("etc"), Permissions::from_mode(mode)).unwrap();
        let error = scene.read("etc/p.yaml").unwrap_err();
        assert!(matches!(&error, Distrust::Writable { path, .. } if *path == scene.1.join("etc")), "{error:?}");
    }
    fs::set_permissions(scene.1.join("etc"), Permissions::from_mode(0o1777)).unwrap();
    assert!(scene.read("etc/p.yaml").is_ok(), "only owners move files there");
    // The link stands where others can replace it, the file does not.
    scene.directory("open", 0o777);
    symlink("../etc/p.yaml", scene.1.join("open/link")).unwrap();
    assert!(matches!(scene.read("open/link"), Err(Distrust::Writable { .. })));
}

#[test]
fn b14_another_users_policy_is_refused() {
    let scene = Scene::new();
    // Only the administrator can give files away; for anybody else the administrator's are trusted.
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    nix::unistd::chown(&scene.1.join("etc/p.yaml"), Some(nix::unistd::Uid::from_raw(65534)), None).unwrap();
    let error = scene.read("etc/p.yaml").unwrap_err();
    assert!(matches!(error, Distrust::Foreign { owner: 65534, .. }), "{error:?}");
}

#[test]
fn b14_a_policy_that_the_server_can_write_is_refused() {
    let scene = Scene::new();
    scene.directory("server", 0o700);
    scene.file("server/p.yaml", "x", 0o600);
    symlink("server/p.yaml", scene.1.join("outside")).unwrap();
    symlink("../etc/p.yaml", scene.1.join("server/link")).unwrap();
    symlink("server", scene.1.join("alias")).unwrap();
    let directory = scene.1.join("alias");
    let launch = reach::Launch {
        program: "no-such-program".as_ref(),
        arguments: &[],
        directory: &directory,
        home: None,
        variables: &std::collections::BTreeMap::new(),
        inherited: None,
    };
    let reach = Reach::of(&launch);
    for name in ["server/p.yaml", "outside", "server/link", "alias/p.yaml", "etc/../server/p.yaml"] {
        let error = read(&scene.1.join(name), &reach).unwrap_err();
        assert!(matches!(error, Distrust::Reachable { .. }), "{name}: {error:?}");
    }
    assert!(read(&scene.1.join("etc/p.yaml"), &reach).is_ok());
}

#[test]
fn what_is_no_readable_file_is_refused() {
    let scene = Scene::new();
    assert!(matches!(scene.read("etc/none.yaml"), Err(Distrust::Missing(_))));
    assert!(matches!(scene.read("etc"), Err(Distrust::NoFile(_))));
    nix::unistd::mkfifo(&scene.1.join("etc/pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    assert!(matches!(scene.read("etc/pipe"), Err(Distrust::NoFile(_))));
    scene.file("etc/p.yaml", b"\xff", 0o600);
    assert!(matches!(scene.read("etc/p.yaml"), Err(Distrust::NoText(_))));
    scene.file("etc/p.yaml", vec![b' '; 5 << 20], 0o600);
    assert!(matches!(scene.read("etc/p.yaml"), Err(Distrust::TooLarge(_))));
    symlink("loop", scene.1.join("loop")).unwrap();
    assert!(scene.read("loop").is_err());
    if !nix::unistd::geteuid().is_root() {
        scene.file("etc/p.yaml", "x", 0o000);
        assert!(matches!(scene.read("etc/p.yaml"), Err(Distrust::Unread(..))));
    }
}
