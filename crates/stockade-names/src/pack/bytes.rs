//! The bytes of a pack, at a place where the lines of its tables are lines of the processor's cache.

use std::borrow::Cow;
use std::io::{self, Read};

use super::layout::ALIGNED;

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

    /// Reads one to such a place at once, which is of about this length.
    ///
    /// # Errors
    /// Whatever the source says.
    pub(super) fn read(mut source: impl Read, length: u64) -> io::Result<Self> {
        // A little more than is needed: the end is then seen without asking for more memory.
        let mut all = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(2 * ALIGNED));
        let start = offset(&all);
        all.resize(start, 0);
        source.read_to_end(&mut all)?;
        Ok(Self { all: Cow::Owned(all), start })
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

    #[test]
    fn wherever_they_come_from_they_are_the_same_and_lie_on_a_line() {
        for length in [0, 1, 63, 64, 65, 70_000] {
            let bytes: Vec<u8> = (0..length).map(|n: u32| n as u8).collect();
            let moved = Bytes::moved(bytes.clone().into());
            let read = Bytes::read(bytes.as_slice(), u64::from(length)).unwrap();
            for there in [&moved, &read] {
                assert_eq!(there.get(), bytes);
                assert_eq!(there.get().as_ptr().align_offset(ALIGNED), 0, "{length}");
            }
            // A length that is wrong does no harm.
            assert_eq!(Bytes::read(bytes.as_slice(), 7).unwrap().get(), bytes);
        }
    }
}
