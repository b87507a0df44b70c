//! Event streams (`text/event-stream`), read as the HTML standard says: 9.2.5 "Parsing an event stream", 9.2.6
//! "Interpreting an event stream". Its first caller, the HTTP transport, is not there yet; fuzzing and tests call it.
//!
//! Constraints:
//! - bytes are fed as they arrive, and any split of them gives the same pieces and the same error;
//! - each piece has the bytes that it came as, so that what was judged is what is sent; nothing is handed out before its
//!   end was seen, and what the stream breaks off in is an error (Go's and Java's SDK would take it for an event);
//! - lines and events over their limits are errors before they are in memory;
//! - after an error there is nothing more: a reader that went on might count lines in another way than the client.
//!
//! Whoever judges an event judges its data whatever its type is: Java's SDK keeps the type of the event before.
//!
//! Clients do not all read as the standard says, and this is the list of what they were found to differ in where it could
//! bring a message past the gate. Refused is:
//! - invalid UTF-8: browsers and Node replace it, and so does `httpx`; Rust's `sse-stream` refuses it;
//! - CR as the end of a line in a stream that has LF too: Go's SDK ends lines at LF alone. `data: {"a":1,␍"b":2,␊data: "c":3}`
//!   has no `b` for the others. A stream of nothing but CR is one line to Go, and no message;
//! - data with a comment or another field between its lines: Go's SDK keeps what stands after it, the others all of it;
//! - a byte order mark anywhere but at the start, where it is taken off and not passed on: Node strips one wherever the
//!   stream begins that it gets, Python's SDK never does, and `eventsource-parser` strips the characters `ï»¿` as well;
//! - an event type with white space around it: Go's and Java's SDK trim it, and ` message` is `message` then;
//! - a field that is one of the four but for its case and white space (B5 of the policy has the same for envelopes);
//! - VT, FF, FS, GS, RS, U+0085, U+2028 and U+2029 outside of data: they end no line, but did for `httpx-sse` before 0.4.2,
//!   to whom `: ␋data: {}` was a comment and data. Inside of data they may be honest text, and older versions of Java's SDK
//!   take them for an end there too: such an event is read, but not to be passed on as it came ([`Event::as_it_came`]);
//! - white space of other kinds around a line of data: Go's SDK trims all that Unicode knows, older ones of Java control
//!   characters too, and what is no JSON before is some then. Such an event is read, and not passed on as it came either.
//!
//! Not refused, since it brings no message: fields without a colon (Go's and Java's SDK end there), `retry` with a sign or
//! digits of other scripts (Python takes it), an `id` that Go trims.

mod error;
#[cfg(test)]
mod tests;

use crate::framing;

pub use error::{Error, Reason};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The fields that mean something.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// How much of a stream is held at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a line without its end.
    pub line: usize,
    /// Bytes of an event with all of its lines and their ends.
    pub event: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // A message of the limit of stdio has a name before it here, and fields beside it.
        Self { line: framing::LIMIT + "data: ".len(), event: framing::LIMIT + (64 << 10) }
    }
}

/// A part of a stream. All parts together are the stream, without its byte order mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What says nothing and is passed on as it came: a comment (which keeps connections open), an empty line, fields that
    /// nobody knows.
    Idle(Vec<u8>),
    /// An event. Comments that stand before its first field are pieces of their own, so that they need not wait for it.
    Event(Event),
}

/// What stands between two empty lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// The lines of `data`, with LF between them. Without one the event is not dispatched: what else it has, counts.
    pub data: Option<String>,
    /// Its own `id`. One with NUL in it is none.
    pub id: Option<String>,
    /// `retry`, in milliseconds; what no `u64` can hold is the largest one.
    pub retry: Option<u64>,
    kind: String,
    bytes: Vec<u8>,
    /// Whether some reader finds other lines in the data, or less in one.
    is_read_apart: bool,
}

