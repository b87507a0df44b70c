//! Reads a file that somebody else wrote, without being hung, flooded or raced by it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::Duration;

use stockade_model::ProblemKind;
use thiserror::Error;

/// No client's configuration is larger. `~/.claude.json` keeps histories and reaches some MiB.
pub const MAX_BYTES: u64 = 32 << 20;

/// Longer than any file system's clock stands still, but for FAT's two seconds.
const FRESH: Duration = Duration::from_millis(50);
/// Between two looks at a file that changes: long enough for its writer to end.
const PAUSE: Duration = Duration::from_millis(5);

/// The system's number for a loop of links; `io::ErrorKind` has no stable word for it.
const ELOOP: Option<i32> = if cfg!(target_os = "linux") {
    Some(40)
} else if cfg!(unix) {
    Some(62)
} else {
    None
};

/// Why a file could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The system refused.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A loop of symlinks.
    #[error("`{}` is a loop of symbolic links", path.display())]
    Loop {
        /// The file.
        path: PathBuf,
    },
    /// Neither a file nor a link to one.
    #[error("`{}` is {what}, not a regular file", path.display())]
    NotRegular {
        /// The path.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// Larger than the cap.
    #[error("`{}` has {size} bytes, more than the {limit} that are read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The cap in bytes.
        limit: u64,
    },
    /// Not UTF-8.
    #[error("`{}` is not UTF-8: byte {offset} is no part of a character", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The first wrong byte.
        offset: usize,
    },
    /// Changed while it was read, each time.
    #[error("`{}` changed while it was read", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
}

impl ReadError {
    /// The kind that reports use.
    pub const fn kind(&self) -> ProblemKind {
        match self {
            Self::Io { .. } => ProblemKind::Unreadable,
            Self::Loop { .. } => ProblemKind::SymlinkLoop,
            Self::NotRegular { .. } => ProblemKind::NotRegular,
            Self::TooLarge { .. } => ProblemKind::TooLarge,
            Self::Encoding { .. } => ProblemKind::Encoding,
            Self::Changed { .. } => ProblemKind::ChangedWhileRead,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Loop { path }
            | Self::NotRegular { path, .. }
            | Self::TooLarge { path, .. }
            | Self::Encoding { path, .. }
            | Self::Changed { path } => path,
        }
    }

    /// Whether the path simply does not exist.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
    }
}

/// A file's bytes and where they really are.
#[derive(Debug)]
pub struct RawFile {
    /// The content.
    pub bytes: Vec<u8>,
    /// The path behind symlinks, where that differs from the one asked for.
    pub real_path: Option<PathBuf>,
}

/// A text file.
#[derive(Debug)]
pub struct RawText {
    /// The content, byte order mark kept.
    pub text: String,
    /// The path behind symlinks, where that differs from the one asked for.
    pub real_path: Option<PathBuf>,
}

/// Reads a regular file of at most `limit` bytes, links followed. A FIFO, a device or a directory is refused without
/// blocking; a file that changes while it is read is read again after a moment, then refused.
///
/// # Errors
/// [`ReadError`], with the path in every variant.
pub fn read_bytes(path: &Path, limit: u64) -> Result<RawFile, ReadError> {
    for last in [false, false, true] {
        match read_once(path, limit)? {
            // Whoever rewrites a file in place empties it first. Looked at again: what was filled is the file.
            Some((bytes, true)) if bytes.is_empty() && !last => {}
            Some((bytes, _)) => return Ok(RawFile { bytes, real_path: real_path(path) }),
            None => {}
        }
        if !last {
            std::thread::sleep(PAUSE);
        }
    }
    Err(ReadError::Changed { path: path.to_path_buf() })
}

/// [`read_bytes`] and UTF-8.
///
/// # Errors
/// [`ReadError`], with the path in every variant.
pub fn read_text(path: &Path, limit: u64) -> Result<RawText, ReadError> {
    let raw = read_bytes(path, limit)?;
    match String::from_utf8(raw.bytes) {
        Ok(text) => Ok(RawText { text, real_path: raw.real_path }),
        Err(error) => Err(ReadError::Encoding { path: path.to_path_buf(), offset: error.utf8_error().valid_up_to() }),
    }
}

