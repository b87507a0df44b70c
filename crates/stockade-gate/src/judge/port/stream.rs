//! How a large message goes out: written while it is put into words.
//!
//! Constraints:
//! - its reader reads what is made while the rest is, and nobody holds a second copy of it;
//! - each piece is looked at as a whole line is: it holds no line feed, and what some readers take for a line break is escaped.
//!   No piece ends inside of a character, so that none is overlooked;
//! - where one cannot be written, the line is cut short: the port is closed then, as after every half line.

use std::io::{self, Write};

use stockade_policy::message::Value;

use crate::framing;

/// From about how many bytes on.
pub(super) const LARGE: usize = 128 << 10;

/// How much is put together before it is written; a longer piece of text is written from where it is.
const TOGETHER: usize = 32 << 10;

/// Writes a message as one line.
///
/// # Errors
/// What the writer says; a part of the line may be out by then.
pub(super) fn write_line(writer: &mut dyn Write, value: &Value) -> io::Result<()> {
    let mut stream = Stream { writer, waiting: Vec::with_capacity(TOGETHER), failed: None };
    value.pieces(&mut |piece: &[u8]| stream.take(piece));
    stream.finish()
}

struct Stream<'w> {
    writer: &'w mut dyn Write,
    waiting: Vec<u8>,
    failed: Option<io::Error>,
}

impl Stream<'_> {
    fn take(&mut self, piece: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.put(piece).err();
        }
    }

    fn put(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.waiting.len() + piece.len() > TOGETHER {
            write(self.writer, &self.waiting)?;
            self.waiting.clear();
        }
        if piece.len() > TOGETHER {
            return write(self.writer, piece);
        }
        self.waiting.extend_from_slice(piece);
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        self.failed.map_or(Ok(()), Err)?;
        write(self.writer, &self.waiting)?;
        self.writer.write_all(b"\n")?;
        self.writer.flush()
    }
}

fn write(writer: &mut dyn Write, piece: &[u8]) -> io::Result<()> {
    if memchr::memchr(b'\n', piece).is_some() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a message with a line feed inside is two"));
    }
    if framing::is_one_line(piece) {
        writer.write_all(piece)
    } else {
        writer.write_all(&framing::one_line(piece.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(value: &Value) -> (Vec<u8>, Vec<u8>) {
        let (mut streamed, mut whole) = (Vec::new(), Vec::new());
        write_line(&mut streamed, value).unwrap();
        value.write(&mut whole);
        let mut whole = framing::one_line(whole);
        whole.push(b'\n');
        (streamed, whole)
    }

    #[test]
    fn it_is_the_line_that_would_have_been_written_at_once() {
        let texts = ["a", "\u{e9}", "\u{2028}", "\u{85}", "\r\n", "\"", "\u{4e2d}"];
        for text in texts {
            for count in [1, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 1, 200_000] {
                let long = Value::String(text.repeat(count));
                let short = Value::Array(vec![Value::String(text.to_owned()); 2 * count / 3]);
                let all = Value::Object(vec![("k".repeat(count), long), (text.to_owned(), short)]);
                let (streamed, whole) = both(&all);
                assert!(streamed == whole, "{text:?} x {count}");
            }
        }
    }

    #[test]
    fn a_reader_that_has_gone_ends_it() {
        struct Gone(usize);
        impl Write for Gone {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let value = Value::String("x".repeat(1_000_000));
        for writes in [0, 1, 5] {
            let error = write_line(&mut Gone(writes), &value).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
