//! Memory that is used again for each message.
//!
//! Constraints:
//! - what a large message needed serves the large ones after it, and is given back once small ones follow;
//! - what is very large is given back at once.

use crate::framing::{KEPT, LENT, PATIENCE};

/// The memory between two messages.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    bytes: Vec<u8>,
    /// How many small messages came since a large one.
    small: u32,
}

impl Scratch {
    /// Takes it, empty, with room for about so many bytes.
    pub(super) fn take(&mut self, about: usize) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        // Not more than that: what is written again is as long as what was read, but for spaces and escapes.
        bytes.reserve_exact(about.saturating_add(64));
        bytes
    }

    /// Takes back what was taken.
    pub(super) fn give_back(&mut self, bytes: Vec<u8>) {
        self.small = if bytes.len() > KEPT { 0 } else { self.small.saturating_add(1) };
        let most = if self.small < PATIENCE { LENT } else { KEPT };
        self.bytes = if bytes.capacity() > most { Vec::new() } else { bytes };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_memory_is_kept_for_large_messages_alone() {
        let mut scratch = Scratch::default();
        let mut use_of = |length: usize| {
            let mut bytes = scratch.take(length);
            assert!(bytes.is_empty() && bytes.capacity() >= length);
            bytes.resize(length, 0);
            scratch.give_back(bytes);
            scratch.bytes.capacity()
        };
        assert!(use_of(1_000_000) >= 1_000_000 && use_of(10) >= 1_000_000);
        assert!((0..PATIENCE).map(|_| use_of(10)).min() == Some(0));
        assert!((10..KEPT).contains(&use_of(10)));
        assert_eq!(use_of(LENT + 1), 0);
    }
}
