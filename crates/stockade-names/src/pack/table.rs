//! A read-only hash table from a 64-bit hash to numbers of 24 bits, five bytes an entry.
//!
//! ```text
//! 0  4        number of entries
//! 4  4        bits of the bucket number
//! 8  4 each   first entry of each bucket, and one past the last
//! …  5 each   fingerprint (2), value (3); in a bucket by fingerprint, then value
//! ```
//! The bucket number is the top bits of the hash, the fingerprint its lowest 16: a wrong hit is possible and harmless,
//! since whoever looks something up compares the texts.

use super::PackError;
use super::layout::{u16_at, u24_at, u32_at};

/// Largest value.
pub const MOST: u32 = (1 << 24) - 1;
/// No more values than this are given for one hash: the first ones, which are the most popular names.
pub const CAP: usize = 24;
const ENTRY: usize = 5;
const MOST_BITS: u32 = 24;

/// A table in a pack.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    bits: u32,
    starts: &'a [u8],
    entries: &'a [u8],
}

impl<'a> Table<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let bits = u32_at(bytes, 4).unwrap_or(0).min(MOST_BITS);
        let rest = bytes.get(8..).unwrap_or(&[]);
        let split = (((1_usize << bits) + 1) * 4).min(rest.len());
        let (starts, entries) = rest.split_at(split);
        Self { bits, starts, entries }
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
        let bucket = if self.bits == 0 { 0 } else { (hash >> (64 - self.bits)) as usize };
        let range = || Some((u32_at(self.starts, bucket * 4)? as usize, u32_at(self.starts, bucket * 4 + 4)? as usize));
        let (from, to) = range().unwrap_or((0, 0));
        let entries = self.entries.get(from * ENTRY..to * ENTRY).unwrap_or(&[]);
        let fingerprint = (hash & 0xffff) as u16;
        entries
            .chunks_exact(ENTRY)
            .filter(move |entry| u16_at(entry, 0) == Some(fingerprint))
            .filter_map(|entry| u24_at(entry, 2))
            .take(CAP)
    }

    /// The first value of a hash.
    pub fn first(&self, hash: u64) -> Option<u32> {
        self.get(hash).next()
    }
}

/// Writes a table. Pairs may come in any order and more than once; of one hash only the `cap` smallest values are kept.
pub fn write(mut pairs: Vec<(u64, u32)>, cap: usize) -> Vec<u8> {
    let bits = (pairs.len() / 6).max(1).ilog2().clamp(1, MOST_BITS);
    let bucket = |hash: u64| hash >> (64 - bits);
    pairs.sort_unstable_by_key(|(hash, value)| (bucket(*hash), *hash & 0xffff, *hash, *value));
    pairs.dedup();
    let mut kept: Vec<(u64, u32)> = Vec::with_capacity(pairs.len());
    let mut run = 0;
    for (hash, value) in pairs {
        run = if kept.last().is_some_and(|(last, _)| *last == hash) { run + 1 } else { 1 };
        if run <= cap {
            kept.push((hash, value));
        }
    }
    kept.sort_unstable_by_key(|(hash, value)| (bucket(*hash), *hash & 0xffff, *value));
    let mut out = Vec::with_capacity(16 + (4 << bits) + kept.len() * ENTRY);
    out.extend_from_slice(&u32::try_from(kept.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&bits.to_le_bytes());
    let mut at = 0_usize;
    for number in 0..=(1_u64 << bits) {
        while kept.get(at).is_some_and(|(hash, _)| bucket(*hash) < number) {
            at += 1;
        }
        out.extend_from_slice(&u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes());
    }
    for (hash, value) in &kept {
        out.extend_from_slice(&((hash & 0xffff) as u16).to_le_bytes());
        out.extend(value.to_le_bytes().into_iter().take(3));
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
