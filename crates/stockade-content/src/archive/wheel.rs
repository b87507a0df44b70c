//! Zip, read by its list (the central directory, APPNOTE.TXT 4.3.12) with every entry's own header held against it.
//!
//! Constraints:
//! - pip reads the list, uv and others stream the entries: where the two disagree an attacker chooses what each sees, so
//!   any difference is a problem;
//! - entries may not share bytes (the overlapping bomb), nor may bytes stand between them that the list does not name;
//! - no length in the archive is believed before that many bytes came out.

use std::io::{self, Read};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::{ArchiveError, ProblemKind, Shelf, keep};

const END: &[u8] = b"PK\x05\x06";
const LISTED: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
/// The record at the end without its comment.
const END_BYTES: usize = 22;

fn malformed(what: impl Into<String>, at: usize) -> ArchiveError {
    ArchiveError::Malformed { format: "zip", what: what.into(), at: at as u64 }
}

/// Little-endian numbers at places of the archive.
#[derive(Clone, Copy)]
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn slice(self, at: usize, length: usize) -> Result<&'b [u8], ArchiveError> {
        at.checked_add(length)
            .and_then(|end| self.0.get(at..end))
            .ok_or_else(|| malformed("it ends within a record", at))
    }

    fn number(self, at: usize, length: usize) -> Result<u64, ArchiveError> {
        Ok(self.slice(at, length)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn size(self, at: usize, length: usize) -> Result<usize, ArchiveError> {
        usize::try_from(self.number(at, length)?).map_err(|_| malformed("a length that fits no memory", at))
    }
}

/// An entry of the list.
struct Listed<'b> {
    name: &'b [u8],
    flags: u64,
    method: u64,
    crc: u64,
    packed: usize,
    unpacked: u64,
    mode: u64,
    at: usize,
}

pub(super) fn read(bytes: &[u8], shelf: &mut Shelf<'_>) -> Result<(), ArchiveError> {
    let archive = Bytes(bytes);
    let end = find_end(bytes)?;
    if end.checked_sub(20).is_some_and(|at| bytes.get(at..at + 4) == Some(LOCATOR_64)) {
        return Err(malformed("a list of the 64-bit form, which no package needs", end));
    }
    let (disk, count) = (archive.number(end + 4, 4)?, archive.size(end + 10, 2)?);
    let (length, start) = (archive.size(end + 12, 4)?, archive.size(end + 16, 4)?);
    if disk != 0 || archive.size(end + 8, 2)? != count {
        return Err(malformed("an archive in several parts", end));
    }
    if end + END_BYTES + archive.size(end + 20, 2)? != bytes.len() {
        shelf.problem(ProblemKind::HiddenData, b"", "bytes behind the end of the zip archive");
    }
    if start.checked_add(length) != Some(end) {
        return Err(malformed("the list of entries does not stand where the end record says", end));
    }
    let mut listed = Vec::new();
    let mut at = start;
    while at < end {
        shelf.count()?;
        let entry = list_entry(archive, &mut at)?;
        listed.push(entry);
    }
    if listed.len() != count {
        return Err(malformed(format!("the list has {} entries and claims {count}", listed.len()), start));
    }
    let mut ranges = Vec::new();
    let mut total = 0_u64;
    for entry in &listed {
        if let Some(range) = read_entry(archive, entry, &mut total, shelf)? {
            ranges.push((range, entry.name));
        }
    }
    check_ranges(&mut ranges, start, shelf);
    Ok(())
}

/// The last end record whose comment reaches no further than the archive's end.
fn find_end(bytes: &[u8]) -> Result<usize, ArchiveError> {
    let from = bytes.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let tail = bytes.get(from..).unwrap_or_default();
    memchr::memmem::rfind(tail, END)
        .map(|at| from + at)
        .filter(|at| at + END_BYTES <= bytes.len())
        .ok_or_else(|| malformed("no list of entries at its end", bytes.len()))
}

fn list_entry<'b>(archive: Bytes<'b>, at: &mut usize) -> Result<Listed<'b>, ArchiveError> {
    let start = *at;
    if archive.slice(start, 4)? != LISTED {
        return Err(malformed("the list holds something that is no entry", start));
    }
    let name_bytes = archive.size(start + 28, 2)?;
    let (extra, comment) = (archive.size(start + 30, 2)?, archive.size(start + 32, 2)?);
    let entry = Listed {
        name: archive.slice(start + 46, name_bytes)?,
        flags: archive.number(start + 8, 2)?,
        method: archive.number(start + 10, 2)?,
        crc: archive.number(start + 16, 4)?,
        packed: archive.size(start + 20, 4)?,
        unpacked: archive.number(start + 24, 4)?,
        mode: archive.number(start + 38, 4)? >> 16,
        at: archive.size(start + 42, 4)?,
    };
    *at = start + 46 + name_bytes + extra + comment;
    Ok(entry)
}

