//! The names to look at, in batches of whole lines, with a running digest of every byte.
//!
//! - a batch is bounded in lines and in bytes, and a line in length: memory stays the same whatever comes;
//! - the digest says later whether an input that is gone on with is the one that was begun.

use std::io::{self, BufRead};

use sha2::{Digest as _, Sha256};

/// A batch is not longer than this; enough for every core to have something to do.
pub(super) const MOST_LINES: u64 = 8192;
/// A batch ends at the line that brings it past so many bytes.
const MOST_BYTES: usize = 1 << 20;
/// Longer lines hold no name, and only their length is kept.
const LONGEST: usize = 4096;

/// One line that is neither empty nor a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// Its text, or why it has none.
    pub(super) text: Result<String, String>,
}

/// An input on the way.
pub(super) struct Input<R> {
    reader: R,
    /// Lines behind us.
    pub(super) lines: u64,
    /// Bytes behind us.
    pub(super) bytes: u64,
    digest: Sha256,
    /// Whether the last line was ended.
    ended: bool,
}

impl<R: BufRead> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, lines: 0, bytes: 0, digest: Sha256::new(), ended: true }
    }

    /// Counts on from an earlier run whose lines are not read again.
    pub(super) fn after(mut self, lines: u64, bytes: u64) -> Self {
        (self.lines, self.bytes) = (lines, bytes);
        self
    }

    /// The digest of everything behind us.
    pub(super) fn digest(&self) -> String {
        hex(self.digest.clone())
    }

    /// The next lines, at most `most`; none at the end. What is passed over counts too.
    pub(super) fn batch(&mut self, most: u64) -> io::Result<Option<Vec<Line>>> {
        let mut batch = Vec::new();
        let (first, from) = (self.lines, self.bytes);
        while self.lines - first < most.min(MOST_LINES) && self.bytes - from < MOST_BYTES as u64 {
            let Some(line) = self.line()? else {
                return Ok((self.lines > first).then_some(batch));
            };
            let number = self.lines;
            let text = match line {
                Err(length) => Err(format!("the line has {length} bytes: that is no name")),
                Ok(bytes) => String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned()),
            };
            let text = text.map(|text| {
                let text = text.strip_prefix('\u{feff}').filter(|_| number == 1).unwrap_or(&text);
                text.trim_matches([' ', '\t', '\r']).to_owned()
            });
            if !text.as_ref().is_ok_and(|text| text.is_empty() || text.starts_with('#')) {
                batch.push(Line { number, text });
            }
        }
        Ok(Some(batch))
    }

    /// Goes past what an earlier run has done. False if the input is another one, or ends before.
    pub(super) fn skip(&mut self, lines: u64, bytes: u64, digest: &str) -> io::Result<bool> {
        let mut left = bytes;
        while left > 0 {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let used = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let part = buffer.get(..used).unwrap_or(&[]);
            self.digest.update(part);
            self.ended = part.last() == Some(&b'\n');
            self.reader.consume(used);
            left -= used as u64;
        }
        (self.lines, self.bytes) = (lines, bytes);
        // A last line that goes on now was judged as another name.
        let goes_on = !self.ended && !self.reader.fill_buf()?.is_empty();
        Ok(!goes_on && self.digest() == digest)
    }

    /// The next line without its end, or its length where that is too much.
    fn line(&mut self) -> io::Result<Option<Result<Vec<u8>, usize>>> {
        let (mut line, mut length, mut any) = (Vec::new(), 0, false);
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() && !any {
                return Ok(None);
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(&[]);
            let used = end.map_or(buffer.len(), |end| end + 1);
            any = true;
            length += part.len();
            if length <= LONGEST {
                line.extend_from_slice(part);
            }
            self.digest.update(buffer.get(..used).unwrap_or(&[]));
            self.bytes += used as u64;
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                self.lines += 1;
                return Ok(Some(if length > LONGEST { Err(length) } else { Ok(line) }));
            }
        }
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"# names\n\na\r\n\xff\nb\n  c";

    fn numbers(batch: &[Line]) -> Vec<(u64, bool)> {
        batch.iter().map(|line| (line.number, line.text.is_ok())).collect()
    }

    #[test]
    fn batches_hold_whole_lines_with_their_numbers() {
        let mut input = Input::new(TEXT);
        assert_eq!(numbers(&input.batch(4).unwrap().unwrap()), [(3, true), (4, false)]);
        let (lines, bytes, digest) = (input.lines, input.bytes, input.digest());
        let rest = input.batch(100).unwrap().unwrap();
        assert_eq!(rest[1], Line { number: 6, text: Ok("c".into()) });
        assert_eq!(input.batch(100).unwrap(), None);
        assert_eq!(input.bytes, TEXT.len() as u64);

        let mut again = Input::new(io::BufReader::with_capacity(3, TEXT));
        assert!(again.skip(lines, bytes, &digest).unwrap());
        assert_eq!(again.batch(100).unwrap().unwrap(), rest);
        assert!(!Input::new(&b"# other\n\na\r\n\xff\nb\n"[..]).skip(lines, bytes, &digest).unwrap());
        assert!(!Input::new(&b"# n"[..]).skip(lines, bytes, &digest).unwrap());
    }

    #[test]
    fn a_line_without_end_is_counted_and_not_kept() {
        let long = [vec![b'x'; 100_000], b"\nshort\n".to_vec()].concat();
        let mut input = Input::new(long.as_slice());
        let batch = input.batch(10).unwrap().unwrap();
        assert!(batch[0].text.as_ref().unwrap_err().contains("100000 bytes"));
        assert_eq!(batch[1], Line { number: 2, text: Ok("short".into()) });
    }
}
