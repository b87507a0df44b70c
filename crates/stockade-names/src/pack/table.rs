//! A read-only hash table from a 64-bit hash to numbers of at most 24 bits, four bytes an entry.
//!
//! ```text
//! 0  4        number of entries
//! 4  1        bits of the bucket number
//! 5  1        bits of a value
//! 6  2        zero
//! 8  4 each   first entry of each bucket, and one past the last
//! …  4 each   fingerprint (upper bits), value (lower bits); in a bucket ascending
//! ```
//! The bucket number is the top bits of the hash, the fingerprint as many of its lowest bits as a value leaves: 15 for
//! 100,000 names, 12 for a million. A wrong hit is possible and harmless, since whoever looks something up compares the
//! texts.

use super::PackError;
use super::layout::{u32_at, u64_at};

/// Largest value.
pub const MOST: u32 = (1 << 24) - 1;
/// No more values than this are given for one hash: the first ones, which are the most popular names.
pub const CAP: usize = 24;
const ENTRY: usize = 4;
const MOST_BITS: u32 = 24;
const MOST_VALUE_BITS: u32 = 24;

/// A table in a pack.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    bits: u32,
    value_bits: u32,
    starts: &'a [u8],
    entries: &'a [u8],
}

impl<'a> Table<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let byte = |at: usize| bytes.get(at).copied().map_or(0, u32::from);
        let bits = byte(4).min(MOST_BITS);
        let value_bits = byte(5).clamp(1, MOST_VALUE_BITS);
        let rest = bytes.get(8..).unwrap_or(&[]);
        let split = (((1_usize << bits) + 1) * 4).min(rest.len());
        let (starts, entries) = rest.split_at(split);
        Self { bits, value_bits, starts, entries }
    }

    /// Whether it is as long as it says.
    pub(super) fn check(&self) -> Result<(), PackError> {
        let buckets = 1_usize << self.bits;
        let last = u32_at(self.starts, buckets * 4).map(|last| last as usize * ENTRY);
        if last == Some(self.entries.len()) { Ok(()) } else { Err(PackError::Damaged("a table is cut off")) }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len() / ENTRY
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every value of a hash, at most [`CAP`].
    pub fn get(&self, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        self.values(self.bucket(hash), hash)
    }

    /// Where the entries of a hash stand: for whoever looks many hashes up, since the memory of all buckets can then be
    /// fetched at once instead of one after the other.
    pub fn bucket(&self, hash: u64) -> Bucket {
        let bucket = if self.bits == 0 { 0 } else { (hash >> (64 - self.bits)) as usize };
        // Both at once: they lie side by side, the first in the lower half.
        let range = u64_at(self.starts, bucket * 4).unwrap_or(0);
        Bucket { from: range as u32, to: (range >> 32) as u32 }
    }

    /// Reads the first entry of each bucket, so that its memory is there when [`Self::each`] asks.
    pub fn touch(&self, buckets: impl Iterator<Item = Bucket>) {
        let first = |bucket: Bucket| u32_at(self.entries, bucket.from as usize * ENTRY).unwrap_or(0);
        std::hint::black_box(buckets.fold(0, |touched, bucket| touched ^ first(bucket)));
    }

    /// Calls `each` with what [`Self::get`] gives, of a bucket that is known already.
    pub fn each(&self, bucket: Bucket, hash: u64, each: impl FnMut(u32)) {
        const LINE: usize = 16;
        let (from, count) = (bucket.from as usize, bucket.to.saturating_sub(bucket.from) as usize);
        if count == 0 {
            return;
        }
        // Most look-ups find nothing, which is seen in a whole line at once, whatever else stands in it.
        if count <= LINE
            && let Some((line, _)) = self.entries.get(from * ENTRY..).and_then(|rest| rest.split_first_chunk())
            && !self.may_hold(line, hash)
        {
            return;
        }
        self.values(bucket, hash).for_each(each);
    }

    /// Whether one of the entries of a line has the fingerprint of a hash.
    fn may_hold(&self, line: &[u8; 64], hash: u64) -> bool {
        let (entries, _) = line.as_chunks::<ENTRY>();
        let wanted = fingerprint(hash, self.value_bits);
        let same = |entry: &[u8; ENTRY]| u32::from(u32::from_le_bytes(*entry) >> self.value_bits == wanted);
        entries.iter().map(same).fold(0, |any, same| any | same) != 0
    }

    fn values(&self, Bucket { from, to }: Bucket, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        let entries = self.entries.get(from as usize * ENTRY..to as usize * ENTRY).unwrap_or(&[]);
        let value_bits = self.value_bits;
        let fingerprint = fingerprint(hash, value_bits);
        entries
            .chunks_exact(ENTRY)
            .filter_map(|entry| u32_at(entry, 0))
            .filter(move |entry| entry >> value_bits == fingerprint)
            .map(move |entry| entry & ((1 << value_bits) - 1))
            .take(CAP)
    }

    /// The first value of a hash.
    pub fn first(&self, hash: u64) -> Option<u32> {
        self.get(hash).next()
    }
}