/// Reads an entry; answers with the range of bytes that it takes.
fn read_entry(
    archive: Bytes<'_>,
    entry: &Listed<'_>,
    total: &mut u64,
    shelf: &mut Shelf<'_>,
) -> Result<Option<(usize, usize)>, ArchiveError> {
    let at = entry.at;
    if archive.slice(at, 4)? != LOCAL {
        return Err(malformed("the list points to something that is no entry", at));
    }
    let (flags, method) = (archive.number(at + 6, 2)?, archive.number(at + 8, 2)?);
    let (name_bytes, extra) = (archive.size(at + 26, 2)?, archive.size(at + 28, 2)?);
    let local_name = archive.slice(at + 30, name_bytes)?;
    if local_name != entry.name {
        let detail = format!("its own header calls it `{}`", super::name::shown(local_name));
        shelf.problem(ProblemKind::HeadersDiffer, entry.name, detail);
    }
    let described = flags & 8 != 0;
    let numbers = (archive.number(at + 14, 4)?, archive.size(at + 18, 4)?, archive.number(at + 22, 4)?);
    let differs = method != entry.method
        || flags != entry.flags
        || (!described && numbers != (entry.crc, entry.packed, entry.unpacked));
    if differs {
        shelf.problem(ProblemKind::HeadersDiffer, entry.name, "method, flags, length or checksum");
    }
    let start = at + 30 + name_bytes + extra;
    let data = archive.slice(start, entry.packed)?;
    let mut end = start + entry.packed;
    if described {
        end += descriptor_bytes(archive, end)?;
    }
    let range = Some((at, end));
    if entry.flags & 1 != 0 {
        shelf.problem(ProblemKind::Encrypted, entry.name, "it is not read");
        return Ok(range);
    }
    let kind = entry.mode & 0o170_000;
    if kind == 0o120_000 {
        let target = String::from_utf8_lossy(data.get(..data.len().min(200)).unwrap_or_default()).into_owned();
        shelf.problem(
            ProblemKind::Link,
            entry.name,
            format!("it points to `{}`", super::name::shown(target.as_bytes())),
        );
        return Ok(range);
    }
    if kind != 0 && kind != 0o100_000 && kind != 0o040_000 {
        shelf.problem(ProblemKind::Device, entry.name, format!("its mode is {:o}", entry.mode));
        return Ok(range);
    }
    let name = shelf.name(entry.name, false);
    if entry.name.ends_with(b"/") && entry.unpacked == 0 {
        return Ok(range);
    }
    let failed = |error: io::Error| malformed(error.to_string(), start);
    let room = shelf.caps.unpacked.saturating_sub(*total);
    let (bytes, size, crc) = match entry.method {
        0 => unpack(data, room, shelf),
        8 => unpack(DeflateDecoder::new(data), room, shelf),
        other => return Err(malformed(format!("compression method {other}, which wheels do not use"), at)),
    }
    .map_err(failed)?;
    if size > room {
        return Err(ArchiveError::Limit { what: "unpacked bytes", allowed: shelf.caps.unpacked });
    }
    *total += size;
    let packed = archive.0.len() as u64;
    if *total > shelf.caps.ratio_from && *total / shelf.caps.ratio > packed {
        return Err(ArchiveError::Ratio { ratio: shelf.caps.ratio, packed });
    }
    if size != entry.unpacked || u64::from(crc) != entry.crc {
        return Err(malformed("an entry with another length or checksum than the list says", start));
    }
    if let Some(name) = name {
        shelf.add(name, bytes, size, entry.mode & 0o111 != 0);
    }
    Ok(range)
}

/// What comes out, its length, its checksum; one byte more than there is room for at most.
fn unpack(reader: impl Read, room: u64, shelf: &Shelf<'_>) -> io::Result<(Vec<u8>, u64, u32)> {
    let mut summed = Summed { inner: reader.take(room.saturating_add(1)), crc: Crc::new() };
    let (bytes, size) = keep(&mut summed, shelf.caps)?;
    Ok((bytes, size, summed.crc.sum()))
}

struct Summed<R> {
    inner: R,
    crc: Crc,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.crc.update(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}

/// A record of lengths behind the data, with or without a signature (4.3.9).
fn descriptor_bytes(archive: Bytes<'_>, at: usize) -> Result<usize, ArchiveError> {
    Ok(if archive.slice(at, 4)? == b"PK\x07\x08" { 16 } else { 12 })
}

fn check_ranges(ranges: &mut [((usize, usize), &[u8])], list: usize, shelf: &mut Shelf<'_>) {
    ranges.sort_unstable_by_key(|(range, _)| *range);
    let mut reached = 0;
    for ((start, end), name) in ranges.iter() {
        if *start < reached {
            shelf.problem(ProblemKind::Overlap, name, "it starts within another entry");
        } else if *start > reached {
            shelf.problem(ProblemKind::HiddenData, name, format!("{} bytes before it", start - reached));
        }
        reached = reached.max(*end);
    }
    if reached < list {
        shelf.problem(ProblemKind::HiddenData, b"", format!("{} bytes before the list of entries", list - reached));
    } else if reached > list {
        shelf.problem(ProblemKind::Overlap, b"", "an entry reaches into the list of entries");
    }
}
