//! What is in a text, as far as one look at each byte tells.

use super::encoded::MIN_HEX;

/// A set of characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    const NONE: Self = Self(0);
    /// `@`, or a percent sign, which may spell it.
    pub(super) const AT: Self = Self(1);
    pub(super) const COLON: Self = Self(2);
    pub(super) const SLASH: Self = Self(4);
    /// A colon or an equals sign: something is given a name.
    pub(super) const NAMED: Self = Self(8);
    /// What every path and command of `data/places.tsv` has one of, backslashes for slashes; `Jenkinsfile` has a `j`.
    pub(super) const PATH: Self = Self(16);
    /// So long that it may be data.
    pub(super) const LONG: Self = Self(32);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, all: Self) -> bool {
        self.0 & all.0 == all.0
    }

    pub(super) const fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(super) fn of(text: &str) -> Self {
        let long = if text.len() >= MIN_HEX { Self::LONG } else { Self::NONE };
        text.bytes().fold(long, |marks, byte| marks.and(Self::of_byte(byte)))
    }

    #[inline]
    fn of_byte(byte: u8) -> Self {
        TABLE.get(usize::from(byte)).copied().unwrap_or(Self::NONE)
    }
}

static TABLE: [Marks; 256] = {
    let mut table = [Marks::NONE; 256];
    let (mut rest, mut index): (&mut [Marks], u8) = (&mut table, 0);
    while let Some((slot, behind)) = rest.split_first_mut() {
        *slot = match index {
            b'@' | b'%' => Marks::AT,
            b':' => Marks::COLON.and(Marks::NAMED),
            b'=' => Marks::NAMED,
            b'/' => Marks::SLASH.and(Marks::PATH),
            b'.' | b'_' | b'-' | b' ' | b'\\' | b'J' | b'j' => Marks::PATH,
            _ => Marks::NONE,
        };
        index = index.wrapping_add(1);
        rest = behind;
    }
    table
};
