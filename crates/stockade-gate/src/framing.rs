//! Lines in, lines out: the framing of MCP's stdio transport ("Transports: stdio": one JSON message a line, no raw newlines).
//!
//! Constraints:
//! - a line ends with LF or CRLF; the last one may end with the stream; what is written ends with LF;
//! - lines are handed out from the read buffer without a copy, and each is written with one system call where the pipe takes it;
//! - a line over the limit is thrown away as it comes, so that nobody can fill the memory, and the next one is read as ever;
//! - the buffer that a large line needed serves the large ones after it, and is given back once small ones follow.

use std::io::{self, IoSlice, Read, Write};

/// Bytes of a read, and of the buffer between large lines: what a pipe holds.
const CHUNK: usize = 64 << 10;

/// Bytes of the buffer until a read fills it: most sessions never do.
const FIRST: usize = 8 << 10;

/// The largest buffer that is kept for good.
pub(crate) const KEPT: usize = 256 << 10;

/// The largest one that is kept for a while: memory that is taken anew for each line costs more than the line.
pub(crate) const LENT: usize = 4 << 20;

/// What is taken for a larger one. A block of more than 32 MiB is memory of its own, of which only what is used counts, and
/// goes back to the system at once (`M_MMAP_THRESHOLD`, mallopt(3)); a smaller one may leave a hole as large as it was.
const VAST: usize = 40 << 20;

/// For how many small lines it is.
pub(crate) const PATIENCE: u32 = 16;

/// How much of a line over the limit is kept, to say which one it was.
const START: usize = 4 << 10;

/// The default limit of a line.
pub const LIMIT: usize = 64 << 20;

/// What a stream holds next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A line without its end.
    Line(&'a [u8]),
    /// A line over the limit, of which this is the start.
    TooLong(&'a [u8]),
}

/// Reads lines.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where that line was searched for its end.
    searched: usize,
    /// Up to where the buffer is filled.
    filled: usize,
    /// How many small lines came since a large one.
    small: u32,
    limit: usize,
    ended: bool,
    /// Whether the line that is being read is over the limit; `overlong` is how it began.
    discards: bool,
    overlong: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// Lines of a source; one of more than `limit` bytes is too long.
    pub fn new(source: R, limit: usize) -> Self {
        Self {
            source,
            buffer: vec![0; FIRST],
            start: 0,
            searched: 0,
            filled: 0,
            small: 0,
            limit,
            ended: false,
            discards: false,
            overlong: Vec::new(),
        }
    }

    /// The next line, or none at the end of the stream.
    ///
    /// # Errors
    /// What the source says. What it gave of a line before that is lost.
    #[expect(clippy::should_implement_trait, reason = "a line borrows from the buffer, which an iterator cannot do")]
    pub fn next(&mut self) -> io::Result<Option<Frame<'_>>> {
        self.give_back();
        loop {
            let unseen = self.buffer.get(self.searched..self.filled).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', unseen) {
                let end = self.searched + at;
                return Ok(Some(self.take(end, end + 1)));
            }
            self.searched = self.filled;
            if self.ended {
                let left = self.discards || self.start < self.filled;
                return Ok(left.then(|| self.take(self.filled, self.filled)));
            }
            // The limit is that of the line without its end, which may be two bytes.
            if self.filled - self.start > self.limit.saturating_add(1) {
                self.discard();
            }
            self.fill()?;
        }
    }

    /// Hands out what stands before `end`, and goes on at `next`.
    fn take(&mut self, end: usize, next: usize) -> Frame<'_> {
        let from = std::mem::replace(&mut self.start, next);
        self.searched = next;
        self.small = if end - from > KEPT { 0 } else { self.small.saturating_add(1) };
        if std::mem::take(&mut self.discards) {
            return Frame::TooLong(&self.overlong);
        }
        let line = self.buffer.get(from..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.get(..START) {
            Some(start) if line.len() > self.limit => Frame::TooLong(start),
            None if line.len() > self.limit => Frame::TooLong(line),
            _ => Frame::Line(line),
        }
    }

    /// Forgets what was read of a line over the limit, all but its start.
    fn discard(&mut self) {
        if !self.discards {
            let read = self.buffer.get(self.start..self.filled).unwrap_or_default();
            self.overlong = read.get(..START).unwrap_or(read).to_vec();
            self.discards = true;
        }
        self.start = 0;
        self.searched = 0;
        self.filled = 0;
    }

    /// Reads once, into room made for it.
    fn fill(&mut self) -> io::Result<()> {
        if self.start == self.filled {
            self.start = 0;
            self.searched = 0;
            self.filled = 0;
        }
        let room = self.buffer.len() - self.filled;
        if room == 0 && self.buffer.len() < CHUNK {
            self.move_to(CHUNK);
        } else if room < self.buffer.len().min(CHUNK) / 2 && self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.searched -= self.start;
            self.filled -= self.start;
            self.start = 0;
        } else if room == 0 {
            let twice = self.buffer.len().saturating_mul(2);
            self.move_to(if twice > LENT { twice.max(VAST) } else { twice });
        }
        let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
        let read = loop {
            match self.source.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.filled += read;
        self.ended = read == 0;
        Ok(())
    }

    /// Makes the buffer small again where what is in it is small.
    fn give_back(&mut self) {
        let most = if self.small < PATIENCE { LENT } else { KEPT };
        if self.buffer.len() > most && self.filled - self.start < CHUNK {
            self.move_to(CHUNK);
            self.overlong = Vec::new();
        }
    }

    /// Takes another buffer. What is not used of a new one is not in memory yet: it comes as zeros from the system, and is
    /// not written here.
    fn move_to(&mut self, length: usize) {
        let mut buffer = vec![0; length];
        let left = self.buffer.get(self.start..self.filled).unwrap_or_default();
        if let Some(to) = buffer.get_mut(..left.len()) {
            to.copy_from_slice(left);
        }
        self.filled -= self.start;
        self.searched -= self.start;
        self.start = 0;
        self.buffer = buffer;
    }
}

