//! How much of a package is read before it is given up.
//!
//! - every number is a promise about memory or time; the defaults hold one package within 300 MB;
//! - what passes a cap of the archive is an error, what passes a cap of one file is a fact about that file.

/// The limits of one reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of the archive as it came.
    pub packed: u64,
    /// Bytes of all files together.
    pub unpacked: u64,
    /// Unpacked bytes for each packed one, once [`Caps::ratio_from`] bytes came out.
    pub ratio: u64,
    /// Small archives may be as repetitive as they like.
    pub ratio_from: u64,
    /// Entries, folders and links too.
    pub entries: usize,
    /// Bytes of an entry's name.
    pub path_bytes: usize,
    /// Folders above a file.
    pub path_depth: usize,
    /// Bytes kept of one file; of a longer one only its head is.
    pub file: u64,
    /// Bytes of a source file that is parsed.
    pub source: usize,
    /// Bytes of all source files together that are parsed.
    pub all_sources: usize,
    /// Brackets, operators and statements of source that stand inside each other.
    pub nesting: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            packed: 128 << 20,
            unpacked: 192 << 20,
            ratio: 200,
            ratio_from: 16 << 20,
            entries: 40_000,
            path_bytes: 1_024,
            path_depth: 64,
            file: 32 << 20,
            source: 16 << 20,
            all_sources: 96 << 20,
            nesting: 2_000,
        }
    }
}
