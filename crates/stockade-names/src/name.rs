//! Reads a package name as its registry compares it, and keeps what was odd about how it was written.

use std::borrow::Cow;

use stockade_model::Ecosystem;
use stockade_model::package::normalise_pypi;
use thiserror::Error;

/// npm refuses longer names (registry rule since 2014); no other registry has one in use that is longer.
pub const MAX_BYTES: usize = 214;

/// Something about the spelling that a registry folds away or refuses, and that an attacker may hide behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quirk {
    /// `%40scope%2fname`.
    PercentEncoded,
    /// Capitals: npm keeps them on the wire, PyPI folds them.
    UpperCase,
    /// A dot or blank at an end.
    Edge,
    /// Characters beyond ASCII: no npm or PyPI package can have them.
    NonAscii,
}

impl Quirk {
    /// One line for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PercentEncoded => "the name was written percent-encoded",
            Self::UpperCase => "the name was written with capitals",
            Self::Edge => "the name had a dot or blank at an end",
            Self::NonAscii => "the name has characters that no package of this registry can have",
        }
    }
}

/// A text that is no package name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing.
    #[error("the name is empty")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("the name has {length} bytes; no registry has names of more than {MAX_BYTES}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A control, bidirectional or invisible character: shown names would lie.
    #[error("the name has the invisible or control character U+{code:04X} at byte {offset}")]
    Hidden {
        /// The code point.
        code: u32,
        /// Where.
        offset: usize,
    },
    /// A scope without a name, or the other way round.
    #[error("`{0}` is not `@scope/name`")]
    Scope(String),
    /// Blanks, slashes or other characters that end a name in every spec.
    #[error("the name has `{character}` at byte {offset}, which no package name has")]
    Character {
        /// It.
        character: char,
        /// Where.
        offset: usize,
    },
}

/// A package name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Where it lives.
    pub ecosystem: Ecosystem,
    /// As the registry compares it: lower case, PyPI names after PEP 503.
    pub full: String,
    /// What was odd about how it was written.
    pub quirks: Vec<Quirk>,
}

impl Name {
    /// Reads a name. Nothing longer than [`MAX_BYTES`] is looked at beyond its length.
    ///
    /// # Errors
    /// [`NameError`] for a text that no registry would take as a name.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Result<Self, NameError> {
        if text.len() > MAX_BYTES * 3 {
            return Err(NameError::TooLong { length: text.len() });
        }
        if let Some(full) = plain(ecosystem, text) {
            return Ok(Self { ecosystem, full, quirks: Vec::new() });
        }
        let mut quirks = Vec::new();
        let decoded = decode(text);
        if matches!(decoded, Cow::Owned(_)) {
            quirks.push(Quirk::PercentEncoded);
        }
        if let Some((offset, c)) = decoded.char_indices().find(|(_, c)| is_hidden(*c)) {
            return Err(NameError::Hidden { code: c as u32, offset });
        }
        let trimmed = decoded.trim_matches(|c: char| c == '.' || c == ' ');
        if trimmed.len() != decoded.len() {
            quirks.push(Quirk::Edge);
        }
        if trimmed.is_empty() {
            return Err(NameError::Empty);
        }
        if trimmed.len() > MAX_BYTES {
            return Err(NameError::TooLong { length: trimmed.len() });
        }
        check_scope(ecosystem, trimmed)?;
        let odd =
            |c: &char| c.is_whitespace() || matches!(c, '\\' | '"' | '\'' | '<' | '>' | '|' | '?' | '#' | ':' | ';');
        if let Some((offset, character)) = trimmed.char_indices().find(|(_, c)| odd(c)) {
            return Err(NameError::Character { character, offset });
        }
        if trimmed.chars().any(char::is_uppercase) {
            quirks.push(Quirk::UpperCase);
        }
        if !trimmed.is_ascii() {
            quirks.push(Quirk::NonAscii);
        }
        let full = if ecosystem == Ecosystem::Pypi { normalise_pypi(trimmed) } else { trimmed.to_lowercase() };
        Ok(Self { ecosystem, full, quirks })
    }

    /// The scope without `@`, of npm names.
    pub fn scope(&self) -> Option<&str> {
        split(&self.full).0
    }

    /// The name behind the scope.
    pub fn base(&self) -> &str {
        split(&self.full).1
    }
}

/// A name that is written as its registry compares it, as most are: seen by its bytes alone.
fn plain(ecosystem: Ecosystem, text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    // `@scope/name`, with one `/`.
    let named = match bytes {
        [b'@', rest @ ..] if ecosystem == Ecosystem::Npm => rest,
        _ => bytes,
    };
    let scoped = named.len() < bytes.len();
    let letter = |byte: Option<&u8>| byte.is_some_and(|byte| KINDS.of(*byte) == LETTER);
    if !letter(named.first()) || !letter(named.last()) || bytes.len() > MAX_BYTES {
        return None;
    }
    // All at once: most texts are plain to the end.
    let all = named.iter().fold(0, |all, byte| all | KINDS.of(*byte));
    let inside = match ecosystem {
        // After PEP 503 parts are divided by one `-`.
        Ecosystem::Pypi => all & !(LETTER | DASH) == 0 && (all & DASH == 0 || !text.contains("--")),
        _ if scoped => {
            all & !(LETTER | DASH | DOT | SLASH) == 0 && named.iter().filter(|byte| **byte == b'/').count() == 1
        }
        _ => all & !(LETTER | DASH | DOT) == 0,
    };
    inside.then(|| text.to_owned())
}

