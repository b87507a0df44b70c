//! The disk a launch line meets: this machine's, a mounted image's, or none at all.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use stockade_model::Os;

use crate::document::read::ReadError;
use crate::{Options, document};

/// Settings files beyond this size are not read: they are no settings.
const MAX_SETTINGS_BYTES: u64 = 4 << 20;

/// Whose disk and environment a launch line is resolved against.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    /// Whose path rules apply.
    pub os: Os,
    /// The user's home, as readable from here.
    pub home: &'a Path,
    /// Where system-wide paths are found; none: they are not looked at.
    pub root: Option<&'a Path>,
    /// Whether this is the running user on the running machine.
    pub live: bool,
    /// The running user's environment; empty unless `live`.
    pub env: &'a BTreeMap<String, String>,
    /// Where settings files that exist but could not be read are noted, where somebody asks.
    pub unread: Option<&'a Unread>,
}

/// Settings files that exist but could not be read: a launch line may mean something else than what was resolved.
#[derive(Debug, Default)]
pub struct Unread(Mutex<BTreeMap<PathBuf, ReadError>>);

impl Unread {
    /// The files and why, by path.
    pub fn into_errors(self) -> impl Iterator<Item = ReadError> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into_values()
    }

    fn note(&self, path: &Path, error: ReadError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_path_buf()).or_insert(error);
    }
}

impl<'a> Machine<'a> {
    /// The machine that a scan looks at.
    pub fn of(options: &'a Options) -> Self {
        Self {
            os: options.os,
            home: &options.home,
            root: options.root.as_deref(),
            live: options.live,
            env: &options.env,
            unread: None,
        }
    }

    /// The same machine, its settings files' troubles noted.
    #[must_use]
    pub const fn noting(self, unread: &'a Unread) -> Self {
        Self { unread: Some(unread), ..self }
    }

    /// A path as written in a config, made absolute against `base` and cleaned of `.` and `..`; none where it is
    /// relative and the base is unknown, or where it is a path of another system that cannot be looked up here.
    pub fn path(&self, text: &str, base: Option<&Path>) -> Option<PathBuf> {
        if text.is_empty() || super::expand::has_placeholder(text) {
            return None;
        }
        if let Some(rest) = text.strip_prefix("~/").or_else(|| text.strip_prefix("~\\")) {
            return Some(clean(&self.home.join(self.native(rest))));
        }
        if self.is_windows_absolute(text) {
            return self.windows_path(text);
        }
        let path = PathBuf::from(self.native(text));
        if path.is_absolute() {
            return if self.live { Some(clean(&path)) } else { self.elsewhere(&clean(&path)) };
        }
        base.map(|base| clean(&base.join(path)))
    }

    /// An absolute path of another machine, as readable from here: below the given home where it names that home, else
    /// below the root. Without a root nobody can look it up, for this machine's own file of that name is another one.
    fn elsewhere(&self, path: &Path) -> Option<PathBuf> {
        if path.starts_with(self.home) || self.root.is_some_and(|root| root != Path::new("/") && path.starts_with(root))
        {
            return Some(path.to_path_buf());
        }
        let name = self.home.file_name()?;
        let inside = ["/home", "/Users"].iter().find_map(|homes| path.strip_prefix(Path::new(homes).join(name)).ok());
        match (inside, self.root) {
            (Some(inside), _) => Some(self.home.join(inside)),
            (None, Some(root)) => Some(root.join(path.strip_prefix("/").unwrap_or(path))),
            (None, None) => None,
        }
    }

    fn is_windows_absolute(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.os == Os::Windows
            && (text.starts_with("\\\\")
                || (bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':')))
    }

    /// `C:\Users\name\x` seen from another system: below the given home where the user matches, else below the root.
    fn windows_path(&self, text: &str) -> Option<PathBuf> {
        if Os::current() == Os::Windows && self.live {
            return Some(PathBuf::from(text));
        }
        let rest = text.get(2..)?.trim_start_matches(['/', '\\']).replace('\\', "/");
        let home_name = self.home.file_name()?.to_str()?;
        let lower = rest.to_ascii_lowercase();
        let users = format!("users/{}/", home_name.to_ascii_lowercase());
        if lower.starts_with(&users) {
            return Some(clean(&self.home.join(rest.get(users.len()..)?)));
        }
        self.root.map(|root| clean(&root.join(rest)))
    }

    fn native(&self, text: &str) -> String {
        if self.os == Os::Windows && Os::current() != Os::Windows { text.replace('\\', "/") } else { text.to_owned() }
    }

    /// A system-wide path (`/etc/npmrc`) as readable from here; none where system paths are left out.
    pub fn system(&self, path: &str) -> Option<PathBuf> {
        self.root.map(|root| root.join(path.trim_start_matches('/')))
    }

    /// The text of a small regular file; none where it is missing or not readable as such, which is noted.
    pub fn read(&self, path: &Path) -> Option<String> {
        match document::read::read_small(path, MAX_SETTINGS_BYTES) {
            Ok(text) => Some(text),
            Err(error) => {
                // Launchers look for files where there may be folders, and into programs that may be scripts.
                let expected = error.is_missing() || path.is_dir() || is_program(path);
                if let Some(unread) = self.unread.filter(|_| !expected) {
                    unread.note(path, error);
                }
                None
            }
        }
    }

    /// Whether it is a regular file, links followed.
    pub fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    /// Whether it is a directory, links followed.
    pub fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    /// The directories of `PATH`, from the entry's environment or the running user's; none where nobody can say.
    pub fn search_path(&self, call: &super::Call) -> Option<Vec<PathBuf>> {
        let (_, value) = call.env("PATH", self.os == Os::Windows, self)?;
        let separator = if self.os == Os::Windows { ';' } else { ':' };
        Some(
            value
                .split(separator)
                .filter(|part| !part.is_empty())
                .filter_map(|part| self.path(part, call.cwd.as_deref()))
                .collect(),
        )
    }

    /// A directory and its ancestors, nearest first, up to the root.
    pub fn ancestors<'p>(&self, from: &'p Path) -> impl Iterator<Item = &'p Path> + use<'p> {
        from.ancestors().take(64)
    }
}

/// A name without an ending, or with that of a program: no settings file is called so.
fn is_program(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| !name.contains('.') || name.ends_with(".exe"))
}

/// Without `.` and `..`, by text alone.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_home_never_meets_the_files_of_this_machine() {
        let env = BTreeMap::new();
        let home = Path::new("/mnt/image/home/ann");
        let mut machine = Machine { os: Os::Linux, home, root: None, live: false, env: &env, unread: None };
        let path = |machine: &Machine<'_>, text| machine.path(text, None).map(|path| path.display().to_string());
        assert_eq!(path(&machine, "/etc/npmrc"), None);
        assert_eq!(path(&machine, "/home/ann/../../etc/npmrc"), None);
        assert_eq!(path(&machine, "/home/ann/x").unwrap(), "/mnt/image/home/ann/x");
        assert_eq!(path(&machine, "/Users/ann/x").unwrap(), "/mnt/image/home/ann/x");
        assert_eq!(path(&machine, "/mnt/image/home/ann/x").unwrap(), "/mnt/image/home/ann/x");
        machine.root = Some(Path::new("/mnt/image"));
        assert_eq!(path(&machine, "/etc/npmrc").unwrap(), "/mnt/image/etc/npmrc");
        machine = Machine { live: true, root: Some(Path::new("/")), ..machine };
        assert_eq!(path(&machine, "/home/ann/x").unwrap(), "/home/ann/x");
    }
}
