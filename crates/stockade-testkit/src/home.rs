//! A home directory in a temporary folder, with a project in it.

use std::fs;
use std::path::{Path, PathBuf};

/// A home. Its path has no links in it, so that reports name it as tests do.
#[derive(Debug)]
pub struct FakeHome {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Default for FakeHome {
    fn default() -> Self {
        Self::new()
    }
}

impl FakeHome {
    /// An empty home with an empty project.
    ///
    /// # Panics
    /// If the temporary folder cannot be written.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("the folder that was just made").join("home");
        fs::create_dir_all(path.join("project")).expect("the folder that was just made");
        Self { folder, path }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The project: `project` in the home.
    pub fn project(&self) -> PathBuf {
        self.path.join("project")
    }

    /// A folder beside the home, for reports.
    pub fn outside(&self) -> PathBuf {
        self.path.parent().unwrap_or(self.folder.path()).to_path_buf()
    }

    /// Writes a file, its folders included. The name is relative to the home.
    ///
    /// # Panics
    /// If it cannot be written.
    #[must_use]
    pub fn file(self, name: &str, content: &str) -> Self {
        self.write(name, content);
        self
    }

    /// As [`FakeHome::file`], for a home that is already there.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path.join(name);
        let folder = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// Makes a symbolic link; both names are relative to the home.
    ///
    /// # Panics
    /// If it cannot be made.
    #[cfg(unix)]
    pub fn link(&self, name: &str, target: &str) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a link stands in a folder")).expect("a folder for the link");
        std::os::unix::fs::symlink(self.path.join(target), &path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
