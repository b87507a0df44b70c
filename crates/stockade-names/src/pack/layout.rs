//! The file format: header, directory of sections, signature at the end.
//!
//! ```text
//! 0   8  magic "STKDPACK"
//! 8   4  format
//! 12  4  number of sections
//! 16  8  version
//! 24  8  length without the signature
//! 32  32 sum of all that stands between head and signature ([`sum`])
//! 64  24 each: tag (4), zero (4), offset (8), length (8)
//! …      zeros to a multiple of 64: so far the head, which is what is signed
//! …      sections, each at a multiple of 64, zeros between them
//! …      signature text (minisign), to the end of the file
//! ```

use super::{PackError, sum};

/// First bytes of every pack.
pub const MAGIC: &[u8; 8] = b"STKDPACK";
/// The format that this program reads and writes.
pub const FORMAT: u32 = 5;
/// Where the sum stands.
const SUM: usize = 32;
const HEADER: usize = 64;
/// Sections begin at multiples of this, as the lines of a processor's cache do.
pub(super) const ALIGNED: usize = 64;
const ENTRY: usize = 24;
/// More sections than any version has.
const MOST_SECTIONS: u32 = 64;

/// Four letters that name a section.
pub type Tag = [u8; 4];
/// Name records.
pub const NAMES: Tag = *b"NAME";
/// Owners and repositories that records point to.
pub const BINDINGS: Tag = *b"BIND";
/// What tells most names apart without reading them.
pub const MARKS: Tag = *b"MARK";
/// Text that records point into.
pub const TEXTS: Tag = *b"TEXT";
/// Table: full name (`npm:name`) to name.
pub const EXACT: Tag = *b"EXCT";
/// Table: canonical key to names, and as the second kind squashed base less one byte to names.
pub const NEAR: Tag = *b"NEAR";
/// Table: third of a squashed base to names.
pub const PIECES: Tag = *b"PIEC";
/// Repository owners.
pub const OWNERS: Tag = *b"OWNR";
/// Table: repository name to owner records.
pub const REPOSITORIES: Tag = *b"REPO";
/// Table: token to the number of names that have it.
pub const TOKENS: Tag = *b"TOKS";
/// Known-malicious names, sorted lines.
pub const MALWARE: Tag = *b"MALW";
/// Table: full name (`npm:name`) to whether there is malware of it.
pub const MALWARE_NAMES: Tag = *b"MALN";
/// Small curated lists, JSON.
pub const LISTS: Tag = *b"LIST";

/// The sections that are read, in the order in which [`Directory`] keeps their places.
const KNOWN: [Tag; 13] =
    [NAMES, BINDINGS, MARKS, TEXTS, EXACT, NEAR, PIECES, OWNERS, REPOSITORIES, TOKENS, MALWARE, MALWARE_NAMES, LISTS];

/// Where the sections are. Every range was checked against the file.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    pub(super) version: u64,
    head: usize,
    /// Bytes in front of the signature.
    length: usize,
    /// By their numbers in [`KNOWN`], since each answer asks for most of them.
    sections: [Option<std::ops::Range<usize>>; KNOWN.len()],
}

/// The number of a section in [`KNOWN`]; one past the last for any other.
#[inline]
fn number(tag: Tag) -> usize {
    KNOWN.iter().position(|known| *known == tag).unwrap_or(KNOWN.len())
}

