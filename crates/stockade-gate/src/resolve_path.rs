//! Where a path of an argument really leads, for the operator `under`.
//!
//! Constraints:
//! - the answer is what the system would open: links are followed one component after the other, and `..` goes back from
//!   where a link led, not from its name;
//! - a path need not exist: what does not is kept as it is behind what does;
//! - `~` is the user's home; a relative path begins in the server's directory;
//! - what cannot be resolved (a loop, a directory that may not be searched, somebody else's `~`) is an error, and an error
//!   of a condition is a denial.
//!
//! Between this look and the server's own a link can be changed by whoever may write there. That race is the sandbox's to close.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use stockade_policy::PathResolver;

/// More links than this are a loop, as for Linux.
const MOST_LINKS: usize = 40;

/// A path that leads nowhere one could tell.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The home of somebody else, or of a user without one.
    #[error("`{0}` names a home that is not known")]
    Home(String),
    /// Empty, or with a NUL in it.
    #[error("`{0}` is no path")]
    NoPath(String),
    /// A loop of links.
    #[error("`{}` leads through more than {MOST_LINKS} links", .0.display())]
    Loop(PathBuf),
    /// The system did not say.
    #[error("could not look at `{}`", .0.display())]
    Unseen(PathBuf, #[source] io::Error),
}

/// Resolves as a process in the server's directory would.
#[derive(Clone, Debug)]
pub struct Resolver {
    directory: PathBuf,
    home: Option<PathBuf>,
}

impl Resolver {
    /// For a server that was started in this directory, by a user with this home.
    pub fn new(directory: impl Into<PathBuf>, home: Option<PathBuf>) -> Self {
        Self { directory: directory.into(), home }
    }

    /// Where the path leads: absolute, without links, `.` or `..`.
    ///
    /// # Errors
    /// If that cannot be told.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, ResolveError> {
        if path.is_empty() || path.contains('\0') {
            return Err(ResolveError::NoPath(path.to_owned()));
        }
        let path = match path.strip_prefix('~') {
            None => self.directory.join(path),
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                let home = self.home.as_ref().ok_or_else(|| ResolveError::Home(path.to_owned()))?;
                home.join(rest.trim_start_matches('/'))
            }
            Some(_) => return Err(ResolveError::Home(path.to_owned())),
        };
        follow(&path, &mut Vec::new())
    }
}

impl PathResolver for Resolver {
    fn directory(&self) -> Option<&str> {
        self.directory.to_str()
    }

    fn home(&self) -> Option<&str> {
        self.home.as_deref()?.to_str()
    }

    fn real(&self, path: &str) -> Result<String, String> {
        let real = self.resolve(path).map_err(|error| error.to_string())?;
        real.into_os_string().into_string().map_err(|_| "it leads to a name that is no Unicode".to_owned())
    }
}

/// Follows an absolute path; every link on the way is added.
pub(crate) fn follow(path: &Path, links: &mut Vec<PathBuf>) -> Result<PathBuf, ResolveError> {
    follow_by(path, links, |name| std::fs::read_link(name))
}

/// Follows many paths of one moment: no name is looked at twice.
#[derive(Debug, Default)]
pub(crate) struct Moment(RefCell<HashMap<PathBuf, Result<PathBuf, io::ErrorKind>>>);

impl Moment {
    /// Where an absolute path leads, or the path itself where that cannot be told.
    pub(crate) fn real(&self, path: &Path) -> PathBuf {
        let look = |name: &Path| {
            let mut seen = self.0.borrow_mut();
            if let Some(known) = seen.get(name) {
                return known.clone().map_err(io::Error::from);
            }
            let found = std::fs::read_link(name);
            seen.insert(name.to_owned(), found.as_ref().map(Clone::clone).map_err(io::Error::kind));
            found
        };
        follow_by(path, &mut Vec::new(), look).unwrap_or_else(|_| path.to_owned())
    }
}