/// The text of a settings file that only changes the meaning of others.
///
/// # Errors
/// [`ReadError`], with the path in every variant.
pub fn read_small(path: &Path, limit: u64) -> Result<String, ReadError> {
    read_text(path, limit).map(|raw| raw.text)
}

/// Opens a regular file of at most `limit` bytes for a reader that looks into parts of it only. Links are followed; what
/// is no file is refused without blocking.
///
/// # Errors
/// [`ReadError`], with the path in every variant.
pub fn open_file(path: &Path, limit: u64) -> Result<(File, Option<PathBuf>), ReadError> {
    let (file, _) = open_checked(path, limit)?;
    Ok((file, real_path(path)))
}

/// The bytes, and whether they are fresh. None if the file changed meanwhile.
fn read_once(path: &Path, limit: u64) -> Result<Option<(Vec<u8>, bool)>, ReadError> {
    let wrap = |source| failed(path, source);
    let (mut file, before) = open_checked(path, limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
    file.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(wrap)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { path: path.to_path_buf(), size: bytes.len() as u64, limit });
    }
    let after = file.metadata().map_err(wrap)?;
    let same = before.len() == after.len()
        && bytes.len() as u64 == after.len()
        && before.modified().ok() == after.modified().ok();
    // Files of virtual systems (`/proc`) say 0 bytes and are no configs of anybody.
    let fresh = is_fresh(&after);
    if !same || (fresh && !reads_again(&mut file, &bytes).map_err(wrap)?) {
        return Ok(None);
    }
    Ok(Some((bytes, fresh)))
}

/// Whether the file changed so recently that another change may leave the same time: clocks of file systems stand still
/// for some milliseconds. A time in the future tells nothing either.
fn is_fresh(metadata: &fs::Metadata) -> bool {
    let age = metadata.modified().ok().and_then(|changed| changed.elapsed().ok());
    age.is_none_or(|age| age < FRESH)
}

/// Whether the file still holds these bytes.
fn reads_again(file: &mut File, bytes: &[u8]) -> io::Result<bool> {
    file.seek(io::SeekFrom::Start(0))?;
    let mut again = Vec::with_capacity(bytes.len());
    file.take(bytes.len() as u64 + 1).read_to_end(&mut again)?;
    Ok(again == bytes)
}

fn open_checked(path: &Path, limit: u64) -> Result<(File, fs::Metadata), ReadError> {
    let wrap = |source| failed(path, source);
    // Looked at before it is opened: opening a FIFO would wait for a writer, opening a device may do anything.
    refuse_special(path, &fs::metadata(path).map_err(wrap)?)?;
    let file = open(path).map_err(wrap)?;
    let metadata = file.metadata().map_err(wrap)?;
    // And again behind the open, since the path may have been swapped in between.
    refuse_special(path, &metadata)?;
    if metadata.len() > limit {
        return Err(ReadError::TooLarge { path: path.to_path_buf(), size: metadata.len(), limit });
    }
    Ok((file, metadata))
}

/// What the system said about a path.
pub(crate) fn failed(path: &Path, source: io::Error) -> ReadError {
    if source.raw_os_error() == ELOOP {
        ReadError::Loop { path: path.to_path_buf() }
    } else {
        ReadError::Io { path: path.to_path_buf(), source }
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // O_NONBLOCK, so that a FIFO swapped in after the look above cannot hang the scan.
    #[cfg(target_os = "linux")]
    const NONBLOCK: i32 = 0o4000;
    #[cfg(not(target_os = "linux"))]
    const NONBLOCK: i32 = 0x4;
    OpenOptions::new().read(true).custom_flags(NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn refuse_special(path: &Path, metadata: &fs::Metadata) -> Result<(), ReadError> {
    if metadata.is_file() {
        return Ok(());
    }
    Err(ReadError::NotRegular { path: path.to_path_buf(), what: what_is(metadata) })
}

#[cfg(unix)]
fn what_is(metadata: &fs::Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn what_is(metadata: &fs::Metadata) -> &'static str {
    if metadata.is_dir() { "a directory" } else { "a device" }
}

/// Where the path leads, if through a link. A link anywhere in the path counts, not just at its end.
fn real_path(path: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(path).ok()?;
    (real != path && has_link(path)).then_some(real)
}

fn has_link(path: &Path) -> bool {
    path.ancestors().any(|part| fs::symlink_metadata(part).is_ok_and(|metadata| metadata.file_type().is_symlink()))
}
