//! tar in gzip, streamed.
//!
//! - headers are taken raw: long names (GNU `L`, `K`) and extended headers (POSIX pax) are read here, each within a cap,
//!   because a library that reads them for us reads them at whatever length they claim;
//! - an extended header whose `size` differs from the plain one desynchronises readers, and ends the reading;
//! - links and devices are reported and not followed.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::{ArchiveError, ProblemKind, Shelf, keep};
use crate::caps::Caps;

/// An extended header or a long name beyond this names nothing that anybody could install.
const MAX_HEADER_BYTES: u64 = 256 << 10;

/// What extended headers said of the next entry.
#[derive(Default)]
struct Ahead {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

pub(super) fn read(bytes: &[u8], shelf: &mut Shelf<'_>) -> Result<(), ArchiveError> {
    let over = Rc::new(Cell::new(None));
    let meter = Meter {
        inner: MultiGzDecoder::new(bytes),
        out: 0,
        packed: bytes.len() as u64,
        caps: shelf.caps.clone(),
        over: Rc::clone(&over),
    };
    let place = Rc::new(Cell::new(0));
    let result = entries(meter, shelf, &place);
    match over.take() {
        Some(Over::Unpacked) => Err(ArchiveError::Limit { what: "unpacked bytes", allowed: shelf.caps.unpacked }),
        Some(Over::Ratio) => Err(ArchiveError::Ratio { ratio: shelf.caps.ratio, packed: bytes.len() as u64 }),
        None => result,
    }
}

fn malformed(error: &io::Error, at: u64) -> ArchiveError {
    let gzip = error.kind() == io::ErrorKind::InvalidInput || error.to_string().contains("gzip");
    let format = if gzip || error.to_string().contains("deflate") { "gzip" } else { "tar" };
    ArchiveError::Malformed { format, what: error.to_string(), at }
}

fn entries(meter: Meter<'_>, shelf: &mut Shelf<'_>, place: &Rc<Cell<u64>>) -> Result<(), ArchiveError> {
    let mut archive = Archive::new(meter);
    let mut ahead = Ahead::default();
    let failed = |error: io::Error, place: &Cell<u64>| malformed(&error, place.get());
    for entry in archive.entries().map_err(|error| failed(error, place))?.raw(true) {
        let mut entry = entry.map_err(|error| failed(error, place))?;
        place.set(entry.raw_header_position());
        shelf.count()?;
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName => {
                let mut name = header_bytes(&mut entry, place)?;
                name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
                ahead.path = Some(name);
                continue;
            }
            EntryType::XHeader => {
                let records = header_bytes(&mut entry, place)?;
                pax(&records, &mut ahead, place)?;
                continue;
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => {
                let records = header_bytes(&mut entry, place)?;
                let names = kind == EntryType::XGlobalHeader && memchr::memmem::find(&records, b"path=").is_some();
                if names {
                    shelf.problem(ProblemKind::OddName, b"pax_global_header", "a name for every entry");
                }
                continue;
            }
            _ => {}
        }
        let taken = std::mem::take(&mut ahead);
        let plain = entry.header().entry_size().map_err(|error| failed(error, place))?;
        if taken.size.is_some_and(|size| size != plain) {
            let what = "an extended header gives the entry another length than its own header".to_owned();
            return Err(ArchiveError::Malformed { format: "tar", what, at: place.get() });
        }
        let raw = taken.path.unwrap_or_else(|| entry.path_bytes().into_owned());
        match kind {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let name = shelf.name(&raw, true);
                let executable = entry.header().mode().is_ok_and(|mode| mode & 0o111 != 0);
                let (bytes, size) = keep(&mut entry, shelf.caps).map_err(|error| failed(error, place))?;
                if size != plain {
                    let what = "the archive ends within an entry".to_owned();
                    return Err(ArchiveError::Malformed { format: "tar", what, at: place.get() });
                }
                if let Some(name) = name {
                    shelf.add(name, bytes, size, executable);
                }
            }
            EntryType::Directory => {
                shelf.name(&raw, true);
            }
            EntryType::Symlink | EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default().into_owned();
                shelf.problem(ProblemKind::Link, &raw, format!("it points to `{}`", super::name::shown(&target)));
            }
            other => {
                shelf.problem(ProblemKind::Device, &raw, format!("an entry of type {:?}", char::from(other.as_byte())));
            }
        }
    }
    let mut rest = archive.into_inner();
    let mut block = vec![0; 64 << 10];
    loop {
        let length = rest.read(&mut block).map_err(|error| failed(error, place))?;
        match block.get(..length) {
            Some([]) | None => return Ok(()),
            Some(part) if part.iter().any(|byte| *byte != 0) => {
                shelf.problem(ProblemKind::HiddenData, b"", "bytes behind the end of the tar archive");
                return Ok(());
            }
            Some(_) => {}
        }
    }
}

fn header_bytes(entry: &mut tar::Entry<'_, Meter<'_>>, place: &Cell<u64>) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    let read = entry.by_ref().take(MAX_HEADER_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| malformed(&error, place.get()))?;
    if bytes.len() as u64 > MAX_HEADER_BYTES {
        return Err(ArchiveError::Limit { what: "bytes in one extended header", allowed: MAX_HEADER_BYTES });
    }
    Ok(bytes)
}

/// Records `LENGTH KEY=VALUE\n` (POSIX.1-2001, pax).
fn pax(records: &[u8], ahead: &mut Ahead, place: &Cell<u64>) -> Result<(), ArchiveError> {
    let broken = || ArchiveError::Malformed {
        format: "tar",
        what: "an extended header that is no list of records".to_owned(),
        at: place.get(),
    };
    let mut rest = records;
    while !rest.is_empty() && rest.first() != Some(&0) {
        let space = memchr::memchr(b' ', rest).ok_or_else(broken)?;
        let number = rest.get(..space).and_then(|digits| str::from_utf8(digits).ok()).ok_or_else(broken)?;
        let length: usize = number.parse().map_err(|_| broken())?;
        let record = rest.get(space + 1..length).ok_or_else(broken)?;
        let record = record.strip_suffix(b"\n").ok_or_else(broken)?;
        let equals = memchr::memchr(b'=', record).ok_or_else(broken)?;
        let (key, value) = record.split_at(equals);
        let value = value.get(1..).unwrap_or_default();
        match key {
            b"path" => ahead.path = Some(value.to_vec()),
            b"size" => {
                let size = str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or_else(broken)?;
                ahead.size = Some(size);
            }
            _ => {}
        }
        rest = rest.get(length..).ok_or_else(broken)?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Unpacked,
    Ratio,
}

/// Counts what comes out, and stops where it is too much.
struct Meter<'b> {
    inner: MultiGzDecoder<&'b [u8]>,
    out: u64,
    packed: u64,
    caps: Caps,
    over: Rc<Cell<Option<Over>>>,
}

impl Read for Meter<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.out += length as u64;
        let over = if self.out > self.caps.unpacked {
            Some(Over::Unpacked)
        } else if self.out > self.caps.ratio_from && self.out / self.caps.ratio > self.packed {
            Some(Over::Ratio)
        } else {
            None
        };
        if over.is_some() {
            self.over.set(over);
            return Err(io::Error::other("a cap was passed"));
        }
        Ok(length)
    }
}
