//! Where a server may write by its own account: its directory, its package, and what its command line and its variables
//! name.
//!
//! Constraints:
//! - a guess to the safe side, made without starting anything: what looks like a path in an argument or a variable is one,
//!   however it is written there ([`words`]);
//! - the directory that a client starts all its servers in (`/`, the user's home or one above it) says nothing about this
//!   server and does not count; the same directory as an argument does, and so does a variable that was set for this
//!   server. What the client has in its own environment describes the user's session where it names such a directory;
//! - a server that is not confined can write wherever its user can. This keeps what is ours out of the way of servers that
//!   write where they were told to, and is no replacement for the sandbox.
//!
//! Layout: [`words`] finds what may be a path in a text.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::resolve_path::{Moment, follow};

mod words;

const DIRECTORY: &str = "the server's directory";
const PACKAGE: &str = "the server's package";
const ARGUMENT: &str = "what the server's arguments name";
const VARIABLE: &str = "what a variable of the server's environment names";

/// Variables that say where programs and the session live, and nothing about a server.
const SESSION: &[&str] = &[
    "HOME",
    "INIT_CWD",
    "OLDPWD",
    "OWD",
    "PATH",
    "PROJECT_CWD",
    "PWD",
    "SHELL",
    "TEMP",
    "TMP",
    "TMPDIR",
    "VSCODE_CWD",
];

/// As [`SESSION`], by how they begin.
const SESSIONS: &[&str] = &["STOCKADE_", "XDG_", "npm_"];

/// Programs that read their arguments as a script.
const SHELLS: &[&str] = &["ash", "bash", "busybox", "dash", "fish", "ksh", "mksh", "sh", "zsh"];

/// Files that stand at the root of a package.
const MANIFESTS: [&str; 4] = ["package.json", "pyproject.toml", "setup.py", "pyvenv.cfg"];

/// Ends of file names that an interpreter runs.
const SCRIPTS: [&str; 8] = ["js", "mjs", "cjs", "ts", "mts", "py", "pyz", "sh"];

/// The places, each with what it is to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach(Vec<(&'static str, PathBuf)>);

/// The places as they are found, and the moment at which that is.
struct Search<'a> {
    launch: &'a Launch<'a>,
    moment: Moment,
    found: Vec<(&'static str, PathBuf)>,
}

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
    /// Its environment.
    pub variables: &'a BTreeMap<String, String>,
    /// What of that its client has, too; none where that cannot be told.
    pub inherited: Option<&'a BTreeMap<String, String>>,
}

impl Reach {
    /// The places of a server that is started like this.
    pub fn of(launch: &Launch<'_>) -> Self {
        let mut search = Search { launch, moment: Moment::default(), found: Vec::new() };
        search.directory();
        search.program();
        search.arguments();
        search.variables();
        Self(search.found)
    }

    /// The place that a path stands in, with what it is.
    pub fn holds(&self, path: &Path) -> Option<(&'static str, &Path)> {
        self.0.iter().find(|(_, place)| path.starts_with(place)).map(|(what, place)| (*what, place.as_path()))
    }

    /// The place that a folder stands in, or that stands in the folder, with what it is: by its name and by where that
    /// leads.
    pub fn touches(&self, folder: &Path) -> Option<(&'static str, &Path)> {
        let named = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let real = follow(&named, &mut Vec::new()).unwrap_or_else(|_| named.clone());
        let meets =
            |place: &Path| [&named, &real].iter().any(|path| path.starts_with(place) || place.starts_with(path));
        self.0.iter().find(|(_, place)| meets(place)).map(|(what, place)| (*what, place.as_path()))
    }
}