/// Whether every reader takes this for one line. JSON may hold what some take for the end of a line: CR between its parts
/// (Node's `readline`, Python's universal newlines), U+2028 and U+2029 in texts (`readline`), U+0085 (Java's `Scanner`).
pub fn is_one_line(line: &[u8]) -> bool {
    memchr::memchr3_iter(b'\r', 0xc2, 0xe2, line).all(|at| {
        let rest = line.get(at..).unwrap_or_default();
        rest.first() != Some(&b'\r') && break_of(rest).is_none()
    })
}

/// The line break beyond ASCII that stands first, as JSON escapes it, and its length.
const fn break_of(bytes: &[u8]) -> Option<(&'static [u8], usize)> {
    match bytes {
        [0xc2, 0x85, ..] => Some((b"\\u0085", 2)),
        [0xe2, 0x80, 0xa8, ..] => Some((b"\\u2028", 3)),
        [0xe2, 0x80, 0xa9, ..] => Some((b"\\u2029", 3)),
        _ => None,
    }
}

/// A line of JSON that every reader takes for one: line breaks beyond ASCII stand only inside of texts, and are escaped there.
pub fn one_line(json: Vec<u8>) -> Vec<u8> {
    if is_one_line(&json) {
        return json;
    }
    let mut out = Vec::with_capacity(json.len() + 16);
    let mut rest = json.as_slice();
    while let Some((byte, after)) = rest.split_first() {
        match break_of(rest) {
            Some((escape, length)) => {
                out.extend_from_slice(escape);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}

/// Writes one line and its end, in one system call where the pipe takes it.
///
/// # Errors
/// What the writer says; a part of the line may be out by then.
pub fn write_line(writer: &mut (impl Write + ?Sized), line: &[u8]) -> io::Result<()> {
    let mut parts = [IoSlice::new(line), IoSlice::new(b"\n")];
    let mut left = parts.as_mut_slice();
    while !left.is_empty() {
        match writer.write_vectored(left) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut left, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    writer.flush()
}

/// Writes one line that has its end already.
///
/// # Errors
/// As [`write_line`].
pub(crate) fn write_all(writer: &mut (impl Write + ?Sized), line: &[u8]) -> io::Result<()> {
    writer.write_all(line)?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes a time, and an interruption between.
    struct Dribble<'a>(&'a [u8], usize, bool);

    impl Read for Dribble<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.2 = !self.2;
            if self.2 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = self.0.len().min(self.1).min(into.len());
            let (now, later) = self.0.split_at(count);
            into[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    fn all(bytes: &[u8], step: usize, limit: usize) -> Vec<Result<Vec<u8>, Vec<u8>>> {
        let mut lines = Lines::new(Dribble(bytes, step, false), limit);
        let mut all = Vec::new();
        while let Some(frame) = lines.next().unwrap() {
            all.push(match frame {
                Frame::Line(line) => Ok(line.to_vec()),
                Frame::TooLong(start) => Err(start.to_vec()),
            });
        }
        assert_eq!(lines.next().unwrap(), None, "the end stays the end");
        all
    }

    #[test]
    fn lines_end_with_lf_crlf_or_the_stream() {
        for step in [1, 2, 3, 1000] {
            let lines = all(b"one\r\n\ntwo\n\r\r\nthree", step, 100);
            assert_eq!(lines, [b"one" as &[u8], b"", b"two", b"\r", b"three"].map(|line| Ok(line.to_vec())));
            assert_eq!(all(b"", step, 100), []);
            assert_eq!(all(b"one\n", step, 100), [Ok(b"one".to_vec())]);
        }
    }

    #[test]
    fn a_line_over_the_limit_is_named_and_the_next_one_read() {
        for step in [1, 7, 64, 1 << 20] {
            for length in [11, 12, 5000, 300_000] {
                let long = vec![b'x'; length];
                let text = [b"0123456789\r\n", long.as_slice(), b"\nafter\r\n", long.as_slice()].concat();
                let start = long[..length.min(START)].to_vec();
                let lines = all(&text, step, 10);
                let kept = match &lines[1] {
                    Err(kept) => kept.clone(),
                    line => panic!("{line:?}"),
                };
                assert!(start.starts_with(&kept) && kept.len() > 10, "{} bytes of {length}", kept.len());
                assert_eq!(lines[0], Ok(b"0123456789".to_vec()));
                assert_eq!(lines[2], Ok(b"after".to_vec()));
                assert!(lines[3].is_err() && lines.len() == 4);
            }
        }
    }

    #[test]
    fn what_some_take_for_a_line_break_is_escaped() {
        for text in ["{\"a\":\"\u{e9}\u{2019}\u{a0}\u{4e2d}\u{2027}\"}", "", "{}"] {
            assert!(is_one_line(text.as_bytes()), "{text:?}");
            assert_eq!(one_line(text.as_bytes().to_vec()), text.as_bytes());
        }
        for (text, one) in [
            ("[\"a\u{2028}b\"]", Some(r#"["a\u2028b"]"#)),
            ("[\"\u{2029}\u{85}\"]", Some(r#"["\u2029\u0085"]"#)),
            ("{\r}", None),
            ("{\"\u{2019}\u{2028}\":1}", Some("{\"\u{2019}\\u2028\":1}")),
        ] {
            assert!(!is_one_line(text.as_bytes()), "{text:?}");
            if let Some(one) = one {
                assert_eq!(String::from_utf8(one_line(text.as_bytes().to_vec())).unwrap(), one);
            }
        }
    }

    #[test]
    fn a_large_line_leaves_a_small_buffer() {
        let large = vec![b'x'; 10 << 20];
        let text = [large.as_slice(), b"\nsmall\nlast\n"].concat();
        let mut lines = Lines::new(text.as_slice(), LIMIT);
        assert_eq!(lines.next().unwrap(), Some(Frame::Line(&large)));
        assert_eq!(lines.buffer.len(), VAST);
        assert_eq!(lines.next().unwrap(), Some(Frame::Line(b"small")));
        assert_eq!(lines.buffer.len(), CHUNK);
        assert_eq!(lines.next().unwrap(), Some(Frame::Line(b"last")));
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn the_buffer_of_a_large_line_serves_the_next_one_and_is_given_back_after_small_ones() {
        let large = vec![b'x'; 1_000_000];
        let text = [large.as_slice(), b"\nsmall\n", large.as_slice(), b"\n", &b"small\n".repeat(100)].concat();
        let mut lines = Lines::new(text.as_slice(), LIMIT);
        for line in [&large[..], b"small", &large[..]] {
            assert_eq!(lines.next().unwrap(), Some(Frame::Line(line)));
            assert!((large.len()..=LENT).contains(&lines.buffer.len()), "{}", lines.buffer.len());
        }
        for _ in 0..100 {
            assert_eq!(lines.next().unwrap(), Some(Frame::Line(b"small")));
        }
        assert_eq!(lines.buffer.len(), CHUNK);
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn a_line_over_the_limit_does_not_fill_the_memory() {
        let mut lines = Lines::new(io::repeat(b'x').take(50 << 20), 1 << 20);
        assert!(matches!(lines.next().unwrap(), Some(Frame::TooLong(_))));
        assert!(lines.buffer.len() <= 4 << 20, "{}", lines.buffer.len());
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn an_error_of_the_source_is_told() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        assert_eq!(Lines::new(Fails, LIMIT).next().unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }

    #[test]
    fn a_line_is_written_whole_to_a_writer_that_takes_little() {
        struct Slow(Vec<u8>);
        impl Write for Slow {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let count = bytes.len().min(3);
                self.0.extend_from_slice(&bytes[..count]);
                Ok(count)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut slow = Slow(Vec::new());
        for line in [b"" as &[u8], b"a", b"abc", b"abcdefgh"] {
            write_line(&mut slow, line).unwrap();
        }
        assert_eq!(slow.0, b"\na\nabc\nabcdefgh\n");
    }

    proptest! {
        #[test]
        fn any_lines_come_back_however_they_arrive(
            lines in prop::collection::vec(prop::collection::vec(0_u8..=255, 0..200), 0..40),
            step in 1_usize..400,
        ) {
            let lines: Vec<Vec<u8>> = lines
                .into_iter()
                .map(|line| line.into_iter().filter(|byte| !b"\r\n".contains(byte)).collect())
                .collect();
            let mut text = Vec::new();
            for line in &lines {
                write_line(&mut text, line).unwrap();
            }
            let read: Result<Vec<_>, _> = all(&text, step, 1000).into_iter().collect();
            prop_assert_eq!(read.unwrap(), lines);
        }
    }
}
