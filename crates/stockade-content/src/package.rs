//! A package as it came: its files, what is wrong with the archive, what its manifest says.

use crate::archive::{self, ArchiveError, File, Kind, Problem};
use crate::caps::Caps;
use crate::manifest::Manifest;

/// A package, read in memory.
#[derive(Clone, Debug)]
pub struct Package {
    /// How it was packed.
    pub kind: Kind,
    /// Its files, by name. Two of them may have one name, see [`Package::problems`].
    pub files: Vec<File>,
    /// What its archive should not have.
    pub problems: Vec<Problem>,
    /// What its manifest says.
    pub manifest: Manifest,
    /// The archive's length.
    pub packed: u64,
    /// The length of all files.
    pub unpacked: u64,
}

impl Package {
    /// Reads an archive.
    ///
    /// # Errors
    /// If it is no archive of its kind, is broken, or passes a cap.
    pub fn read(bytes: &[u8], kind: Kind, caps: &Caps) -> Result<Self, ArchiveError> {
        let contents = archive::read(bytes, kind, caps)?;
        Ok(Self::of_files(kind, contents.files, contents.problems, bytes.len() as u64))
    }

    /// A package whose files are there already, as an installed one's are.
    pub fn of_files(kind: Kind, mut files: Vec<File>, problems: Vec<Problem>, packed: u64) -> Self {
        files.sort_by(|left, right| left.path.cmp(&right.path));
        let manifest = Manifest::of(kind, &files);
        let unpacked = files.iter().map(|file| file.size).sum();
        Self { kind, files, problems, manifest, packed, unpacked }
    }

    /// The file of a name.
    pub fn file(&self, path: &str) -> Option<&File> {
        let index = self.files.partition_point(|file| file.path.as_str() < path);
        self.files.get(index).filter(|file| file.path == path)
    }
}
