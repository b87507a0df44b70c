//! The bytes of a pack, at a place where the lines of its tables are lines of the processor's cache.

use std::borrow::Cow;
use std::io::{self, Read};

use super::layout::{self, ALIGNED};
use super::sum::{self, PART, Sum};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Bytes {
    all: Cow<'static, [u8]>,
    /// Where the pack begins in them.
    start: usize,
}

impl Bytes {
    /// Moves a pack to such a place, without new memory for all of it; what is compiled into a program stays where it is.
    pub(super) fn moved(bytes: Cow<'static, [u8]>) -> Self {
        let mut owned = match bytes {
            Cow::Owned(owned) => owned,
            Cow::Borrowed(_) => return Self { all: bytes, start: 0 },
        };
        let length = owned.len();
        owned.reserve_exact(ALIGNED);
        let start = offset(&owned);
        if start > 0 {
            owned.resize(length + start, 0);
            owned.copy_within(..length, start);
        }
        Self { all: Cow::Owned(owned), start }
    }

    /// Reads one of this length to such a place, and the sum of what it holds meanwhile: of as much as its header says.
    ///
    /// # Errors
    /// Whatever the source says; that it is longer or shorter, too.
    pub(super) fn read(mut source: impl Read, length: usize) -> io::Result<(Self, Option<Sum>)> {
        let mut all = vec![0; length.saturating_add(ALIGNED)];
        let start = offset(&all);
        let room = all.get_mut(start..start + length).unwrap_or_default();
        let (read, sum) = sum::side_by_side(|each| {
            let mut told = None;
            for part in room.chunks_mut(PART) {
                source.read_exact(part)?;
                let (head, left) = told.get_or_insert_with(|| layout::lengths(part).unwrap_or((0, 0)));
                let (summed, _) = part.split_at(part.len().min(*left));
                if summed.is_empty() {
                    continue;
                }
                *left -= summed.len();
                each(sum::behind(summed, std::mem::take(head)));
            }
            match source.read(&mut [0])? {
                0 => Ok(()),
                _ => Err(io::Error::other("it grew while it was read")),
            }
        });
        read?;
        all.truncate(start + length);
        Ok((Self { all: Cow::Owned(all), start }, sum))
    }

    /// The pack.
    #[inline]
    pub(super) fn get(&self) -> &[u8] {
        self.all.get(self.start..).unwrap_or(&[])
    }

    /// The pack, where it is compiled into the program.
    pub(super) fn compiled_in(&self) -> Option<&'static [u8]> {
        match &self.all {
            Cow::Borrowed(all) => all.get(self.start..),
            Cow::Owned(_) => None,
        }
    }
}

/// How far behind the beginning of a buffer the next line of the cache begins; none where that cannot be said.
fn offset(buffer: &[u8]) -> usize {
    let offset = buffer.as_ptr().align_offset(ALIGNED);
    if offset < ALIGNED { offset } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::build::{Input, build};

    #[test]
    fn wherever_they_come_from_they_are_the_same_and_lie_on_a_line() {
        for length in [0, 1, 63, 64, 65, 70_000, PART, 2 * PART + 1] {
            let bytes: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let (read, _) = Bytes::read(bytes.as_slice(), length).unwrap();
            for there in [&Bytes::moved(bytes.clone().into()), &read] {
                assert_eq!(there.get(), bytes);
                assert_eq!(there.get().as_ptr().align_offset(ALIGNED), 0, "{length}");
            }
            // Whoever writes it while it is read.
            assert!(Bytes::read(bytes.as_slice(), length + 1).is_err(), "{length}");
            assert!(length == 0 || Bytes::read(bytes.as_slice(), length - 1).is_err(), "{length}");
        }
    }

    #[test]
    fn what_it_holds_is_summed_while_it_is_read() {
        let mut pack = build(&Input { version: 7, ..Input::default() }).unwrap();
        let (head, length) = layout::lengths(&pack).unwrap();
        assert_eq!(length, pack.len());
        let wanted = sum::alone(&pack, head);
        pack.extend_from_slice(b"a signature");
        assert_eq!(Bytes::read(pack.as_slice(), pack.len()).unwrap().1, Some(wanted));
        // A header that promises more than there is: what there is. Opening it says that it is cut off.
        pack[24..32].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(Bytes::read(pack.as_slice(), pack.len()).unwrap().1, Some(sum::alone(&pack, head)));
    }
}
