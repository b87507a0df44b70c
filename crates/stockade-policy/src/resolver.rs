//! Paths of the machine, for `under`: the engine knows no file system, so the gate lends it one.

use std::borrow::Cow;

/// Where relative paths begin, and where links lead.
pub trait PathResolver: Send + Sync {
    /// The directory that the server runs in: absolute.
    fn directory(&self) -> Option<&str>;

    /// The user's home, for `~`: absolute.
    fn home(&self) -> Option<&str>;

    /// What the system would open for an absolute path: links followed step by step, `..` after the link before it. Of a
    /// path that does not exist, the part that does is resolved and the rest appended.
    ///
    /// # Errors
    /// When it cannot be told (no permission, a loop of links); the reason in a few words.
    fn real(&self, path: &str) -> Result<String, String>;
}

/// A machine without links, for tests and explanations: every path is what it says.
#[derive(Clone, Debug, Default)]
pub struct Lexical {
    /// Where relative paths begin.
    pub directory: Option<String>,
    /// The user's home.
    pub home: Option<String>,
}

impl PathResolver for Lexical {
    fn directory(&self) -> Option<&str> {
        self.directory.as_deref()
    }

    fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    fn real(&self, path: &str) -> Result<String, String> {
        Ok(lexical(path).into_owned())
    }
}

/// An absolute path without `.`, `..`, doubled and trailing slashes, by its letters alone.
pub fn lexical(path: &str) -> Cow<'_, str> {
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    if path == "/" || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_name)) {
        return Cow::Borrowed(path);
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    Cow::Owned(format!("/{}", parts.join("/")))
}

/// Whether a clean path is a clean directory or inside it.
pub fn inside(path: &str, directory: &str) -> bool {
    directory == "/" || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
