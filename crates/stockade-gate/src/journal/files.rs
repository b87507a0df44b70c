//! Where a journal stands: the file that is written, the full ones before it, the head and the lock.
//!
//! `journal.jsonl` is written; `journal.000001.jsonl` and on are full, oldest first. `journal.head` names the last record,
//! so that records cut off at the end show. Between a record and its head a gate may die: the head is then behind.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The file that is written.
pub(super) const CURRENT: &str = "journal.jsonl";
/// The last record.
pub(super) const HEAD: &str = "journal.head";
/// Whose lock it is.
pub(super) const LOCK: &str = "journal.lock";

/// How much is read at a time from the end.
const STEP: u64 = 16 * 1024;

/// A full file's name.
pub(super) fn name(number: u64) -> String {
    format!("journal.{number:06}.jsonl")
}

/// The full files, oldest first.
pub(super) fn rotated(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let file_name = entry.file_name();
        let number = file_name.to_str().and_then(|name| name.strip_prefix("journal.")?.strip_suffix(".jsonl"));
        if let Some(number) = number.and_then(|digits| digits.parse().ok()) {
            found.push((number, entry.path()));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// A record's number and seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) hash: String,
}

/// Opens the head for writing; made where it is not there.
pub(super) fn open_head(folder: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(folder.join(HEAD))
}

/// Writes the head, always of one length, in one step.
pub(super) fn write_head(file: &File, head: &Head) -> io::Result<()> {
    let digits = head.seq.to_string();
    let text = ["0".repeat(20_usize.saturating_sub(digits.len())), digits, " ".into(), head.hash.clone(), "\n".into()];
    file.write_all_at(text.concat().as_bytes(), 0)
}

/// Reads the head; none where there is none, or where it is none.
pub(super) fn read_head(folder: &Path) -> io::Result<Option<Head>> {
    let text = match std::fs::read_to_string(folder.join(HEAD)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let parts = text.trim_end().split_once(' ').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash)));
    Ok(parts.map(|(seq, hash)| Head { seq, hash: hash.to_owned() }))
}

/// How a file ends.
#[derive(Debug)]
pub(super) struct Ending {
    /// The last whole line, without its end.
    pub(super) last: Option<Vec<u8>>,
    /// Where the whole lines end.
    pub(super) end: u64,
    /// How many bytes of a line stand behind them.
    pub(super) torn: u64,
}

/// Looks at the end of a file, back to `from` where a line is known to begin there.
pub(super) fn ending(file: &File, length: u64, from: Option<u64>) -> io::Result<Ending> {
    let mut start = from.unwrap_or_else(|| length.saturating_sub(STEP));
    loop {
        let mut bytes = vec![0; usize::try_from(length - start).map_err(io::Error::other)?];
        file.read_exact_at(&mut bytes, start)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n');
        let lines = bytes.get(..whole.unwrap_or(0)).unwrap_or_default();
        let before = lines.iter().rposition(|byte| *byte == b'\n');
        let complete = before.is_some() || (whole.is_some() && (start == 0 || from == Some(start)));
        if complete || start == 0 {
            let last = whole.and_then(|_| lines.get(before.map_or(0, |place| place + 1)..)).map(<[u8]>::to_vec);
            let end = start + whole.map_or(0, |place| place as u64 + 1);
            return Ok(Ending { last, end, torn: length - end });
        }
        start = start.saturating_sub((length - start).max(STEP));
    }
}

/// Takes space behind the end of a file for what will be appended, and says whether it has it. The file stays as long as it
/// is (`FALLOC_FL_KEEP_SIZE`, fallocate(2)).
#[cfg(target_os = "linux")]
pub(super) fn take_room(file: &File, end: u64, length: u64) -> bool {
    use nix::fcntl::{FallocateFlags, fallocate};
    let (Ok(end), Ok(length)) = (i64::try_from(end), i64::try_from(length)) else { return false };
    fallocate(file, FallocateFlags::FALLOC_FL_KEEP_SIZE, end, length).is_ok()
}

/// Whether files of this process may grow as long as there is space: others may set a limit at any time (prlimit(2)).
pub(super) fn may_grow() -> bool {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    getrlimit(Resource::RLIMIT_FSIZE).is_ok_and(|(soft, _)| soft == RLIM_INFINITY)
}

/// Nothing is known of other systems, so nothing is sure.
#[cfg(not(target_os = "linux"))]
pub(super) const fn take_room(_: &File, _: u64, _: u64) -> bool {
    false
}

/// The id of the chain, which each file's first line names.
pub(super) fn chain(file: &File) -> io::Result<Option<String>> {
    let mut bytes = vec![0; 1024];
    let mut length = 0;
    while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, length as u64)? {
            0 => break,
            count => length += count,
        }
    }
    let line = bytes.get(..length).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
    Ok(value.and_then(|value| Some(value.get("chain")?.as_str()?.to_owned())))
}