impl Search<'_> {
    fn directory(&mut self) {
        if !self.is_home_or_above(self.launch.directory) {
            self.add(DIRECTORY, self.launch.directory);
        }
    }

    fn program(&mut self) {
        if let Some(program) = find(self.launch) {
            self.add_package(&program);
        }
    }

    fn arguments(&mut self) {
        let mut script = is_shell(self.launch.program);
        for argument in self.launch.arguments {
            for word in words::of(&argument.to_string_lossy(), script, self.launch.variables) {
                self.add_named(ARGUMENT, &word, false);
            }
            script |= is_shell(argument);
        }
    }

    fn variables(&mut self) {
        for (name, value) in self.launch.variables {
            if SESSION.contains(&name.as_str()) || SESSIONS.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            let inherited = self.launch.inherited.is_none_or(|inherited| inherited.get(name) == Some(value));
            for word in words::of(value, false, &BTreeMap::new()) {
                self.add_named(VARIABLE, &word, inherited);
            }
        }
    }

    /// What a word names. `session`: the user's home and what is above it say nothing there.
    fn add_named(&mut self, what: &'static str, text: &str, session: bool) {
        let Some(path) = path_of(text, self.launch) else { return };
        let is_path = text.starts_with(['~', '.']) || text.contains('/') || path.exists();
        if !is_path || (session && self.is_home_or_above(&path)) {
            return;
        }
        self.add(what, &path);
        let is_script = path.extension().and_then(OsStr::to_str).is_some_and(|end| SCRIPTS.contains(&end));
        if what == ARGUMENT && is_script && path.is_file() {
            self.add_package(&path);
        }
    }

    /// Everything that was installed together with a file: the outermost `node_modules`, the folder with the nearest manifest,
    /// else the file's own folder. A home, and what is above it, is nobody's package.
    fn add_package(&mut self, file: &Path) {
        let real = self.moment.real(file);
        let modules = real.ancestors().filter(|above| above.file_name() == Some(OsStr::new("node_modules"))).last();
        let with_manifest =
            || real.ancestors().skip(1).find(|above| MANIFESTS.iter().any(|name| above.join(name).exists()));
        let is_package = |root: &&Path| !self.is_home_or_above(root);
        let root = modules.or_else(|| with_manifest().filter(is_package)).or_else(|| real.parent()).filter(is_package);
        if let Some(root) = root {
            self.add(PACKAGE, root);
        }
    }

    /// A place by its name and by where that leads. The root of everything is an answer, too: a server that was given `/`
    /// may write everywhere.
    fn add(&mut self, what: &'static str, path: &Path) {
        let named = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let real = self.moment.real(&named);
        for place in [named, real] {
            if !self.found.iter().any(|(_, known)| *known == place) {
                self.found.push((what, place));
            }
        }
    }

    fn is_home_or_above(&self, path: &Path) -> bool {
        let real = |path: &Path| self.moment.real(path);
        self.launch.home.is_some_and(|home| home.starts_with(path) || real(home).starts_with(real(path)))
            || path.parent().is_none()
    }
}

/// The path that a word is, where it is one.
fn path_of(text: &str, launch: &Launch<'_>) -> Option<PathBuf> {
    let Some(rest) = text.strip_prefix('~') else {
        return (!text.is_empty() && !text.contains('\0')).then(|| launch.directory.join(text));
    };
    let (user, rest) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    // `~ann` is Ann's home; whose name another folder has is not known.
    let home = launch.home.filter(|home| user.is_empty() || home.file_name() == Some(OsStr::new(user)))?;
    Some(home.join(rest.trim_start_matches('/')))
}

fn is_shell(program: &OsStr) -> bool {
    let name = Path::new(program).file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| SHELLS.contains(&name))
}

