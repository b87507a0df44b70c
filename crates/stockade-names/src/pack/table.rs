//! A read-only hash table from a 64-bit hash to numbers of at most 24 bits, four bytes an entry.
//!
//! ```text
//! 0   4        number of entries
//! 4   4        number of lines that hashes lead to
//! 8   1        bits of a value
//! 9   1        bits of a kind: 0 or 1
//! 10  2        zero
//! 12  4        number of lines, with those at the end for what found no room
//! 16  48       zero
//! 64  64 each  lines: sixteen entries, fingerprint (upper bits), kind, value (lower bits); what is not used is all ones
//! ```
//! - the upper half of a hash leads to its line, the lowest bits are the fingerprint: as many as kind and value leave, 15 for
//!   100,000 names and 12 for a million. A wrong hit is possible and harmless, since whoever looks something up compares the
//!   texts;
//! - a line is as long as one of the processor's cache and lies on one ([`super::Pack`] sees to that), so that a look-up waits
//!   for memory once; what finds no room in its line stands in the next one, which is read only behind a full line;
//! - a kind keeps two tables apart in one, for whoever asks both with the same hashes.

use super::PackError;
use super::layout::u32_at;

/// Largest value.
pub const MOST: u32 = (1 << 24) - 2;
/// No more values than this are given for one hash: the first ones, which are the most popular names.
pub const CAP: usize = 24;
/// Bytes of a line.
pub(super) const LINE: usize = 64;
const ENTRY: usize = 4;
/// Entries for each line, on average: the fewer the more room, the more the more full lines.
const FILL: usize = 13;
const MOST_VALUE_BITS: u32 = 24;
/// An entry that is not used: no value has all bits set.
const EMPTY: u32 = u32::MAX;

/// A table in a pack.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    count: usize,
    lines: u32,
    all: usize,
    value_bits: u32,
    kind_bits: u32,
    entries: &'a [u8],
}

