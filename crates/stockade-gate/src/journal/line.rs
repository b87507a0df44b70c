//! One record as it stands in the file: `{"seq":…,"time":…, … ,"prev":"…","hash":"…"}`.
//!
//! `hash` is the SHA-256 of the line's bytes in front of `,"hash":`, `prev` among them. It is taken over bytes and not
//! over values, so that verifying needs no canonical form and no two readings of one line.

use std::io::Write as _;

use sha2::{Digest as _, Sha256};
use stockade_policy::message::{Value, write_string};

/// What stands before the first record.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Between what is sealed and the seal.
const SEAL: &[u8] = b",\"hash\":\"";
/// Hexadecimal digits of a seal.
const DIGITS: usize = 64;

/// A record that is being put together.
#[derive(Debug)]
pub(super) struct Line(Vec<u8>);

impl Line {
    pub(super) fn new(seq: u64, at: jiff::Timestamp) -> Self {
        let mut bytes = Vec::with_capacity(1024);
        // Memory takes all that is written to it.
        let _ = write!(bytes, "{{\"seq\":{seq},\"time\":\"{at:.6}\"");
        Self(bytes)
    }

    /// The name of a member; ours are plain words.
    fn name(&mut self, name: &str) {
        self.0.extend_from_slice(b",\"");
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    pub(super) fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        write_string(value, &mut self.0);
        self
    }

    pub(super) fn number(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.name(name);
        let _ = write!(self.0, "{value}");
        self
    }

    pub(super) fn value(mut self, name: &str, value: &Value) -> Self {
        self.name(name);
        value.write(&mut self.0);
        self
    }

    /// The line with its end, and its seal.
    pub(super) fn seal(self, prev: &str) -> (Vec<u8>, String) {
        let Self(mut bytes) = self.text("prev", prev);
        let hash = hex(&Sha256::digest(&bytes));
        bytes.extend_from_slice(SEAL);
        bytes.extend_from_slice(hash.as_bytes());
        bytes.extend_from_slice(b"\"}\n");
        (bytes, hash)
    }
}

/// What holds a line in the chain.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Sealed {
    pub(super) seq: u64,
    pub(super) prev: String,
    pub(super) hash: String,
}

impl Sealed {
    /// Reads a line without its end; none where the seal is not that of the line.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let body = line.len().checked_sub(SEAL.len() + DIGITS + 2)?;
        let (body, rest) = line.split_at_checked(body)?;
        let seal = rest.strip_prefix(SEAL)?.strip_suffix(b"\"}")?;
        if hex(&Sha256::digest(body)).as_bytes() != seal {
            return None;
        }
        serde_json::from_slice(line).ok()
    }
}

/// A digest in lower-case hex.
pub(super) fn hex(digest: &[u8]) -> String {
    const fn digit(nibble: u8) -> u8 {
        nibble + if nibble < 10 { b'0' } else { b'a' - 10 }
    }
    let mut text = vec![0; digest.len() * 2];
    for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_everywhere() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!(hex(&bytes), stockade_model::canonical::hex(&bytes));
    }

    #[test]
    fn every_changed_bit_shows() {
        let (text, hash) = Line::new(7, jiff::Timestamp::UNIX_EPOCH).text("tool", "a\"\n").number("n", 3).seal(NOTHING);
        let line = text.strip_suffix(b"\n").unwrap();
        assert!(!line.contains(&b'\n'));
        assert_eq!(Sealed::read(line), Some(Sealed { seq: 7, prev: NOTHING.into(), hash }));
        let value: serde_json::Value = serde_json::from_slice(line).unwrap();
        assert_eq!(value["time"], "1970-01-01T00:00:00.000000Z");
        for place in 0..line.len() {
            let mut changed = line.to_vec();
            changed[place] ^= 1;
            assert_eq!(Sealed::read(&changed), None, "{place}");
            assert_eq!(Sealed::read(&line[..place]), None, "{place}");
        }
    }
}