/// The file of the program.
fn find(launch: &Launch<'_>) -> Option<PathBuf> {
    let program = Path::new(launch.program);
    if program.components().count() > 1 || program.is_absolute() {
        return Some(launch.directory.join(program));
    }
    std::env::split_paths(launch.variables.get("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
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
            self.reach(directory, program, arguments, &[], &[]).holds(&self.1.join(policy)).map(|(what, _)| what)
        }

        fn reach(&self, directory: &str, program: &str, arguments: &[&str], set: &[&str], had: &[&str]) -> Reach {
            let put = |text: &str| text.replace("ROOT", self.1.to_str().unwrap());
            let (directory, home) = (self.1.join(directory), self.1.join("home"));
            let program = OsString::from(put(program));
            let arguments: Vec<_> = arguments.iter().map(|text| OsString::from(put(text))).collect();
            let pair = |text: &&str| put(text).split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
            let inherited: BTreeMap<_, _> =
                ["PATH=ROOT/bin", "HOME=ROOT/home"].iter().chain(had).filter_map(pair).collect();
            let mut variables = inherited.clone();
            variables.extend(set.iter().filter_map(pair));
            Reach::of(&Launch {
                program: &program,
                arguments: &arguments,
                directory: &directory,
                home: Some(&home),
                variables: &variables,
                inherited: Some(&inherited),
            })
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
        let scene = Scene::new(&["home/app/data/x", "etc/x"]);
        std::os::unix::fs::symlink("etc", scene.1.join("link")).unwrap();
        std::os::unix::fs::symlink("../../etc", scene.1.join("home/app/link")).unwrap();
        for arguments in [
            &["ROOT/etc"] as &[&str],
            &["--root=ROOT/etc"],
            &["-v", "ROOT/etc:/data"],
            &["--mount", "type=bind,src=ROOT/etc,dst=/data"],
            &["~/../etc"],
            &["../../etc"],
            &["/"],
            &["-dROOT/etc"],
            &[r#"{"root":"ROOT/etc"}"#],
            &["file://ROOT/etc"],
            &["sh", "-c", "cd ROOT/etc && exec server"],
            &["sh", "-c", "cd /; server"],
            &["$HOME/../etc"],
            &["ROOT/link"],
            &["link/../etc"],
            &["/ROOT/etc"],
        ] {
            assert_eq!(scene.what("etc/p.yaml", "x", arguments), Some(ARGUMENT), "{arguments:?}");
        }
        assert_eq!(scene.what_in("home", "home/app/data/p.yaml", "x", &["app/data"]), Some(ARGUMENT));
        for arguments in [&["etc"] as &[&str], &["https://example.com/etc"], &["--yes"], &["ROOT/etcetera"]] {
            assert_eq!(scene.what("etc/p.yaml", "x", arguments), None, "{arguments:?}");
        }
    }

    #[test]
    fn variables_name_places_and_the_session_none() {
        let scene = Scene::new(&["home/state/x"]);
        let what = |set: &[&str], had: &[&str]| {
            scene.reach("home/app", "x", &[], set, had).touches(&scene.1.join("home/state")).map(|(what, _)| what)
        };
        for set in
            ["DIR=ROOT/home/state", "DIRS=/srv:ROOT/home/state/x", "C={\"root\":\"~/state\"}", "DIR=ROOT/home", "DIR=/"]
        {
            assert_eq!(what(&[set], &[]), Some(VARIABLE), "{set}");
        }
        assert_eq!(what(&[], &["DIR=ROOT/home/state"]), Some(VARIABLE), "wherever it comes from");
        for had in ["DIR=ROOT/home", "DIR=/", "DIR=ROOT/home/app", "GREETING=with / between"] {
            assert_eq!(what(&[], &[had]), None, "{had}");
        }
        assert_eq!(
            what(&["PWD=ROOT/home", "TMPDIR=ROOT", "XDG_STATE_HOME=ROOT/home/state", "npm_config_prefix=/"], &[]),
            None
        );
    }

    #[test]
    fn a_home_behind_a_link_is_the_home() {
        let scene = Scene::new(&["home/state/x"]);
        std::os::unix::fs::symlink(&scene.1, scene.1.join("var")).unwrap();
        let state = scene.1.join("home/state");
        for directory in ["var/home", "var"] {
            assert_eq!(
                scene.reach(directory, "x", &[], &[], &["DIR=ROOT/var/home"]).touches(&state),
                None,
                "{directory}"
            );
        }
        assert!(scene.reach("var/home", "x", &["."], &[], &[]).touches(&state).is_some());
        // To source a file is not to name a folder.
        let sourced = ["-c", ". ./env; exec server"];
        assert_eq!(scene.reach("home", "sh", &sourced, &[], &[]).touches(&state), None);
        assert!(scene.reach("home", "sh", &["-c", "server ."], &[], &[]).touches(&state).is_some());
    }

    #[test]
    fn a_folder_is_touched_from_above_and_from_within() {
        let scene = Scene::new(&["home/state/journal/x", "home/app/server.js", "home/own.js"]);
        std::os::unix::fs::symlink("home/state", scene.1.join("link")).unwrap();
        let touched = |arguments: &[&str], folder: &str| {
            scene.reach("home/app", "x", arguments, &[], &[]).touches(&scene.1.join(folder)).is_some()
        };
        for argument in ["~", "~/state", "~/state/journal/x", "ROOT/link/journal", "~home/state"] {
            assert!(touched(&[argument], "home/state"), "{argument}");
            assert!(touched(&[argument], "link"), "{argument}");
        }
        for argument in ["~/stat", "~other/state", "~/app", "server.js"] {
            assert!(!touched(&[argument], "home/state"), "{argument}");
        }
        // A server that lies in the home has no package there.
        assert!(!touched(&["ROOT/home/own.js"], "home/state"));
        assert!(touched(&["server.js"], "home/app/state"));
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
