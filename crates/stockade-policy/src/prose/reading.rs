//! A text as a model takes it, with a way back to the text as sent.
//!
//! - hidden characters and marks of emphasis are dropped, blanks become one space, case is folded, compatibility forms
//!   (NFKC) and look-alikes of other scripts (UTS #39 skeletons) become the letters they stand for;
//! - ASCII letters stay as they are: their skeletons (`m` is `rn`) would turn English into something else;
//! - what is left is ASCII, so that patterns over it are fast; any other character becomes `~`.

use std::cell::OnceCell;
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
    /// Whether all of it is printable ASCII and white space: nothing in it can be hidden or imitate something.
    pub is_plain: bool,
    /// The way back, made when it is first asked for: it is sixteen times as long, and most texts never need it.
    map: OnceCell<Map>,
}

/// For each byte of a text as read the bytes of the text as sent that it stands for.
type Map = Vec<(usize, usize)>;

impl<'a> Reading<'a> {
    /// Reads a text.
    pub fn new(raw: &'a str) -> Self {
        let is_plain = raw.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'));
        let seen = if is_plain { plain(raw) } else { Reader::read(raw, false).seen };
        Self { raw, seen, is_plain, map: OnceCell::new() }
    }

    /// The bytes of the text as sent behind bytes of the text as read.
    pub fn raw_range(&self, seen: &Range<usize>) -> Range<usize> {
        let map = self.map.get_or_init(|| Reader::read(self.raw, true).map);
        let start = map.get(seen.start).map_or(self.raw.len(), |(start, _)| *start);
        let end = seen.end.checked_sub(1).and_then(|last| map.get(last)).map_or(start, |(_, end)| *end);
        start..end.max(start)
    }
}

/// How printable ASCII is read: the short way, which says what the long one says.
fn plain(raw: &str) -> String {
    let mut seen = String::with_capacity(raw.len());
    let mut blank = false;
    for byte in raw.bytes() {
        match byte {
            b'*' | b'`' => continue,
            b' ' | b'\t' | b'\n' | b'\r' if blank => {}
            b' ' | b'\t' | b'\n' | b'\r' => seen.push(' '),
            byte => seen.push(char::from(byte.to_ascii_lowercase())),
        }
        blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    }
    seen
}

/// Reads a text, and writes the way back down where it is wanted.
struct Reader {
    seen: String,
    map: Map,
    maps: bool,
}

impl Reader {
    fn read(raw: &str, maps: bool) -> Self {
        let mut reader = Self { seen: String::with_capacity(raw.len()), map: Map::new(), maps };
        for (at, c) in raw.char_indices() {
            let end = at + c.len_utf8();
            if c.is_ascii() && !c.is_ascii_control() && !matches!(c, '*' | '`' | ' ') {
                reader.push(c.to_ascii_lowercase(), at, end);
            } else if c.is_whitespace() {
                reader.blank(at, end);
            } else if !matches!(c, '*' | '`') && !hidden::is_hidden(c) {
                reader.foreign(c, at, end);
            }
        }
        reader
    }

    fn push(&mut self, c: char, at: usize, end: usize) {
        self.seen.push(c);
        if self.maps {
            self.map.push((at, end));
        }
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
                for like in stockade_skeleton::skeleton(text).flat_map(char::to_lowercase).filter(char::is_ascii) {
                    known = true;
                    if like == ' ' { self.blank(at, end) } else { self.push(like, at, end) }
                }
            }
        }
        if !known {
            self.push('~', at, end);
        }
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

    proptest::proptest! {
        #[test]
        fn the_short_way_says_what_the_long_one_says(text in "[ -~\t\n\r]{0,40}|[ab* `\n]{0,12}") {
            proptest::prop_assert!(Reading::new(&text).is_plain);
            proptest::prop_assert_eq!(plain(&text), Reader::read(&text, false).seen);
        }
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
