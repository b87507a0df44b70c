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
//! 64  64 each  lines: fifteen entries, fingerprint (upper bits), kind, value (lower bits); what is not used is all ones;
//!              then four bytes that say what stands behind the line
//! ```
//! - the upper half of a hash leads to its line, the lowest bits are the fingerprint: as many as kind and value leave, 14 for
//!   100,000 names and two kinds, 11 for a million. A wrong hit is possible: whoever looks something up compares the texts;
//! - a line is as long as one of the processor's cache and lies on one ([`super::Pack`] sees to that), so that a look-up waits
//!   for memory once; what finds no room in its line stands in the next one. Each hash has one of 32 bits in the last four
//!   bytes of every line that its entries pass by, so that hardly a look-up reads a line in vain;
//! - a kind keeps two tables apart in one, for whoever asks both with the same hashes.

use super::PackError;
use super::layout::u32_at;

/// Largest value.
pub const MOST: u32 = (1 << 24) - 2;
/// No more values than this are written under one hash and kind where a name may be one of very many: the first ones, which are
/// the most popular names.
pub const CAP: usize = 24;
/// Bytes of a line.
pub(super) const LINE: usize = 64;
const ENTRY: usize = 4;
/// Entries that a line has room for.
const ROOM: usize = 15;
/// Entries for each line, on average: the fewer the more room, the more the more full lines.
const FILL: usize = 13;
const MOST_VALUE_BITS: u32 = 24;
/// An entry that is not used: no value has all bits set.
const EMPTY: u32 = u32::MAX;

/// A table in a pack.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    count: usize,
    leading: u32,
    all: usize,
    value_bits: u32,
    kind_bits: u32,
    lines: &'a [[u8; LINE]],
    whole: bool,
}

impl<'a> Table<'a> {
    #[inline]
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let byte = |at: usize| bytes.get(at).copied().map_or(0, u32::from);
        let (lines, rest) = bytes.get(LINE..).unwrap_or(&[]).as_chunks();
        Self {
            count: u32_at(bytes, 0).unwrap_or(0) as usize,
            leading: u32_at(bytes, 4).unwrap_or(0),
            all: u32_at(bytes, 12).unwrap_or(0) as usize,
            value_bits: byte(8).clamp(1, MOST_VALUE_BITS),
            kind_bits: byte(9).min(1),
            lines,
            whole: rest.is_empty(),
        }
    }

    /// Whether it is as long as it says.
    pub(super) fn check(&self) -> Result<(), PackError> {
        if self.whole && self.all == self.lines.len() && self.leading > 0 && self.all >= self.leading as usize {
            Ok(())
        } else {
            Err(PackError::Damaged("a table is cut off"))
        }
    }

    /// Whether it has as many entries as it says, and each is the number of something of which there are `of`.
    pub(super) fn walk(&self, of: usize) -> Result<(), PackError> {
        let mut count = 0;
        for line in self.lines {
            let (entries, _) = line.as_chunks::<ENTRY>();
            for entry in
                entries.iter().take(ROOM).map(|entry| u32::from_le_bytes(*entry)).filter(|entry| *entry != EMPTY)
            {
                count += 1;
                if (entry & ((1 << self.value_bits) - 1)) as usize >= of {
                    return Err(PackError::Damaged("a table points beyond what there is"));
                }
            }
        }
        if count == self.count { Ok(()) } else { Err(PackError::Damaged("a table has not the entries that it says")) }
    }

    /// How many entries it has.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Every value of a hash: all that was written, and it may be wrong hits between them, which push none of it out.
    #[inline]
    pub fn get(&self, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        self.both(self.line(hash), hash).filter(|(_, second)| !second).map(|(value, _)| value)
    }

    /// A value that stands under both hashes of a text, as [`other`] has it: the first one where wrong hits stand there too.
    #[inline]
    pub fn agreed(&self, hash: u64) -> Option<u32> {
        let second = other(hash);
        self.touch([self.line(hash), self.line(second)].into_iter());
        self.get(hash).find(|value| self.get(second).any(|other| other == *value))
    }

    /// The line of a hash: for whoever looks many hashes up, since the memory of all lines can then be fetched at once
    /// instead of one after the other.
    #[inline]
    pub fn line(&self, hash: u64) -> Line {
        Line((((hash >> 32) * u64::from(self.leading)) >> 32) as u32)
    }

    /// Reads something of each line, so that its memory is there when [`Self::both`] asks.
    #[inline]
    pub fn touch(&self, lines: impl Iterator<Item = Line>) {
        let behind = |line: Line| self.lines.get(line.0 as usize).map_or(0, behind);
        std::hint::black_box(lines.fold(0, |touched, line| touched ^ behind(line)));
    }

    /// The same for the lines behind those that have something of these hashes behind them.
    #[inline]
    pub fn touch_behind(&self, hashes: impl Iterator<Item = (u64, Line)>) {
        let bits = |line: usize| self.lines.get(line).map_or(0, behind);
        std::hint::black_box(hashes.fold(0, |touched, (hash, Line(line))| {
            let next = usize::from(bits(line as usize) & passing(hash) != 0);
            touched ^ bits(line as usize + next)
        }));
    }

    /// Every value of a hash, from a line that is known already, and whether it is of the second kind: those of the first kind
    /// come first, each kind in its order. Among them may be wrong hits, whose order is any.
    #[inline]
    pub fn both(&self, line: Line, hash: u64) -> Both<'a> {
        let shift = self.value_bits + self.kind_bits;
        let wanted = (hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let lines = self.lines.get(line.0 as usize..).unwrap_or(&[]);
        let hits = lines.first().map_or(0, |line| hits(line, shift, wanted));
        Both { wanted, value_bits: self.value_bits, kind_bits: self.kind_bits, passing: passing(hash), hits, lines }
    }

    /// Whether [`Self::both`] may give something: most look-ups find nothing, and this is the quickest way to see it.
    #[inline]
    pub fn may_have(&self, Line(line): Line, hash: u64) -> bool {
        let shift = self.value_bits + self.kind_bits;
        let wanted = (hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let line = self.lines.get(line as usize);
        line.is_some_and(|line| has(line, shift, wanted) | (behind(line) & passing(hash) != 0))
    }

    /// The first value of a hash.
    #[inline]
    pub fn first(&self, hash: u64) -> Option<u32> {
        self.get(hash).next()
    }
}

