//! Eight bytes about each name, that tell most names apart without reading either: many fit into one line of the cache.
//!
//! ```text
//! 0  4  letters that stand in the squashed base, a bit each
//! 4  1  its length
//! 5  1  ecosystem
//! 6  1  flags of the name
//! 7  1  zero
//! ```

use stockade_model::Ecosystem;

use super::PackError;
use super::layout::u64_at;
use super::names::ecosystem_byte;

/// Bytes of a mark.
pub(super) const MARK: usize = 8;

/// What is known of a name before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    /// Of no name.
    pub const NONE: Self = Self(0);

    /// Of a name of this registry with this squashed base.
    pub fn of(ecosystem: Ecosystem, squashed: &str) -> Self {
        let letters = u64::from(letters(squashed.as_bytes()));
        let length = squashed.len().min(255) as u64;
        Self(letters | length << 32 | u64::from(ecosystem_byte(ecosystem).unwrap_or(0)) << 40)
    }

    /// The same with flags, as in [`super::NameRecord::flags`].
    pub(super) fn with_flags(self, flags: u8) -> Self {
        Self(self.0 | u64::from(flags) << 48)
    }

    /// Whether the name is on the list of names worth protecting.
    pub(crate) const fn is_protected(self) -> bool {
        self.0 >> 48 & super::names::PROTECTED as u64 != 0
    }

    pub(super) const fn to_bytes(self) -> [u8; MARK] {
        self.0.to_le_bytes()
    }

    const fn ecosystem(self) -> u64 {
        self.0 >> 40 & 0xff
    }

    const fn length(self) -> u64 {
        self.0 >> 32 & 0xff
    }

    /// Whether it is a name of this registry.
    pub fn is_of(self, ecosystem: Ecosystem) -> bool {
        ecosystem_byte(ecosystem).is_some_and(|byte| u64::from(byte) == self.ecosystem())
    }

    /// Which letters stand in it, a bit each; two digits share one, and so does all that is neither.
    pub const fn letters(self) -> u32 {
        self.0 as u32
    }

    /// Whether two names of one registry may be within so many edits: an edit adds one letter and takes one away at most.
    pub const fn may_be_within(self, other: Self, edits: u32) -> bool {
        self.ecosystem() == other.ecosystem()
            && self.length().abs_diff(other.length()) <= edits as u64
            && has_at_most(self.letters() ^ other.letters(), 2 * edits)
    }
}

/// The registry of a name, to tell others from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own(Option<u8>);

impl Own {
    pub(crate) const fn of(ecosystem: Ecosystem) -> Self {
        Self(ecosystem_byte(ecosystem))
    }

    /// Whether a name is of this registry.
    pub(crate) fn has(self, mark: Mark) -> bool {
        self.0.is_some_and(|byte| u64::from(byte) == mark.ecosystem())
    }
}

/// Whether no more than so many bits are set: few are asked for, and not every processor counts them at once.
pub const fn has_at_most(mut bits: u32, mut most: u32) -> bool {
    while bits != 0 && most > 0 {
        bits &= bits - 1;
        most -= 1;
    }
    bits == 0
}

/// The bits of letters, as in [`Mark::letters`].
pub const fn letters(text: &[u8]) -> u32 {
    let (mut letters, mut rest) = (0, text);
    while let [first, tail @ ..] = rest {
        letters |= 1 << bit(*first);
        rest = tail;
    }
    letters
}

/// Letters have a bit each, two digits share one, and all else is one.
const fn bit(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => (byte - b'a') as u32,
        b'0'..=b'9' => 26 + (byte - b'0') as u32 / 2,
        _ => 31,
    }
}

/// The marks of a pack, in the order of its names.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a>(&'a [u8]);

impl<'a> Marks<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn check(&self, names: usize) -> Result<(), PackError> {
        if names.checked_mul(MARK) == Some(self.0.len()) {
            Ok(())
        } else {
            Err(PackError::Damaged("its names and their marks are not as many"))
        }
    }

    /// One by its name's number.
    pub fn get(&self, number: u32) -> Option<Mark> {
        u64_at(self.0, (number as usize).checked_mul(MARK)?).map(Mark)
    }

    /// Reads some, so that their memory is there when [`Self::get`] asks.
    pub fn touch(&self, numbers: impl Iterator<Item = u32>) {
        std::hint::black_box(numbers.fold(0, |touched, number| touched ^ self.get(number).map_or(0, |mark| mark.0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_never_tells_apart_what_is_within_reach() {
        let names =
            ["requests", "reqeusts", "request", "requestss", "rexuests", "rexuestz", "react", "lodash4", "lodash"];
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
            let (left, right) = (Mark::of(Ecosystem::Npm, a), Mark::of(Ecosystem::Npm, b));
            for edits in 0..=2 {
                if crate::edit::within(a, b, edits as usize) {
                    assert!(left.may_be_within(right, edits), "{a} {b} {edits}");
                }
            }
            assert!(!left.may_be_within(Mark::of(Ecosystem::Pypi, b), 2));
        }
        let (a, b) = (Mark::of(Ecosystem::Npm, "requests"), Mark::of(Ecosystem::Npm, "lodash"));
        assert!(!a.may_be_within(b, 2) && a.is_of(Ecosystem::Npm) && !a.is_of(Ecosystem::Cargo));
    }

    #[test]
    fn as_many_as_there_are_names() {
        let bytes = Mark::of(Ecosystem::Npm, "react").to_bytes();
        let marks = Marks::new(&bytes);
        marks.check(1).unwrap();
        assert!(marks.check(2).is_err() && Marks::new(&bytes[..7]).check(1).is_err());
        assert_eq!(marks.get(0), Some(Mark::of(Ecosystem::Npm, "react")));
        assert_eq!((marks.get(1), marks.get(u32::MAX)), (None, None));
    }
}
