//! Where a server may write by its own account: its directory, its package and what its command line names.
//!
//! Constraints:
//! - a guess to the safe side, made without starting anything: what is on the command line and looks like a path is one,
//!   also behind `--option=`, in `from:to` and in `type=bind,src=…`;
//! - the directory that a client starts all its servers in (`/`, the user's home or one above it) says nothing about this
//!   server and does not count; the same directory as an argument does;
//! - a server that is not confined can write wherever its user can. This keeps a policy out of the way of servers that write
//!   where they were told to, and is no replacement for the sandbox.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::resolve_path::follow;

const DIRECTORY: &str = "the server's directory";
const PACKAGE: &str = "the server's package";
const ARGUMENT: &str = "what the server's arguments name";

/// Files that stand at the root of a package.
const MANIFESTS: [&str; 4] = ["package.json", "pyproject.toml", "setup.py", "pyvenv.cfg"];

/// Ends of file names that an interpreter runs.
const SCRIPTS: [&str; 8] = ["js", "mjs", "cjs", "ts", "mts", "py", "pyz", "sh"];

/// The places, each with what it is to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach(Vec<(&'static str, PathBuf)>);

/// How a server is started.
#[derive(Clone, Copy, Debug)]
pub struct Launch<'a> {
    /// The program, as typed.
    pub program: &'a OsStr,
    /// Its arguments.
    pub arguments: &'a [OsString],
    /// The directory it is started in.
    pub directory: &'a Path,
    /// The user's home.
    pub home: Option<&'a Path>,
    /// The variable `PATH`.
    pub search: Option<&'a OsStr>,
}

impl Reach {
    /// The places of a server that is started like this.
    pub fn of(launch: &Launch<'_>) -> Self {
        let mut reach = Self::default();
        let counts =
            launch.directory.parent().is_some() && !launch.home.is_some_and(|home| home.starts_with(launch.directory));
        if counts {
            reach.add(DIRECTORY, launch.directory);
        }
        if let Some(program) = find(launch) {
            reach.add_package(&program);
        }
        for argument in launch.arguments {
            let text = argument.to_string_lossy();
            let parts = text.split(['=', ':', ',', ';']);
            for candidate in parts.chain([&*text]) {
                reach.add_argument(candidate, launch);
            }
        }
        reach
    }

    /// The place that a path stands in, with what it is.
    pub fn holds(&self, path: &Path) -> Option<(&'static str, &Path)> {
        self.0.iter().find(|(_, place)| path.starts_with(place)).map(|(what, place)| (*what, place.as_path()))
    }

    fn add_argument(&mut self, text: &str, launch: &Launch<'_>) {
        let path = match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => match launch.home {
                Some(home) => home.join(rest.trim_start_matches('/')),
                None => return,
            },
            _ => launch.directory.join(text),
        };
        let is_path = text.starts_with(['/', '~', '.']) || (!text.is_empty() && path.exists());
        if !is_path || text.starts_with("//") {
            return;
        }
        self.add(ARGUMENT, &path);
        let is_script = path.extension().and_then(OsStr::to_str).is_some_and(|end| SCRIPTS.contains(&end));
        if is_script && path.is_file() {
            self.add_package(&path);
        }
    }

    /// Everything that was installed together with a file: the outermost `node_modules`, the folder with the nearest manifest,
    /// else the file's own folder.
    fn add_package(&mut self, file: &Path) {
        let real = follow(file, &mut Vec::new()).unwrap_or_else(|_| file.to_owned());
        let modules = real.ancestors().filter(|above| above.file_name() == Some(OsStr::new("node_modules"))).last();
        let with_manifest =
            || real.ancestors().skip(1).find(|above| MANIFESTS.iter().any(|name| above.join(name).exists()));
        if let Some(root) = modules.or_else(with_manifest).or_else(|| real.parent()) {
            self.add(PACKAGE, root);
        }
    }

    /// A place by its name and by where that leads. The root of everything is an answer, too: a server that was given `/`
    /// may write everywhere.
    fn add(&mut self, what: &'static str, path: &Path) {
        let named = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let real = follow(&named, &mut Vec::new()).unwrap_or_else(|_| named.clone());
        for place in [named, real] {
            if !self.0.iter().any(|(_, known)| *known == place) {
                self.0.push((what, place));
            }
        }
    }
}