/// Where the entries of a hash stand in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    from: u32,
    to: u32,
}

impl Bucket {
    /// One without entries.
    pub const EMPTY: Self = Self { from: 0, to: 0 };
}

const fn fingerprint(hash: u64, value_bits: u32) -> u32 {
    (hash & ((1 << (32 - value_bits)) - 1)) as u32
}

/// Writes a table. Pairs may come in any order and more than once; of one hash only the `cap` smallest values are kept.
pub fn write(mut pairs: Vec<(u64, u32)>, cap: usize) -> Vec<u8> {
    let bits = (pairs.len() / 6).max(1).ilog2().clamp(1, MOST_BITS);
    let bucket = |hash: u64| hash >> (64 - bits);
    let largest = pairs.iter().map(|(_, value)| *value).max().unwrap_or(0).min(MOST);
    let value_bits = (u32::BITS - largest.leading_zeros()).clamp(1, MOST_VALUE_BITS);
    pairs.sort_unstable();
    pairs.dedup();
    let mut run = 0;
    let mut last = None;
    pairs.retain(|(hash, _)| {
        run = if last == Some(*hash) { run + 1 } else { 1 };
        last = Some(*hash);
        run <= cap
    });
    let mut entries: Vec<(u64, u32)> = (pairs.iter())
        .map(|(hash, value)| (bucket(*hash), fingerprint(*hash, value_bits) << value_bits | (*value).min(MOST)))
        .collect();
    entries.sort_unstable();
    let mut out = Vec::with_capacity(16 + (4 << bits) + entries.len() * ENTRY);
    out.extend_from_slice(&u32::try_from(entries.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&[bits as u8, value_bits as u8, 0, 0]);
    let mut at = 0_usize;
    for number in 0..=(1_u64 << bits) {
        while entries.get(at).is_some_and(|(bucket, _)| *bucket < number) {
            at += 1;
        }
        out.extend_from_slice(&u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes());
    }
    for (_, entry) in &entries {
        out.extend_from_slice(&entry.to_le_bytes());
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
            let found: Vec<u32> = table.get(hash(format!("k{n}").as_bytes())).collect();
            assert_eq!(found, [n * 3, n * 3 + 1], "k{n}");
        }
        let wrong = (0..10_000).filter(|n| table.first(hash(format!("x{n}").as_bytes())).is_some()).count();
        assert!(wrong < 5, "{wrong}");
        for cut in [0, 3, 8, 100, bytes.len() - 1] {
            let damaged = Table::new(&bytes[..cut]);
            assert!(damaged.check().is_err(), "{cut}");
            let _ = damaged.get(hash(b"k1")).count();
        }
    }

    #[test]
    fn an_empty_table_is_a_table() {
        let bytes = write(Vec::new(), 8);
        let table = Table::new(&bytes);
        table.check().unwrap();
        assert!(table.is_empty() && table.first(7).is_none());
    }
}