/// See [`Table::both`].
#[derive(Clone, Debug)]
pub struct Both<'a> {
    /// From the one that is looked at on.
    lines: &'a [[u8; LINE]],
    /// Which of its entries are still to be given, a bit each.
    hits: u32,
    wanted: u32,
    passing: u32,
    value_bits: u32,
    kind_bits: u32,
}

impl Iterator for Both<'_> {
    type Item = (u32, bool);

    #[inline]
    fn next(&mut self) -> Option<(u32, bool)> {
        loop {
            while self.hits != 0 {
                let (entries, _) = self.lines.first()?.as_chunks::<ENTRY>();
                let entry = entries.get(self.hits.trailing_zeros() as usize);
                let entry = entry.map_or(EMPTY, |entry| u32::from_le_bytes(*entry));
                self.hits &= self.hits - 1;
                if entry != EMPTY {
                    return Some((
                        entry & ((1 << self.value_bits) - 1),
                        entry >> self.value_bits & self.kind_bits != 0,
                    ));
                }
            }
            if behind(self.lines.first()?) & self.passing == 0 {
                return None;
            }
            self.lines = self.lines.get(1..)?;
            self.hits = hits(self.lines.first()?, self.value_bits + self.kind_bits, self.wanted);
        }
    }
}

/// Another hash of the same text, for a table whose values cannot be compared with anything: what stands under both is no
/// wrong hit. (The multiplier is 2^64 by the golden ratio.)
pub const fn other(hash: u64) -> u64 {
    crate::keys::finish(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Which entries of a line have this fingerprint, a bit each.
#[inline]
fn hits(line: &[u8; LINE], shift: u32, wanted: u32) -> u32 {
    if has(line, shift, wanted) { each_hit(line, shift, wanted) } else { 0 }
}

/// Whether an entry of a line has this fingerprint, or may have: most look-ups find nothing, which is seen of all sixteen at
/// once, and what says what stands behind the line is one of them here.
#[inline]
fn has(line: &[u8; LINE], shift: u32, wanted: u32) -> bool {
    let (entries, _) = line.as_chunks::<ENTRY>();
    let same = |entry: &[u8; ENTRY]| u32::from(u32::from_le_bytes(*entry) >> shift == wanted);
    entries.iter().map(same).fold(0, |any, same| any | same) != 0
}

/// See [`hits`]. Kept apart, since few lines have any.
#[inline(never)]
fn each_hit(line: &[u8; LINE], shift: u32, wanted: u32) -> u32 {
    let (entries, _) = line.as_chunks::<ENTRY>();
    let same = |entry: &[u8; ENTRY]| u32::from(u32::from_le_bytes(*entry) >> shift == wanted);
    let all = entries.iter().zip(0..).map(|(entry, at)| same(entry) << at).fold(0, |all, one| all | one);
    all & ((1 << ROOM) - 1)
}

/// The bits of those whose entries stand behind a line.
#[inline]
fn behind(line: &[u8; LINE]) -> u32 {
    line.last_chunk().map_or(0, |bits| u32::from_le_bytes(*bits))
}

/// The bit of a hash in the lines that its entries pass by: of the lower half, that says nothing of the line, as far from the
/// fingerprint as can be.
const fn passing(hash: u64) -> u32 {
    1 << (hash >> 27 & 31)
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
    let leading = u32::try_from(entries.len().div_ceil(FILL).max(1)).unwrap_or(u32::MAX);
    let shift = value_bits + kind_bits;
    let table = Table { count: 0, leading, all: 0, value_bits, kind_bits, lines: &[], whole: true };
    let mut lines: Vec<[u32; ROOM + 1]> = Vec::with_capacity(leading as usize + 1);
    let new = [EMPTY; ROOM + 1];
    // In the order of their hashes, so that each stands in its line or in those behind it, the smallest value first.
    let mut next = 0;
    for entry in entries {
        let home = table.line(entry.hash).0 as usize;
        next = next.max(home * ROOM);
        let (at, place) = (next / ROOM, next % ROOM);
        next += 1;
        lines.resize(lines.len().max(at + 1), new);
        for line in lines.iter_mut().take(at).skip(home) {
            if let Some(bits) = line.last_mut() {
                // Written the other way round until all is there, since what is not used is all ones.
                *bits &= !passing(entry.hash);
            }
        }
        let fingerprint = (entry.hash & ((1 << (u32::BITS - shift)) - 1)) as u32;
        let kind = u32::from(entry.second) & ((1 << kind_bits) - 1);
        if let Some(written) = lines.get_mut(at).and_then(|line| line.get_mut(place)) {
            *written = (fingerprint << kind_bits | kind) << value_bits | entry.value.min(MOST);
        }
    }
    lines.resize(lines.len().max(leading as usize), new);
    let all = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(LINE * (1 + lines.len()));
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&leading.to_le_bytes());
    out.extend_from_slice(&[value_bits as u8, kind_bits as u8, 0, 0]);
    out.extend_from_slice(&all.to_le_bytes());
    out.resize(LINE, 0);
    for line in lines {
        let (entries, bits) = line.split_at(ROOM);
        let words = entries.iter().copied().chain(bits.iter().map(|bits| !bits));
        words.for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }
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
            let both: Vec<(u32, bool)> = table.both(table.line(wanted), wanted).collect();
            assert_eq!(both, [(n * 3, false), (n * 3 + 1, false)], "k{n}");
            assert_eq!(table.first(wanted), Some(n * 3), "k{n}");
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
        let both = |hash| table.both(table.line(hash), hash).collect::<Vec<_>>();
        let all = |second| (0..40).map(move |value| (value, second));
        assert_eq!(both(u64::MAX - 7), all(false).chain(all(true)).collect::<Vec<_>>());
        assert_eq!(table.get(u64::MAX - 7).collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
        for n in 0..200_u64 {
            assert_eq!(both(n << 56 | n), [(99, n % 2 == 1)], "{n}");
        }
        let like_them = u64::MAX - 7 - (1 << 27);
        assert_eq!(both(like_them).len(), ROOM, "of the same line and fingerprint; what passes by is of another bit");
    }

    /// A wrong hit stands in front of a value, under either of its hashes.
    #[test]
    fn a_wrong_hit_pushes_nothing_out() {
        let mut in_front = 0;
        for hash in (0..40).map(|n| hash(format!("word {n}").as_bytes())) {
            for spoilt in [hash, other(hash)] {
                // Of the same line and fingerprint, which take the upper half and the lowest 22 bits.
                let bytes = write(vec![(hash, 900), (other(hash), 900), (spoilt ^ 1 << 25, 7)], 1);
                let table = Table::new(&bytes);
                assert_eq!(table.get(spoilt).count(), 2, "a wrong hit was made");
                in_front += usize::from(table.first(spoilt) == Some(7));
                assert_eq!(table.agreed(hash), Some(900));
            }
            let bytes = write(vec![(hash, 900)], 1);
            assert_eq!(Table::new(&bytes).agreed(hash), None, "what stands under one alone may be a wrong hit");
        }
        assert!(in_front > 20, "{in_front}");
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
