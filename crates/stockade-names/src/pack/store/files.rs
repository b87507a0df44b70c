//! Files of the store: read up to a limit, made for their owner alone, and there after a power cut.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::super::bytes::Bytes;
use super::super::sum::{self, PART, Sum};
use super::{MOST_BYTES, StoreError};

/// A whole file of at most [`MOST_BYTES`]; none where there is no such file.
///
/// # Errors
/// [`StoreError`] where it cannot be read or is larger.
pub fn read_bounded(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|source| io_error("read", path, source))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(StoreError::TooLarge(path.to_owned()));
    }
    Ok(Some(bytes))
}

/// The same for a pack, which is read to where it is used, and summed meanwhile.
pub(super) fn read_pack(path: &Path) -> Result<Option<(Bytes, Option<Sum>)>, StoreError> {
    let Some(file) = open(path)? else { return Ok(None) };
    let length = file.metadata().map_err(|source| io_error("read", path, source))?.len();
    let length = usize::try_from(length).ok().filter(|length| *length as u64 <= MOST_BYTES);
    let length = length.ok_or_else(|| StoreError::TooLarge(path.to_owned()))?;
    Bytes::read(file, length).map(Some).map_err(|source| io_error("read", path, source))
}

/// In front of the sum of what stands above it.
const SEAL: &str = "#sum\t";
/// Bytes of a whole line of it.
const SEAL_LENGTH: usize = SEAL.len() + 2 * size_of::<Sum>() + 1;

/// Whether records are those that were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sealed {
    /// Their sum stands behind them.
    Well,
    /// Another sum stands there.
    Otherwise,
    /// None does: a former version of the program wrote them, or they are cut off.
    Not,
}

/// The line that stands behind records.
pub(super) fn seal(records: &[u8]) -> String {
    [SEAL, &sum::hexadecimal(&sum::alone(records, 0)), "\n"].concat()
}

/// Records without the line behind them, summed up while they are read; none where there is no such file.
pub(super) fn read_records(path: &Path) -> Result<Option<(Vec<u8>, Sealed)>, StoreError> {
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut read = || -> io::Result<Option<(Vec<u8>, Sealed)>> {
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        if length as u64 > MOST_BYTES + SEAL_LENGTH as u64 {
            return Ok(None);
        }
        let mut records = vec![0; length.saturating_sub(SEAL_LENGTH)];
        let (read, sum) = sum::side_by_side(|each| {
            for part in records.chunks_mut(PART) {
                file.read_exact(part)?;
                each(part);
            }
            Ok::<_, io::Error>(())
        });
        read?;
        // Whoever writes it meanwhile writes another file and renames it.
        let mut behind = Vec::new();
        file.by_ref().take(SEAL_LENGTH as u64 + 1).read_to_end(&mut behind)?;
        if behind.len() == SEAL_LENGTH && behind.starts_with(SEAL.as_bytes()) {
            let sum = sum.unwrap_or_else(|| sum::alone(&records, 0));
            let same = behind.get(SEAL.len()..).is_some_and(|it| it.starts_with(sum::hexadecimal(&sum).as_bytes()));
            return Ok(Some((records, if same { Sealed::Well } else { Sealed::Otherwise })));
        }
        records.append(&mut behind);
        Ok(Some((records, Sealed::Not)))
    };
    match read().map_err(|source| io_error("read", path, source))? {
        Some(read) => Ok(Some(read)),
        None => Err(StoreError::TooLarge(path.to_owned())),
    }
}

/// None where there is no such file.
fn open(path: &Path) -> Result<Option<File>, StoreError> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        file => file.map(Some).map_err(|source| io_error("read", path, source)),
    }
}

pub(super) fn io_error(what: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { what, path: path.to_owned(), source }
}

/// What is made is its owner's alone.
#[cfg(unix)]
pub(super) fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
pub(super) fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    options
}

#[cfg(unix)]
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes a rename last through a power cut.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes renames through, and opens no folder as a file.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
