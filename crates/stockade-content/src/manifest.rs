//! What a package says of itself: name, version, repository, dependencies, programs, and what runs when it is installed.
//!
//! Constraints:
//! - a manifest that cannot be read is a sentence in [`Manifest::unread`], never a package without scripts;
//! - nothing here decides what a registry or an installer would: names and versions are what the file says.
//!
//! Layout: `npm` reads `package.json`, `python` reads wheels' and source distributions' metadata.

mod npm;
mod python;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::archive::{File, Kind};

/// A manifest beyond this is none.
const MAX_BYTES: usize = 4 << 20;
/// Entries of one list.
const MAX_ENTRIES: usize = 10_000;

/// Something that runs when the package is installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstallScript {
    /// What runs it: `postinstall`, `binding.gyp`, `setup.py`.
    pub event: String,
    /// The command, or what stands for one.
    pub command: String,
    /// The file that says so.
    pub file: String,
}

/// What a package says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Where its source is said to be.
    pub repository: Option<String>,
    /// What runs when it is installed.
    pub install_scripts: Vec<InstallScript>,
    /// Every script of npm's kind, by name; those that installing does not run too.
    pub scripts: BTreeMap<String, String>,
    /// Commands on the search path, and what they start.
    pub programs: BTreeMap<String, String>,
    /// Packages that it needs at run time, with what it asks for.
    pub dependencies: BTreeMap<String, String>,
    /// Files that are started or imported first.
    pub entries: Vec<String>,
    /// Files that Python runs at every start.
    pub startup: Vec<String>,
    /// What could not be read, and why.
    pub unread: Vec<String>,
}

impl Manifest {
    pub(crate) fn of(kind: Kind, files: &[File]) -> Self {
        match kind {
            Kind::NpmTarball => npm::read(files),
            Kind::Wheel | Kind::Sdist => python::read(files),
        }
    }
}

/// A file's text, where it is short enough to be a manifest.
fn text(file: &File) -> Result<&str, String> {
    if !file.is_whole() || file.bytes.len() > MAX_BYTES {
        return Err(format!("`{}` is longer than {MAX_BYTES} bytes", file.path));
    }
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    str::from_utf8(bytes).map_err(|error| format!("`{}` is not UTF-8: {error}", file.path))
}

#[cfg(test)]
mod tests;