impl Directory {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PackError> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(PackError::NotAPack);
        }
        let format = u32_at(bytes, 8).ok_or(PackError::Damaged("it ends inside the header"))?;
        if format != FORMAT {
            return Err(PackError::Format { found: format, known: FORMAT });
        }
        let header = || Some((u32_at(bytes, 12)?, u64_at(bytes, 16)?, size_at(bytes, 24)?));
        let (count, version, whole) = header().ok_or(PackError::Damaged("it ends inside the header"))?;
        let head = head_of(count as usize);
        if count > MOST_SECTIONS || whole > bytes.len() || head > whole {
            return Err(PackError::Damaged("it is shorter than it says"));
        }
        let mut sections = [const { None }; KNOWN.len()];
        for index in 0..count as usize {
            let at = HEADER + index * ENTRY;
            let entry = || {
                let tag: Tag = bytes.get(at..at + 4)?.try_into().ok()?;
                Some((tag, size_at(bytes, at + 8)?, size_at(bytes, at + 16)?))
            };
            let (tag, offset, length) = entry().ok_or(PackError::Damaged("it ends inside the directory"))?;
            let end = offset.checked_add(length).filter(|end| *end <= whole);
            let end = end.ok_or(PackError::Damaged("a section reaches beyond the file"))?;
            if let Some(place) = sections.get_mut(number(tag)).filter(|place| place.is_none()) {
                *place = Some(offset..end);
            }
        }
        // Whoever looked something up in one that is not there would find nothing, and take that for an answer.
        if sections.iter().any(Option::is_none) {
            return Err(PackError::Damaged("a section is missing"));
        }
        Ok(Self { version, head, length: whole, sections })
    }

    #[inline]
    pub(super) fn section<'a>(&self, bytes: &'a [u8], tag: Tag) -> Result<&'a [u8], PackError> {
        let place = self.sections.get(number(tag)).and_then(Option::as_ref);
        place.and_then(|place| bytes.get(place.clone())).ok_or(PackError::Damaged("a section is missing"))
    }

    /// What is signed: the head, which has the sum of the rest.
    pub(super) fn signed_part<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(..self.head).unwrap_or(bytes)
    }

    /// All but the signature.
    pub(super) fn unsigned<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(..self.length).unwrap_or(bytes)
    }

    /// Whether the file holds what its head says: `known` is its sum where somebody has it already.
    pub(super) fn check(&self, bytes: &[u8], known: Option<sum::Sum>) -> Result<(), PackError> {
        let sum = known.unwrap_or_else(|| sum::alone(self.unsigned(bytes), self.head));
        let same = bytes.get(SUM..).is_some_and(|told| told.starts_with(&sum));
        if same { Ok(()) } else { Err(PackError::Damaged("it does not hold what its head says")) }
    }
}

/// How many bytes the head of a file has, and the file without its signature, as it says itself, which is not checked yet; none
/// where it is no pack of this format.
pub(super) fn lengths(beginning: &[u8]) -> Option<(usize, usize)> {
    let ours = beginning.starts_with(MAGIC) && u32_at(beginning, 8) == Some(FORMAT);
    let count = u32_at(beginning, 12).filter(|count| ours && *count <= MOST_SECTIONS)?;
    Some((head_of(count as usize), size_at(beginning, 24)?))
}

/// Bytes of the head of a pack with so many sections.
const fn head_of(count: usize) -> usize {
    count.saturating_mul(ENTRY).saturating_add(HEADER).next_multiple_of(ALIGNED)
}

/// The directory of a file, and the signature text at its end.
pub(super) fn parts(bytes: &[u8]) -> Result<(Directory, &str), PackError> {
    let directory = Directory::read(bytes)?;
    let signature = bytes.get(directory.length..).filter(|text| !text.is_empty()).ok_or(PackError::Unsigned)?;
    let signature = std::str::from_utf8(signature).map_err(|_| PackError::Signature)?;
    Ok((directory, signature))
}

/// Puts sections together.
pub(super) fn write(version: u64, sections: &[(Tag, Vec<u8>)]) -> Vec<u8> {
    let start = head_of(sections.len());
    let total = sections.iter().fold(start, |at, (_, content)| at.next_multiple_of(ALIGNED) + content.len());
    let mut out = Vec::with_capacity(total);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&u32::try_from(sections.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&(total as u64).to_le_bytes());
    out.resize(HEADER, 0);
    let mut offset = start;
    for (tag, content) in sections {
        out.extend_from_slice(tag);
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&(offset as u64).to_le_bytes());
        out.extend_from_slice(&(content.len() as u64).to_le_bytes());
        offset = (offset + content.len()).next_multiple_of(ALIGNED);
    }
    for (_, content) in sections {
        out.resize(out.len().next_multiple_of(ALIGNED), 0);
        out.extend_from_slice(content);
    }
    sum_up(&mut out);
    out
}

/// Writes the sum of what a pack without a signature holds into its head.
pub(super) fn sum_up(pack: &mut [u8]) {
    let Some((head, _)) = lengths(pack) else { return };
    let sum = sum::alone(pack, head);
    if let Some(place) = pack.get_mut(SUM..SUM + sum.len()) {
        place.copy_from_slice(&sum);
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64_at(bytes, at)?).ok()
}