impl<'a> Table<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let byte = |at: usize| bytes.get(at).copied().map_or(0, u32::from);
        Self {
            count: u32_at(bytes, 0).unwrap_or(0) as usize,
            lines: u32_at(bytes, 4).unwrap_or(0),
            all: u32_at(bytes, 12).unwrap_or(0) as usize,
            value_bits: byte(8).clamp(1, MOST_VALUE_BITS),
            kind_bits: byte(9).min(1),
            entries: bytes.get(LINE..).unwrap_or(&[]),
        }
    }

    /// Whether it is as long as it says.
    pub(super) fn check(&self) -> Result<(), PackError> {
        let whole = self.all.checked_mul(LINE) == Some(self.entries.len());
        if whole && self.lines > 0 && self.all >= self.lines as usize {
            Ok(())
        } else {
            Err(PackError::Damaged("a table is cut off"))
        }
    }

    /// How many entries it has.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Every value of a hash, at most [`CAP`].
    pub fn get(&self, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        self.values(self.line(hash), hash, 0)
    }

    /// The line of a hash: for whoever looks many hashes up, since the memory of all lines can then be fetched at once
    /// instead of one after the other.
    pub fn line(&self, hash: u64) -> Line {
        Line((((hash >> 32) * u64::from(self.lines)) >> 32) as u32)
    }

    /// Reads the first entry of each line, so that its memory is there when [`Self::each`] asks.
    pub fn touch(&self, lines: impl Iterator<Item = Line>) {
        let first = |line: Line| u32_at(self.entries, line.0 as usize * LINE).unwrap_or(0);
        std::hint::black_box(lines.fold(0, |touched, line| touched ^ first(line)));
    }

    /// Calls `each` with what [`Self::get`] gives, from a line that is known already: values of the first kind, then those of
    /// the second, where they are wanted; and whether it is the second.
    pub fn each(&self, line: Line, hash: u64, kinds: [bool; 2], mut each: impl FnMut(u32, bool)) {
        // Most look-ups find nothing, which is seen in a whole line at once.
        if self.is_absent(line, hash) {
            return;
        }
        let shift = self.value_bits + self.kind_bits;
        let fingerprint = (hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        for (kind, _) in (0..).zip(kinds).filter(|(_, wanted)| *wanted) {
            let wanted = fingerprint << self.kind_bits | kind;
            let mut left = CAP;
            let mut rest = self.entries.get(line.0 as usize * LINE..).unwrap_or(&[]);
            while let Some((line, tail)) = rest.split_first_chunk::<LINE>() {
                let (entries, _) = line.as_chunks::<ENTRY>();
                let mut hits = hits(line, self.value_bits, wanted);
                while hits != 0 && left > 0 {
                    let entry =
                        entries.get(hits.trailing_zeros() as usize).map_or(EMPTY, |entry| u32::from_le_bytes(*entry));
                    hits &= hits - 1;
                    if entry != EMPTY {
                        left -= 1;
                        each(entry & ((1 << self.value_bits) - 1), kind > 0);
                    }
                }
                if left == 0 || entries.last() == Some(&EMPTY.to_le_bytes()) {
                    break;
                }
                rest = tail;
            }
        }
    }

    /// Whether nothing of this fingerprint stands in a line and those it flows over into.
    fn is_absent(&self, line: Line, hash: u64) -> bool {
        let shift = self.value_bits + self.kind_bits;
        let wanted = (hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let mut rest = self.entries.get(line.0 as usize * LINE..).unwrap_or(&[]);
        while let Some((line, tail)) = rest.split_first_chunk::<LINE>() {
            let (entries, _) = line.as_chunks::<ENTRY>();
            let same = |entry: &[u8; ENTRY]| u32::from(u32::from_le_bytes(*entry) >> shift == wanted);
            if entries.iter().map(same).fold(0, |any, same| any | same) != 0 {
                return false;
            }
            if entries.last() == Some(&EMPTY.to_le_bytes()) {
                return true;
            }
            rest = tail;
        }
        true
    }

    fn values(&self, line: Line, hash: u64, kind: u32) -> impl Iterator<Item = u32> + use<'a> {
        let Self { value_bits, kind_bits, entries, .. } = *self;
        let shift = value_bits + kind_bits;
        let fingerprint = (hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let wanted = fingerprint << kind_bits | kind;
        let from = entries.get(line.0 as usize * LINE..).unwrap_or(&[]);
        let (from, _) = from.as_chunks::<ENTRY>();
        from.iter()
            .map(|entry| u32::from_le_bytes(*entry))
            // A line that is not full ends with an entry that is not used.
            .take_while(|entry| *entry != EMPTY)
            .filter(move |entry| entry >> value_bits == wanted)
            .map(move |entry| entry & ((1 << value_bits) - 1))
            .take(CAP)
    }

    /// The first value of a hash.
    pub fn first(&self, hash: u64) -> Option<u32> {
        let line = self.line(hash);
        if self.is_absent(line, hash) { None } else { self.values(line, hash, 0).next() }
    }
}

/// Another hash of the same text, for a table whose values cannot be compared with anything: what stands under both is no
/// wrong hit. (The multiplier is 2^64 by the golden ratio.)
pub const fn other(hash: u64) -> u64 {
    crate::keys::finish(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Which entries of a line begin with these bits, a bit each: all at once.
fn hits(line: &[u8; LINE], shift: u32, wanted: u32) -> u32 {
    let (entries, _) = line.as_chunks::<ENTRY>();
    let same = |entry: &[u8; ENTRY]| u32::from(u32::from_le_bytes(*entry) >> shift == wanted);
    entries.iter().zip(0..).map(|(entry, at)| same(entry) << at).fold(0, |all, one| all | one)
}

/// A line of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line(u32);

/// What is put into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Under which hash.
    pub hash: u64,
    /// Of the second kind.
    pub second: bool,
    /// At most [`MOST`].
    pub value: u32,
}

/// Writes a table of one kind. Pairs may come in any order and more than once; of one hash only the `cap` smallest values are
/// kept.
pub fn write(pairs: Vec<(u64, u32)>, cap: usize) -> Vec<u8> {
    write_kinds(pairs.into_iter().map(|(hash, value)| Entry { hash, second: false, value }).collect(), cap, 0)
}

/// The same with entries of two kinds.
pub fn write_both(entries: Vec<Entry>, cap: usize) -> Vec<u8> {
    write_kinds(entries, cap, 1)
}

fn write_kinds(mut entries: Vec<Entry>, cap: usize, kind_bits: u32) -> Vec<u8> {
    entries.sort_unstable();
    entries.dedup();
    let mut run = 0;
    let mut last = None;
    entries.retain(|entry| {
        let same = Some((entry.hash, entry.second));
        run = if last == same { run + 1 } else { 1 };
        last = same;
        run <= cap
    });
    let largest = entries.iter().map(|entry| entry.value).max().unwrap_or(0).min(MOST);
    let value_bits = (u32::BITS - (largest + 1).leading_zeros()).clamp(1, MOST_VALUE_BITS);
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let lines = u32::try_from(entries.len().div_ceil(FILL).max(1)).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(LINE * (2 + lines as usize));
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&lines.to_le_bytes());
    out.extend_from_slice(&[value_bits as u8, kind_bits as u8]);
    out.resize(LINE, 0);
    let table = Table { count: entries.len(), lines, all: 0, value_bits, kind_bits, entries: &[] };
    // In the order of their hashes, so that each stands in its line or in those behind it, the smallest value first.
    for entry in entries {
        let start = LINE + table.line(entry.hash).0 as usize * LINE;
        if out.len() < start {
            out.resize(start, u8::MAX);
        }
        let shift = value_bits + kind_bits;
        let fingerprint = (entry.hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let kind = u32::from(entry.second) & ((1 << kind_bits) - 1);
        let written = (fingerprint << kind_bits | kind) << value_bits | entry.value.min(MOST);
        out.extend_from_slice(&written.to_le_bytes());
    }
    let end = out.len().next_multiple_of(LINE).max(LINE + lines as usize * LINE);
    out.resize(end, u8::MAX);
    let all = u32::try_from(end / LINE - 1).unwrap_or(u32::MAX).to_le_bytes();
    out.iter_mut().skip(12).zip(all).for_each(|(place, byte)| *place = byte);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::hash;

    #[test]
    fn what_is_written_is_found_and_nothing_else() {
        let pairs: Vec<(u64, u32)> = (0..5000_u32).map(|n| (hash(format!("k{}", n / 3).as_bytes()), n)).collect();
        let bytes = write(pairs, 2);
        let table = Table::new(&bytes);
        table.check().unwrap();
        for n in 0..1600_u32 {
            let wanted = hash(format!("k{n}").as_bytes());
            let found: Vec<u32> = table.get(wanted).collect();
            assert_eq!(found, [n * 3, n * 3 + 1], "k{n}");
            let mut each = Vec::new();
            table.each(table.line(wanted), wanted, [true, false], |value, _| each.push(value));
            assert_eq!((each, table.first(wanted)), (found, Some(n * 3)), "k{n}");
        }
        let wrong = (0..10_000).filter(|n| table.first(hash(format!("x{n}").as_bytes())).is_some()).count();
        assert!(wrong < 5, "{wrong}");
        for cut in [0, 3, 8, 100, bytes.len() - 1] {
            let damaged = Table::new(&bytes[..cut]);
            assert!(damaged.check().is_err(), "{cut}");
            let _ = damaged.get(hash(b"k1")).count();
        }
    }

    /// More than one line holds under one hash, and in the last line. The others are told apart by their fingerprints.
    #[test]
    fn what_finds_no_room_stands_in_the_next_lines() {
        let entry = |hash, second, value| Entry { hash, second, value };
        let many = (0..40).flat_map(|value| [false, true].map(|second| entry(u64::MAX - 7, second, value)));
        let others = (0..200_u64).map(|n| entry(n << 56 | n, n % 2 == 1, 99));
        let bytes = write_both(many.chain(others).collect(), 40);
        let table = Table::new(&bytes);
        table.check().unwrap();
        let each = |hash, kinds| {
            let mut found = Vec::new();
            table.each(table.line(hash), hash, kinds, |value, second| found.push((value, second)));
            found
        };
        let all = |second| -> Vec<(u32, bool)> { (0..24).map(|value| (value, second)).collect() };
        assert_eq!(each(u64::MAX - 7, [true, false]), all(false));
        assert_eq!(each(u64::MAX - 7, [false, true]), all(true));
        assert_eq!(each(u64::MAX - 7, [true, true]), [all(false), all(true)].concat());
        for n in 0..200_u64 {
            let (even, odd) = (each(n << 56 | n, [true, false]), each(n << 56 | n, [false, true]));
            assert_eq!((even.len(), odd.len()), if n % 2 == 0 { (1, 0) } else { (0, 1) }, "{n}");
        }
    }

    #[test]
    fn an_empty_table_is_a_table() {
        let bytes = write(Vec::new(), 8);
        let table = Table::new(&bytes);
        table.check().unwrap();
        assert!(table.is_empty() && table.first(7).is_none() && table.first(u64::MAX).is_none());
        assert_eq!(table.get(u64::MAX).count(), 0);
    }
}