impl Event {
    /// Its type, which is `message` where it has none.
    pub fn kind(&self) -> &str {
        if self.kind.is_empty() { "message" } else { &self.kind }
    }

    /// The bytes that it came as, where every reader finds the same lines in them, and the same in each. Where there are none, the data has to be
    /// written anew with such characters escaped, as [`framing::one_line`] does, or the event left out.
    pub fn as_it_came(&self) -> Option<&[u8]> {
        (!self.is_read_apart).then_some(self.bytes.as_slice())
    }

    /// How many bytes it came as.
    pub const fn length(&self) -> usize {
        self.bytes.len()
    }
}

/// How the lines of a stream end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// LF, or CR and LF.
    Feed,
    /// CR alone.
    Return,
}

/// Reads a stream.
#[derive(Debug)]
pub struct Reader {
    limits: Limits,
    /// What came since the last piece.
    block: Vec<u8>,
    /// Where in it the last line begins.
    line: usize,
    /// Whether that line has ended with CR, and nobody knows yet whether with CR and LF.
    after_return: bool,
    ends: Option<Ends>,
    fields: Fields,
    /// Bytes before the block.
    before: u64,
    /// Lines before the last one.
    lines: u64,
    failed: Option<Error>,
}

impl Reader {
    /// At the start of a stream.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            block: Vec::new(),
            line: 0,
            after_return: false,
            ends: None,
            fields: Fields::default(),
            before: 0,
            lines: 0,
            failed: None,
        }
    }

    /// Takes the next bytes, and adds the pieces that they end. A byte can be a piece of its own, an empty line, so that what is
    /// fed at a time should be no more than a read gives (64 KiB). Where lines end with CR alone, the first one is known to
    /// have ended when the next byte comes; the clients' own readers wait for it after each.
    ///
    /// # Errors
    /// What is refused, from then on at each call. The pieces before it are handed out.
    pub fn feed(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let read = self.read(bytes, pieces);
        self.failed = read.clone().err();
        read
    }

    /// The stream has ended.
    ///
    /// # Errors
    /// If it broke off in an event or in a line, whose bytes go nowhere; or what was refused before.
    pub fn finish(mut self, pieces: &mut Vec<Piece>) -> Result<(), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        // Elsewhere it broke off between CR and LF.
        if self.after_return && self.ends.is_none() {
            self.end_line(Ends::Return, 1, pieces)?;
        }
        if self.block.is_empty() { Ok(()) } else { Err(self.error(Reason::Unfinished, self.line)) }
    }

    fn read(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Error> {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            if self.after_return {
                if *first != b'\n' {
                    self.end_line(Ends::Return, 1, pieces)?;
                    continue;
                }
                rest = self.take(rest, 1, 0)?;
                self.end_line(Ends::Feed, 2, pieces)?;
                continue;
            }
            let Some(at) = memchr::memchr2(b'\n', b'\r', rest) else {
                self.take(rest, rest.len(), rest.len())?;
                break;
            };
            let is_feed = rest.get(at) == Some(&b'\n');
            rest = self.take(rest, at + 1, at)?;
            if is_feed {
                self.end_line(Ends::Feed, 1, pieces)?;
            } else if self.ends == Some(Ends::Return) {
                self.end_line(Ends::Return, 1, pieces)?;
            } else {
                self.after_return = true;
            }
        }
        Ok(())
    }

    /// Adds the first bytes to the block, `content` of which are no end of a line, and returns the others.
    fn take<'a>(&mut self, bytes: &'a [u8], count: usize, content: usize) -> Result<&'a [u8], Error> {
        // Whichever limit is passed first is the one that is told, however the bytes were split.
        let in_line = self.limits.line.saturating_sub(self.block.len() - self.line);
        let in_event = self.limits.event.saturating_sub(self.block.len());
        if content > in_line && in_line <= in_event {
            return Err(self.error(Reason::LongLine(self.limits.line), self.line));
        }
        if count > in_event {
            return Err(self.error(Reason::LargeEvent(self.limits.event), 0));
        }
        let (now, later) = bytes.split_at_checked(count).unwrap_or((bytes, &[]));
        self.block.extend_from_slice(now);
        Ok(later)
    }

    /// Reads the line that the block ends with; its end is so many bytes long.
    fn end_line(&mut self, ends: Ends, length: usize, pieces: &mut Vec<Piece>) -> Result<(), Error> {
        self.after_return = false;
        if self.ends.is_some_and(|before| before != ends) {
            return Err(self.error(Reason::MixedEnds, self.line));
        }
        self.ends = Some(ends);
        if self.lines == 0 && self.block.starts_with(BYTE_ORDER_MARK) {
            self.block.drain(..BYTE_ORDER_MARK.len());
            self.before += 3;
        }
        let line = self.block.get(self.line..self.block.len() - length).unwrap_or_default();
        let text =
            std::str::from_utf8(line).map_err(|error| self.error(Reason::Utf8, self.line + error.valid_up_to()))?;
        let (is_empty, is_comment) = (text.is_empty(), text.starts_with(':'));
        let taken = self.fields.take(text);
        taken.map_err(|reason| self.error(reason, self.line))?;
        self.lines += 1;
        if is_empty || (is_comment && self.line == 0) {
            self.line = 0;
            let bytes = std::mem::take(&mut self.block);
            self.before += bytes.len() as u64;
            pieces.push(std::mem::take(&mut self.fields).into_piece(bytes));
        } else {
            self.line = self.block.len();
        }
        Ok(())
    }

    fn error(&self, reason: Reason, at: usize) -> Error {
        Error { reason, line: self.lines + 1, offset: self.before + at as u64 }
    }
}

