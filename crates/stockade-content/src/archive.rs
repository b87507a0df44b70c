//! Archives of packages, read in memory: npm's `.tgz`, PyPI's wheels and source distributions.
//!
//! Constraints:
//! - nothing is written to a disk, no name in an archive is ever used as a path;
//! - memory is bounded by [`Caps`] whatever the archive claims about itself;
//! - what cannot be read is an [`ArchiveError`]; what can be read but means different things to different readers, or
//!   points outside, is a [`Problem`], and the rest is still read;
//! - of two entries with one name both are kept: which of them an installer takes is not for us to guess.
//!
//! Layout: `tarball` reads tar in gzip, `wheel` reads zip, `name` judges entry names.

mod name;
mod tarball;
mod wheel;

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::caps::Caps;

/// What of a file longer than [`Caps::file`] is kept.
const HEAD_BYTES: usize = 4_096;

/// How an archive is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// npm's tarball: tar in gzip, one folder on top of which installers drop the name.
    NpmTarball,
    /// A built distribution of PyPI: zip (PEP 427).
    Wheel,
    /// A source distribution of PyPI: tar in gzip (PEP 625).
    Sdist,
}

impl Kind {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        if name.ends_with(".whl") {
            Some(Self::Wheel)
        } else if name.ends_with(".tgz") {
            Some(Self::NpmTarball)
        } else if name.ends_with(".tar.gz") {
            Some(Self::Sdist)
        } else {
            None
        }
    }
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name below the package's root, parts joined by `/`.
    pub path: String,
    /// Its bytes, or the head of them.
    pub bytes: Vec<u8>,
    /// Its length.
    pub size: u64,
    /// Whether its mode says that it may be run.
    pub executable: bool,
}

impl File {
    /// Whether all of it is in [`File::bytes`].
    pub const fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.size
    }
}

/// What an archive should not have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// The entry's name, made printable.
    pub entry: String,
    /// What stands there, in words.
    pub detail: String,
}

macro_rules! problems {
    ($($variant:ident = $words:literal),* $(,)?) => {
        /// The kinds of [`Problem`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum ProblemKind {
            $(#[doc = $words] $variant),*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// What it is, in words.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

problems! {
    Traversal = "a name with `..` in it",
    Absolute = "a name that starts at a root or a drive",
    OddName = "a name with a backslash, a control character, an empty part, or bytes that are no UTF-8",
    LongName = "a name longer or deeper than the caps allow",
    Link = "a symbolic or hard link",
    Device = "a device, a pipe or another special file",
    Duplicate = "a second entry with a name that another has",
    CaseDuplicate = "a name that differs from another in case alone",
    FileAsFolder = "a file whose name is another entry's folder",
    HeadersDiffer = "a zip entry whose own header and the list's disagree",
    Overlap = "a zip entry that shares bytes with another",
    HiddenData = "bytes beside the entries that a list names, where another reader finds other entries",
    Encrypted = "an encrypted entry, which nobody can judge",
}

/// Why an archive was given up.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ArchiveError {
    /// Too much of something.
    #[error("the archive has more than {allowed} {what}\nhint: a package of this size has to be looked at by hand")]
    Limit {
        /// Of what.
        what: &'static str,
        /// The cap.
        allowed: u64,
    },
    /// A bomb: little in, much out.
    #[error("the archive unpacks to more than {ratio} times its {packed} bytes: a decompression bomb")]
    Ratio {
        /// The cap.
        ratio: u64,
        /// Its length.
        packed: u64,
    },
    /// Not an archive of its kind, or a broken one.
    #[error("not a readable {format} archive at byte {at}: {what}")]
    Malformed {
        /// `gzip`, `tar` or `zip`.
        format: &'static str,
        /// What is wrong.
        what: String,
        /// Where, in the bytes of that format.
        at: u64,
    },
}

/// What was in an archive.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) files: Vec<File>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads all of an archive.
pub(crate) fn read(bytes: &[u8], kind: Kind, caps: &Caps) -> Result<Contents, ArchiveError> {
    if bytes.len() as u64 > caps.packed {
        return Err(ArchiveError::Limit { what: "bytes", allowed: caps.packed });
    }
    let mut shelf = Shelf::new(caps);
    match kind {
        Kind::NpmTarball | Kind::Sdist => tarball::read(bytes, &mut shelf)?,
        Kind::Wheel => wheel::read(bytes, &mut shelf)?,
    }
    Ok(shelf.finish())
}

/// Files as they come, with the names that were seen.
struct Shelf<'c> {
    caps: &'c Caps,
    contents: Contents,
    entries: usize,
    names: HashSet<String>,
    folded: HashMap<String, String>,
    folders: HashSet<String>,
}

impl<'c> Shelf<'c> {
    fn new(caps: &'c Caps) -> Self {
        Self {
            caps,
            contents: Contents::default(),
            entries: 0,
            names: HashSet::new(),
            folded: HashMap::new(),
            folders: HashSet::new(),
        }
    }

    /// Counts an entry of any sort.
    fn count(&mut self) -> Result<(), ArchiveError> {
        self.entries += 1;
        if self.entries > self.caps.entries {
            return Err(ArchiveError::Limit { what: "entries", allowed: self.caps.entries as u64 });
        }
        Ok(())
    }

    fn problem(&mut self, kind: ProblemKind, entry: &[u8], detail: impl Into<String>) {
        let shown = name::shown(entry);
        self.contents.problems.push(Problem { kind, entry: shown, detail: detail.into() });
    }

    /// The name below the package's root, with what is odd about it reported. `None` for the root itself.
    fn name(&mut self, raw: &[u8], strip: bool) -> Option<String> {
        let (path, found) = name::judge(raw, strip, self.caps);
        for (kind, detail) in found {
            self.problem(kind, raw, detail);
        }
        path
    }

    /// Puts a file in, whatever is wrong with its name.
    fn add(&mut self, path: String, bytes: Vec<u8>, size: u64, executable: bool) {
        if !self.names.insert(path.clone()) {
            self.problem(ProblemKind::Duplicate, path.as_bytes(), "both are read");
        } else if let Some(other) = self.folded.insert(path.to_lowercase(), path.clone())
            && other != path
        {
            self.problem(ProblemKind::CaseDuplicate, path.as_bytes(), format!("the other is `{other}`"));
        }
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if !self.folders.insert(above.to_owned()) {
                break;
            }
            folder = above;
        }
        self.contents.files.push(File { path, bytes, size, executable });
    }

    fn finish(mut self) -> Contents {
        let clashes: Vec<String> = self.names.intersection(&self.folders).cloned().collect();
        for path in clashes {
            self.problem(ProblemKind::FileAsFolder, path.as_bytes(), "installers differ about it");
        }
        self.contents.files.sort_by(|left, right| left.path.cmp(&right.path));
        self.contents.problems.sort();
        self.contents.problems.dedup();
        self.contents
    }
}

/// Reads a whole entry, keeping as much of it as the cap for one file allows.
fn keep(mut reader: impl Read, caps: &Caps) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    let mut size = reader.by_ref().take(caps.file).read_to_end(&mut bytes)? as u64;
    let rest = io::copy(&mut reader, &mut io::sink())?;
    if rest > 0 {
        size += rest;
        bytes.truncate(HEAD_BYTES);
        bytes.shrink_to_fit();
    }
    Ok((bytes, size))
}

#[cfg(test)]
mod tests;