/// The file of the program.
fn find(launch: &Launch<'_>) -> Option<PathBuf> {
    let program = Path::new(launch.program);
    if program.components().count() > 1 || program.is_absolute() {
        return Some(launch.directory.join(program));
    }
    std::env::split_paths(launch.search?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scene(#[expect(dead_code, reason = "held until the end")] tempfile::TempDir, PathBuf);

    impl Scene {
        fn new(files: &[&str]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().canonicalize().unwrap();
            for file in files {
                std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
                std::fs::write(root.join(file), "").unwrap();
            }
            std::fs::create_dir_all(root.join("home/app")).unwrap();
            Self(folder, root)
        }

        fn what(&self, policy: &str, program: &str, arguments: &[&str]) -> Option<&'static str> {
            self.what_in("home/app", policy, program, arguments)
        }

        fn what_in(&self, directory: &str, policy: &str, program: &str, arguments: &[&str]) -> Option<&'static str> {
            let put = |text: &str| OsString::from(text.replace("ROOT", self.1.to_str().unwrap()));
            let (directory, home) = (self.1.join(directory), self.1.join("home"));
            let (program, search) = (put(program), put("ROOT/bin"));
            let arguments: Vec<_> = arguments.iter().map(|text| put(text)).collect();
            let launch = Launch {
                program: &program,
                arguments: &arguments,
                directory: &directory,
                home: Some(&home),
                search: Some(&search),
            };
            Reach::of(&launch).holds(&self.1.join(policy)).map(|(what, _)| what)
        }
    }

    #[test]
    fn the_directory_counts_unless_every_server_shares_it() {
        let scene = Scene::new(&[]);
        assert_eq!(scene.what("home/app/p.yaml", "x", &[]), Some(DIRECTORY));
        assert_eq!(scene.what("home/app/deep/p.yaml", "x", &[]), Some(DIRECTORY));
        assert_eq!(scene.what("home/apple/p.yaml", "x", &[]), None);
        assert_eq!(scene.what_in("home", "home/p.yaml", "x", &[]), None);
        assert_eq!(scene.what_in("", "home/p.yaml", "x", &[]), None);
        assert_eq!(scene.what_in("home", "home/p.yaml", "x", &["ROOT/home"]), Some(ARGUMENT));
    }

    #[test]
    fn paths_are_found_in_arguments() {
        let scene = Scene::new(&["home/app/data/x"]);
        for arguments in [
            &["ROOT/etc"] as &[&str],
            &["--root=ROOT/etc"],
            &["-v", "ROOT/etc:/data"],
            &["--mount", "type=bind,src=ROOT/etc,dst=/data"],
            &["~/../etc"],
            &["../../etc"],
            &["/"],
        ] {
            assert_eq!(scene.what("etc/p.yaml", "x", arguments), Some(ARGUMENT), "{arguments:?}");
        }
        assert_eq!(scene.what_in("home", "home/app/data/p.yaml", "x", &["app/data"]), Some(ARGUMENT));
        for arguments in [&["etc"] as &[&str], &["https://example.com/etc"], &["--yes"], &["ROOT/etcetera"]] {
            assert_eq!(scene.what("etc/p.yaml", "x", arguments), None, "{arguments:?}");
        }
    }

    #[test]
    fn a_package_is_the_whole_tree_it_was_installed_in() {
        let scene = Scene::new(&[
            "lib/node_modules/a/node_modules/b/cli.js",
            "venv/pyvenv.cfg",
            "venv/bin/server",
            "app/package.json",
            "app/dist/index.js",
            "bin/plain",
        ]);
        std::os::unix::fs::symlink("../lib/node_modules/a/node_modules/b/cli.js", scene.1.join("bin/b")).unwrap();
        assert_eq!(scene.what("lib/node_modules/p.yaml", "b", &[]), Some(PACKAGE));
        assert_eq!(scene.what("lib/p.yaml", "b", &[]), None);
        assert_eq!(scene.what("venv/p.yaml", "ROOT/venv/bin/server", &[]), Some(PACKAGE));
        assert_eq!(scene.what("app/p.yaml", "node", &["ROOT/app/dist/index.js"]), Some(PACKAGE));
        assert_eq!(scene.what("bin/p.yaml", "plain", &[]), Some(PACKAGE));
        assert_eq!(scene.what("etc/p.yaml", "plain", &[]), None);
    }
}