/// What the lines of an event said so far.
#[derive(Debug, Default)]
struct Fields {
    event: Event,
    /// Whether any of the four was there.
    any: bool,
    /// Whether another line came after the data.
    data_is_over: bool,
}

impl Fields {
    fn take(&mut self, line: &str) -> Result<(), Reason> {
        if line.starts_with('\u{feff}') || line.starts_with("\u{ef}\u{bb}\u{bf}") {
            return Err(Reason::ByteOrderMark);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        if name == "data" {
            return self.data(value);
        }
        if line.contains(is_break) {
            return Err(Reason::Break);
        }
        self.data_is_over |= self.event.data.is_some();
        match name {
            "event" if trimmed(value) != value => return Err(Reason::Kind),
            "event" => value.clone_into(&mut self.event.kind),
            "id" if value.contains('\0') => return Ok(()),
            "id" => self.event.id = Some(value.to_owned()),
            "retry" if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) => return Ok(()),
            // Nothing but digits: what does not fit is too large.
            "retry" => self.event.retry = Some(value.parse().unwrap_or(u64::MAX)),
            _ if FIELDS.iter().any(|field| field.eq_ignore_ascii_case(trimmed(name))) => return Err(Reason::Field),
            _ => return Ok(()),
        }
        self.any = true;
        Ok(())
    }

    fn data(&mut self, value: &str) -> Result<(), Reason> {
        if self.data_is_over {
            return Err(Reason::DataApart);
        }
        self.any = true;
        // Only what JSON takes for white space may go without another text coming of it.
        self.event.is_read_apart |= value.contains(is_break) || trimmed(value) != value.trim_matches([' ', '\t']);
        match &mut self.event.data {
            Some(data) => {
                data.push('\n');
                data.push_str(value);
            }
            none => *none = Some(value.to_owned()),
        }
        Ok(())
    }

    fn into_piece(self, bytes: Vec<u8>) -> Piece {
        if self.any { Piece::Event(Event { bytes, ..self.event }) } else { Piece::Idle(bytes) }
    }
}

/// What Python's `str.splitlines` takes for the end of a line, and the standard does not.
const fn is_break(character: char) -> bool {
    matches!(character, '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Without what any language's `trim` takes away.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}
