//! The names of a pack, most popular first: a name's number is its rank, so that smaller numbers come first everywhere.
//!
//! ```text
//! 16 bytes each: text offset (4), text length (1), flags (4 bits) and ecosystem (4 bits), sources (1), binding (3),
//!                popularity (6)
//! ```
//! A binding is the number of eight bytes in a section of their own: owner (4) and repository (4), which are numbers of
//! [`super::owners`]. All bits are set where binding or popularity is unknown.

use stockade_model::Ecosystem;

use super::PackError;
use super::layout::{u32_at, u64_at};

/// Bytes of a record.
pub(super) const RECORD: usize = 16;
/// Bytes of an owner and a repository.
const BINDING: usize = 8;
/// No popularity, in the six bytes of it.
pub(super) const UNKNOWN: u64 = (1 << 48) - 1;
/// No owner, no repository.
pub const NONE: u32 = u32::MAX;

/// Stands on the list of names worth protecting.
pub const PROTECTED: u8 = 1;
/// A catalogue of MCP servers lists it.
pub const CATALOGUED: u8 = 2;
/// The catalogue that ties it to its repository calls it official or verified, or has run it.
pub const VOUCHED: u8 = 4;
/// Stands in a list that the registry itself gave out: somebody had published it when the pack was made.
pub const LISTED: u8 = 8;

/// One name.
#[derive(Clone, Copy, Debug)]
pub struct NameRecord<'a> {
    /// Its number, which is its rank by popularity.
    pub id: u32,
    /// Where it lives.
    pub ecosystem: Ecosystem,
    /// Normalised, with scope.
    pub full: &'a str,
    /// npm: downloads a month. PyPI: rank among the first 15,000, 1 is the most downloaded. None: unknown.
    pub popularity: Option<u64>,
    /// [`PROTECTED`], [`CATALOGUED`], [`VOUCHED`], [`LISTED`].
    pub flags: u8,
    /// How many independent sources bind it to its owner.
    pub sources: u8,
    /// Who holds the repository that catalogues give for it: a number of [`super::owners`]. A claim of theirs; see
    /// [`super::Pack::holder`].
    pub owner: Option<u32>,
    /// That repository's name, the same way.
    pub repository: Option<u32>,
}

impl NameRecord<'_> {
    /// Whether it is on the list of names worth protecting.
    pub const fn is_protected(&self) -> bool {
        self.flags & PROTECTED != 0
    }

    /// Whether the registry had it when the pack was made. That a catalogue lists a name is no proof: some list what nobody
    /// ever published, and whoever publishes it then comes in its place.
    pub const fn stood_in_registry(&self) -> bool {
        // Registries of images give out no lists.
        let listed = self.flags & (LISTED | PROTECTED) != 0 || self.popularity.is_some();
        listed || self.sources >= 2 || matches!(self.ecosystem, Ecosystem::Oci)
    }

    /// How much there is to win by being mistaken for it, 0 to 1 on a logarithmic scale. Unknown popularity counts as 0.
    pub fn prominence(&self) -> f32 {
        prominence(self.ecosystem, self.popularity)
    }
}

/// See [`NameRecord::prominence`]. npm: 1 at a thousand million downloads a month. PyPI: 1 at rank 1, 0 at rank 15,000.
pub fn prominence(ecosystem: Ecosystem, popularity: Option<u64>) -> f32 {
    let Some(popularity) = popularity.filter(|popularity| *popularity > 0) else { return 0.0 };
    let logarithm = (popularity as f64).log10() as f32;
    match ecosystem {
        Ecosystem::Pypi => (1.0 - logarithm / 4.2).clamp(0.0, 1.0),
        _ => (logarithm / 9.0).clamp(0.0, 1.0),
    }
}

/// The records of a pack.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    records: &'a [u8],
    bindings: &'a [u8],
    texts: &'a str,
}

impl<'a> Names<'a> {
    pub(super) const fn new(records: &'a [u8], bindings: &'a [u8], texts: &'a str) -> Self {
        Self { records, bindings, texts }
    }

    pub(super) fn check(&self) -> Result<(), PackError> {
        let whole = self.records.len().is_multiple_of(RECORD) && self.bindings.len().is_multiple_of(BINDING);
        let last = self.len().checked_sub(1).is_none_or(|last| self.get(u32::try_from(last).unwrap_or(NONE)).is_some());
        if whole && last { Ok(()) } else { Err(PackError::Damaged("the names are cut off")) }
    }

