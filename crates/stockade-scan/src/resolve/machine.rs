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
            return Some(clean(&match (self.live, self.root) {
                (false, Some(root)) if !path.starts_with(self.home) => {
                    root.join(path.strip_prefix("/").unwrap_or(&path))
                }
                _ => path,
            }));
        }
        base.map(|base| clean(&base.join(path)))
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