/// What a byte of a name is, a bit each: a small letter or digit …
const LETTER: u8 = 1;
const DASH: u8 = 1 << 1;
/// … one of the other separators …
const DOT: u8 = 1 << 2;
const SLASH: u8 = 1 << 3;
/// … or anything else.
const OTHER: u8 = 1 << 4;

/// The kinds of all bytes.
struct Kinds([u8; 256]);

const KINDS: &Kinds = &Kinds::new();

impl Kinds {
    #[expect(clippy::indexing_slicing, reason = "reckoned by the compiler, which refuses a place that is not there")]
    const fn new() -> Self {
        let mut kinds = [OTHER; 256];
        let mut at = 0;
        while at < kinds.len() {
            kinds[at] = match at as u8 {
                b'a'..=b'z' | b'0'..=b'9' => LETTER,
                b'-' => DASH,
                b'_' | b'.' => DOT,
                b'/' => SLASH,
                _ => OTHER,
            };
            at += 1;
        }
        Self(kinds)
    }

    fn of(&self, byte: u8) -> u8 {
        self.0.get(usize::from(byte)).copied().unwrap_or(OTHER)
    }
}

/// Scope (without `@`) and base of a full name.
pub fn split(full: &str) -> (Option<&str>, &str) {
    let scoped = || {
        let at = full.as_bytes().iter().position(|byte| *byte == b'/')?;
        Some((full.get(1..at)?, full.get(at + 1..)?))
    };
    match full.as_bytes().first() {
        Some(b'@') => scoped().map_or((None, full), |(scope, base)| (Some(scope), base)),
        _ => (None, full),
    }
}

fn check_scope(ecosystem: Ecosystem, text: &str) -> Result<(), NameError> {
    let bad = || NameError::Scope(text.to_owned());
    match ecosystem {
        Ecosystem::Npm if text.starts_with('@') => {
            let (scope, base) = text.trim_start_matches('@').split_once('/').ok_or_else(bad)?;
            (!scope.is_empty() && !base.is_empty() && !base.contains('/')).then_some(()).ok_or_else(bad)
        }
        Ecosystem::Npm | Ecosystem::Pypi => match text.find(['/', '@']) {
            Some(offset) => {
                let character = text.get(offset..).and_then(|rest| rest.chars().next()).unwrap_or('/');
                Err(NameError::Character { character, offset })
            }
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Control, bidirectional, zero-width and tag characters (Unicode default-ignorable code points that names abuse).
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Percent-encoded bytes, as registries take them in addresses; what is no valid encoding stays.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                rest = tail.get(2..).unwrap_or(&[]);
            }
            _ => {
                out.push(*byte);
                rest = tail;
            }
        }
    }
    match String::from_utf8(out) {
        Ok(decoded) if decoded != text => Cow::Owned(decoded),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_registries_compare_them() {
        let npm = |text: &str| Name::parse(Ecosystem::Npm, text);
        let scoped = npm("%40Scope%2Fname").unwrap();
        assert_eq!((scoped.full.as_str(), scoped.scope(), scoped.base()), ("@scope/name", Some("scope"), "name"));
        assert_eq!(scoped.quirks, [Quirk::PercentEncoded, Quirk::UpperCase]);
        assert_eq!(npm("left-pad.").unwrap().quirks, [Quirk::Edge]);
        assert_eq!(Name::parse(Ecosystem::Pypi, "Foo__Bar.baz").unwrap().full, "foo-bar-baz");
        assert_eq!(npm("r\u{435}act").unwrap().quirks, [Quirk::NonAscii]);
    }

    #[test]
    fn what_is_no_name_is_refused_with_its_place() {
        let npm = |text: &str| Name::parse(Ecosystem::Npm, text).unwrap_err();
        assert_eq!(npm(""), NameError::Empty);
        assert_eq!(npm(&"a".repeat(10_000)), NameError::TooLong { length: 10_000 });
        assert_eq!(npm(&"a".repeat(215)), NameError::TooLong { length: 215 });
        assert!(matches!(npm("ab\u{202e}c"), NameError::Hidden { code: 0x202e, offset: 2 }));
        assert!(matches!(npm("@scope/"), NameError::Scope(_)));
        assert!(matches!(npm("a b"), NameError::Character { character: ' ', offset: 1 }));
        assert!(matches!(npm("a/b"), NameError::Character { character: '/', offset: 1 }));
    }
}
