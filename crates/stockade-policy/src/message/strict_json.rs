//! The strict reading of JSON: what two readers could take differently is not read at all.
//!
//! Constraints:
//! - RFC 8259 and no more: no byte order mark, no NaN, no comments, no trailing commas; valid UTF-8, whole surrogates;
//! - a key stands once in an object, compared unescaped; at most [`MAX_DEPTH`] levels; at most as many bytes as asked;
//! - every error has its place;
//! - one pass over the bytes of a string and one copy, since all that is sent passes here.

use std::hash::{BuildHasher, RandomState};

use stockade_model::json::plain_run;

use super::error::{ParseError, Place, Reason};
use super::pool::Pool;
use super::value::Value;

/// How deep lists and objects may nest.
pub const MAX_DEPTH: usize = 64;

/// From how many members on keys are hashed instead of compared with each other.
const MANY_KEYS: usize = 16;

/// Reads one JSON value.
///
/// # Errors
/// When it is not exactly one, or one that readers could take differently.
pub fn parse(bytes: &[u8], limit: usize) -> Result<Value, ParseError> {
    parse_with(bytes, limit, &mut Pool::default())
}

/// As [`parse`], in the memory of messages that are over.
///
/// # Errors
/// As there.
pub fn parse_with(bytes: &[u8], limit: usize, pool: &mut Pool) -> Result<Value, ParseError> {
    parse_line(bytes, limit, pool).map(|parsed| parsed.value)
}

/// What was read, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The message.
    pub value: Value,
    /// Whether [`Value::write`] gives the very bytes that were read: no space between tokens, and no escape in a text.
    pub is_compact: bool,
}

/// As [`parse_with`], for who wants to know whether the bytes may stand for what was read.
///
/// # Errors
/// As there.
pub fn parse_line(bytes: &[u8], limit: usize, pool: &mut Pool) -> Result<Parsed, ParseError> {
    let fail = |(reason, offset)| ParseError { reason, place: Place::of(bytes, offset) };
    if bytes.len() > limit {
        return Err(fail((Reason::TooLarge { length: bytes.len(), limit }, limit)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| fail((Reason::Utf8, error.valid_up_to())))?;
    if text.starts_with('\u{feff}') {
        return Err(fail((Reason::ByteOrderMark, 0)));
    }
    let mut reader = Reader { text, bytes, at: 0, pool, is_compact: true };
    let value = reader.document().map_err(fail)?;
    Ok(Parsed { value, is_compact: reader.is_compact })
}

type Read<T> = Result<T, (Reason, usize)>;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    pool: &'a mut Pool,
    is_compact: bool,
}

impl Reader<'_> {
    fn document(&mut self) -> Read<Value> {
        self.space();
        let value = self.value(0)?;
        self.space();
        if self.at < self.bytes.len() { Err((Reason::Trailing, self.at)) } else { Ok(value) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
            self.is_compact = false;
        }
    }

    fn wrong<T>(&self, expected: &'static str) -> Read<T> {
        let end = self.at >= self.bytes.len();
        Err((if end { Reason::End(expected) } else { Reason::Expected(expected) }, self.at))
    }

    /// Whether the next byte is this one; then it is passed.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => self.wrong("a value"),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err((Reason::Expected("a value"), self.at));
        }
        self.at += word.len();
        Ok(value)
    }

    fn open(&mut self, depth: usize) -> Read<()> {
        if depth >= MAX_DEPTH {
            return Err((Reason::Depth, self.at));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.open(depth)?;
        let mut elements = self.pool.list();
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            self.space();
            elements.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Value::Array(elements));
            }
            if !self.take(b',') {
                return self.wrong("`,` or `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.open(depth)?;
        let mut members = self.pool.object();
        let mut keys = Keys::default();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return self.wrong("a key");
            }
            let key = self.string()?;
            if keys.repeats(&key, &members) {
                return Err((Reason::Duplicate(key), start));
            }
            self.space();
            if !self.take(b':') {
                return self.wrong("`:`");
            }
            self.space();
            let value = self.value(depth + 1)?;
            members.push((key, value));
            self.space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return self.wrong("`,` or `}`");
            }
        }
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err((Reason::Number, self.at)) } else { Ok(()) }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0') {
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err((Reason::Number, self.at));
            }
        } else {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'-') || self.take(b'+');
            self.digits()?;
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or_default().into()))
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            self.at += plain_run(self.bytes.get(start..).unwrap_or_default());
            // Both ends stand at ASCII bytes, so the piece is there.
            let piece = self.text.get(start..self.at).unwrap_or_default();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(self.pool.text(piece));
                    }
                    out.push_str(piece);
                    return Ok(out);
                }
                Some(b'\\') => {
                    out.push_str(piece);
                    out.push(self.escape()?);
                }
                Some(_) => return Err((Reason::Control, self.at)),
                None => return self.wrong("the end of a string"),
            }
        }
    }

    /// What an escape stands for (RFC 8259, section 7).
    fn escape(&mut self) -> Read<char> {
        let start = self.at;
        // Most are written as they were read, but not all.
        self.is_compact = false;
        self.at += 1;
        let Some(kind) = self.peek() else { return self.wrong("an escape") };
        self.at += 1;
        Ok(match kind {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit(start)?;
                if let Some(scalar) = char::from_u32(first) {
                    return Ok(scalar);
                }
                let low = first >= 0xdc00;
                if low || !(self.take(b'\\') && self.take(b'u')) {
                    return Err((Reason::Surrogate, start));
                }
                let second = self.unit(start)?;
                if !(0xdc00..0xe000).contains(&second) {
                    return Err((Reason::Surrogate, start));
                }
                let scalar = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                char::from_u32(scalar).ok_or((Reason::Surrogate, start))?
            }
            _ => return Err((Reason::Escape, start)),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self, start: usize) -> Read<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or((Reason::End("an escape"), self.bytes.len()))?;
        let mut unit = 0;
        for digit in digits {
            let value = char::from(*digit).to_digit(16).ok_or((Reason::Escape, start))?;
            unit = unit * 16 + value;
        }
        self.at += 4;
        Ok(unit)
    }
}

/// The keys that an object has so far. A message of nothing but keys costs no more than its length.
#[derive(Default)]
struct Keys {
    hashes: std::collections::HashSet<u64>,
    state: Option<RandomState>,
}

impl Keys {
    /// Whether the object has the key; else it is remembered.
    fn repeats(&mut self, key: &str, members: &[(String, Value)]) -> bool {
        let among = || members.iter().any(|(name, _)| name == key);
        if members.len() < MANY_KEYS {
            return among();
        }
        let hashes = &mut self.hashes;
        let state = self.state.get_or_insert_with(|| {
            let state = RandomState::new();
            hashes.extend(members.iter().map(|(name, _)| state.hash_one(name.as_str())));
            state
        });
        // Two keys may share a hash: only then are they compared.
        !hashes.insert(state.hash_one(key)) && among()
    }
}
