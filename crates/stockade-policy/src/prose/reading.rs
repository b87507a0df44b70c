//! A text as a model takes it, with a way back to the text as sent.
//!
//! - hidden characters and marks of emphasis are dropped, blanks become one space, case is folded, compatibility forms
//!   (NFKC) and look-alikes of other scripts (UTS #39 skeletons) become the letters they stand for;
//! - ASCII letters stay as they are: their skeletons (`m` is `rn`) would turn English into something else;
//! - what is left is ASCII, so that patterns over it are fast; any other character becomes `~`.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::hidden;

/// A text and what it reads as.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The text as sent.
    pub raw: &'a str,
    /// As read: ASCII, lower case, single spaces.
    pub seen: String,
    /// For each byte of `seen` the bytes of `raw` it stands for.
    map: Vec<(usize, usize)>,
}

impl<'a> Reading<'a> {
    /// Reads a text.
    pub fn new(raw: &'a str) -> Self {
        let mut reading = Self { raw, seen: String::with_capacity(raw.len()), map: Vec::with_capacity(raw.len()) };
        for (at, c) in raw.char_indices() {
            let end = at + c.len_utf8();
            if c.is_ascii() && !c.is_ascii_control() && !matches!(c, '*' | '`' | ' ') {
                reading.push(c.to_ascii_lowercase(), at, end);
            } else if c.is_whitespace() {
                reading.blank(at, end);
            } else if !matches!(c, '*' | '`') && !hidden::is_hidden(c) {
                reading.foreign(c, at, end);
            }
        }
        reading
    }

    fn push(&mut self, c: char, at: usize, end: usize) {
        self.seen.push(c);
        self.map.push((at, end));
    }

    fn blank(&mut self, at: usize, end: usize) {
        if self.seen.ends_with(' ') {
            if let Some(last) = self.map.last_mut() {
                last.1 = end;
            }
        } else {
            self.push(' ', at, end);
        }
    }

    fn foreign(&mut self, c: char, at: usize, end: usize) {
        let quote = match c {
            '‘' | '’' | 'ʼ' | '′' => Some('\''),
            '“' | '”' => Some('"'),
            '‐'..='―' | '−' => Some('-'),
            _ => None,
        };
        if let Some(quote) = quote {
            self.push(quote, at, end);
            return;
        }
        let mut known = false;
        for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            if part.is_ascii() {
                known = true;
                if part == ' ' { self.blank(at, end) } else { self.push(part, at, end) }
            } else if unicode_normalization::char::is_combining_mark(part) {
                known = true;
            } else {
                let mut buffer = [0; 4];
                let text: &str = part.encode_utf8(&mut buffer);
                for like in unicode_security::skeleton(text).flat_map(char::to_lowercase).filter(char::is_ascii) {
                    known = true;
                    if like == ' ' { self.blank(at, end) } else { self.push(like, at, end) }
                }
            }
        }
        if !known {
            self.push('~', at, end);
        }
    }

    /// The bytes of the text as sent behind bytes of the text as read.
    pub fn raw_range(&self, seen: &Range<usize>) -> Range<usize> {
        let start = self.map.get(seen.start).map_or(self.raw.len(), |(start, _)| *start);
        let end = seen.end.checked_sub(1).and_then(|last| self.map.get(last)).map_or(start, |(_, end)| *end);
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_fall() {
        for text in [
            "Do not TELL the user",
            "do **not** `tell`  the\n\tuser",
            "dо nоt tеll thе usеr",
            "ｄｏ ｎｏｔ ｔｅｌｌ ｔｈｅ ｕｓｅｒ",
            "d\u{200b}o n\u{200d}ot t\u{ad}ell the\u{a0}user",
            "𝐝𝐨 𝗻𝗼𝘁 𝓽𝓮𝓵𝓵 𝕥𝕙𝕖 𝚞𝚜𝚎𝚛",
            "dó nöt tèll thê usẽr",
        ] {
            assert_eq!(Reading::new(text).seen, "do not tell the user", "{text}");
        }
        assert_eq!(Reading::new("don’t 你 “x”").seen, "don't ~ \"x\"");
    }

    #[test]
    fn the_way_back() {
        let text = "é 你 d\u{200b}о  x";
        let reading = Reading::new(text);
        assert_eq!(reading.seen, "e ~ do x");
        assert_eq!(text.get(reading.raw_range(&(4..6))), Some("d\u{200b}о"));
        assert_eq!(text.get(reading.raw_range(&(2..3))), Some("你"));
        assert_eq!(reading.raw_range(&(0..reading.seen.len())), 0..text.len());
        assert_eq!(reading.raw_range(&(99..120)), text.len()..text.len());
    }
}