fn follow_by(
    path: &Path,
    links: &mut Vec<PathBuf>,
    look: impl Fn(&Path) -> io::Result<PathBuf>,
) -> Result<PathBuf, ResolveError> {
    let mut left: Vec<OsString> = Vec::new();
    let push = |left: &mut Vec<OsString>, path: &Path| {
        left.extend(path.components().rev().filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        }));
    };
    push(&mut left, path);
    let mut reached = PathBuf::from("/");
    while let Some(part) = left.pop() {
        if part == ".." {
            reached.pop();
            continue;
        }
        let next = reached.join(&part);
        match look(&next) {
            Ok(target) => {
                if links.len() >= MOST_LINKS {
                    return Err(ResolveError::Loop(path.to_owned()));
                }
                links.push(next);
                if target.is_absolute() {
                    reached = PathBuf::from("/");
                }
                push(&mut left, &target);
            }
            // No link, nothing there, or a file where a directory should be: nothing below it can be opened.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                reached = next;
            }
            Err(error) => return Err(ResolveError::Unseen(next, error)),
        }
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        (folder, path)
    }

    #[test]
    fn a_path_begins_in_the_servers_directory_or_at_home() {
        let (_folder, root) = folder();
        let resolver = Resolver::new(root.join("app"), Some(root.join("home")));
        for (path, leads) in [
            ("a/b", "app/a/b"),
            ("./a//b/", "app/a/b"),
            ("../x", "x"),
            ("~", "home"),
            ("~/notes", "home/notes"),
            ("~//notes", "home/notes"),
        ] {
            assert_eq!(resolver.resolve(path).unwrap(), root.join(leads), "{path}");
        }
        assert_eq!(resolver.resolve("/../etc/./x").unwrap(), Path::new("/etc/x"));
        assert!(matches!(resolver.resolve("~root/x"), Err(ResolveError::Home(_))));
        assert!(matches!(Resolver::new(root, None).resolve("~/x"), Err(ResolveError::Home(_))));
        for path in ["", "a\0b"] {
            assert!(matches!(resolver.resolve(path), Err(ResolveError::NoPath(_))));
        }
    }

    #[test]
    fn links_are_followed_where_the_system_would() {
        let (_folder, root) = folder();
        std::fs::create_dir_all(root.join("app/deep")).unwrap();
        std::fs::create_dir_all(root.join("secret/keys")).unwrap();
        symlink(root.join("secret/keys"), root.join("app/out")).unwrap();
        symlink("deep/../../secret", root.join("app/relative")).unwrap();
        symlink("missing/file", root.join("app/dangling")).unwrap();
        let resolver = Resolver::new(root.join("app"), None);
        for (path, leads) in [
            ("out/id", "secret/keys/id"),
            ("out", "secret/keys"),
            ("deep/../out/new/file", "secret/keys/new/file"),
            // By its letters this is `app/plan`.
            ("out/../plan", "secret/plan"),
            ("relative/keys", "secret/keys"),
            ("dangling", "app/missing/file"),
            ("nothing/here/at/all", "app/nothing/here/at/all"),
        ] {
            assert_eq!(resolver.resolve(path).unwrap(), root.join(leads), "{path}");
        }
    }

    #[test]
    fn a_loop_is_an_error() {
        let (_folder, root) = folder();
        symlink("b", root.join("a")).unwrap();
        symlink("a", root.join("b")).unwrap();
        let error = Resolver::new(&root, None).resolve("a/x").unwrap_err();
        assert!(matches!(error, ResolveError::Loop(_)), "{error:?}");
    }

    #[test]
    fn a_name_that_is_too_long_is_an_error() {
        let (_folder, root) = folder();
        let error = Resolver::new(&root, None).resolve(&"x".repeat(5000)).unwrap_err();
        assert!(matches!(error, ResolveError::Unseen(..)), "{error:?}");
    }

    #[test]
    fn the_answer_is_the_systems_own() {
        let (_folder, root) = folder();
        std::fs::create_dir_all(root.join("a/b/c")).unwrap();
        symlink("a/b", root.join("one")).unwrap();
        symlink(root.join("one/c"), root.join("two")).unwrap();
        symlink("../two/..", root.join("a/three")).unwrap();
        let resolver = Resolver::new(&root, None);
        for path in ["one", "two", "a/three", "a/three/c/..", "two/../../three/c", "one/../../a/./b"] {
            assert_eq!(resolver.resolve(path).unwrap(), root.join(path).canonicalize().unwrap(), "{path}");
        }
    }

    #[test]
    fn many_paths_of_one_moment_lead_where_each_does() {
        let (_folder, root) = folder();
        std::fs::create_dir_all(root.join("a/b/c")).unwrap();
        symlink("a/b", root.join("one")).unwrap();
        symlink("two", root.join("two")).unwrap();
        let moment = Moment::default();
        // Each twice: seen before or not, the answer is the same.
        for path in ["one/c", "one", "a/b/c", "none/here", "one/c", "two/x", "two/x", "none/here"] {
            let path = root.join(path);
            let alone = follow(&path, &mut Vec::new()).unwrap_or_else(|_| path.clone());
            assert_eq!(moment.real(&path), alone, "{}", path.display());
        }
        std::fs::remove_file(root.join("one")).unwrap();
        assert_eq!(moment.real(&root.join("one/c")), root.join("a/b/c"));
        assert_eq!(Moment::default().real(&root.join("one/c")), root.join("one/c"));
    }
}