    /// Whether every record can be read, and what it points to.
    pub(super) fn walk(&self, owners: &super::owners::Owners<'_>) -> Result<(), PackError> {
        for id in 0..u32::try_from(self.len()).unwrap_or(NONE) {
            let record = self.get(id).ok_or(PackError::Damaged("a name of it cannot be read"))?;
            let text = |number: Option<u32>| number.is_some_and(|number| owners.text(number).is_some());
            if self.is_bound(id) && !(text(record.owner) && text(record.repository)) {
                return Err(PackError::Damaged("an owner of a name cannot be read"));
            }
        }
        Ok(())
    }

    /// Whether a record says that it has an owner.
    fn is_bound(&self, id: u32) -> bool {
        let binding = (id as usize).checked_mul(RECORD).and_then(|at| self.records.get(at + 7..at + 10));
        binding.is_some_and(|binding| binding != [u8::MAX; 3])
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// All, most popular first.
    pub fn iter(self) -> impl Iterator<Item = NameRecord<'a>> {
        (0..u32::try_from(self.len()).unwrap_or(0)).filter_map(move |id| self.get(id))
    }

    /// Reads the records of these names, so that their memory is there when [`Self::fetch`] asks.
    #[inline]
    pub(crate) fn touch(&self, ids: impl Iterator<Item = u32>) {
        std::hint::black_box(ids.fold(0, |sum, id| sum ^ self.place(id).unwrap_or(0)));
    }

    /// Reads the beginnings of these names, so that their memory is there when [`Self::get`] asks: all of it at once instead of
    /// one after the other.
    #[inline]
    pub(crate) fn fetch(&self, ids: &[u32]) {
        let first = |id: &u32| self.texts.as_bytes().get(self.place(*id)? as usize);
        std::hint::black_box(ids.iter().filter_map(first).fold(0, |sum, letter| sum ^ letter));
    }

    /// Where a name begins in the texts.
    #[inline]
    fn place(&self, id: u32) -> Option<u32> {
        u32_at(self.records, (id as usize).checked_mul(RECORD)?)
    }

    /// The name alone by its number.
    #[inline]
    pub(crate) fn full(&self, id: u32) -> Option<&'a str> {
        let at = (id as usize).checked_mul(RECORD)?;
        let record: &[u8; RECORD] = self.records.get(at..)?.first_chunk()?;
        let offset = u32_at(record, 0)? as usize;
        self.texts.get(offset..offset.checked_add(usize::from(*record.get(4)?))?)
    }

    /// One by its number.
    pub fn get(&self, id: u32) -> Option<NameRecord<'a>> {
        let at = (id as usize).checked_mul(RECORD)?;
        let record = self.records.get(at..at + RECORD)?;
        let offset = u32_at(record, 0)? as usize;
        let [length, kind, sources, a, b, c] = record.get(4..10)?.try_into().ok()?;
        let text = self.texts.get(offset..offset.checked_add(usize::from(length))?)?;
        let binding = u32::from_le_bytes([a, b, c, 0]) as usize * BINDING;
        let popularity = u64_at(record, 8)? >> 16;
        Some(NameRecord {
            id,
            ecosystem: ecosystem_of(kind & 0xf)?,
            full: text,
            popularity: (popularity != UNKNOWN).then_some(popularity),
            flags: kind >> 4,
            sources,
            owner: u32_at(self.bindings, binding),
            repository: u32_at(self.bindings, binding + 4),
        })
    }
}

/// The byte of an ecosystem in records; none for ecosystems that packs do not hold.
pub(super) const fn ecosystem_byte(ecosystem: Ecosystem) -> Option<u8> {
    match ecosystem {
        Ecosystem::Npm => Some(1),
        Ecosystem::Pypi => Some(2),
        Ecosystem::Oci => Some(3),
        _ => None,
    }
}

const fn ecosystem_of(byte: u8) -> Option<Ecosystem> {
    match byte {
        1 => Some(Ecosystem::Npm),
        2 => Some(Ecosystem::Pypi),
        3 => Some(Ecosystem::Oci),
        _ => None,
    }
}

/// The key of a full name in the table of exact names.
pub fn exact_hash(ecosystem: Ecosystem, full: &str) -> u64 {
    exact_hash_of(ecosystem.purl_type(), full)
}

/// The same for an ecosystem by its purl type.
pub(super) fn exact_hash_of(ecosystem: &str, full: &str) -> u64 {
    use crate::keys::{SEED, finish, step};
    let ecosystem = step(ecosystem.bytes().fold(SEED, step), b':');
    finish(full.bytes().fold(ecosystem, step))
}
