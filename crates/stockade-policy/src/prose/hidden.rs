//! Characters that nobody sees, and how they are shown.
//!
//! - joiners and selectors are honest behind the letters and emoji that are written with them, and left alone there, one
//!   at a time: a run of them, or one behind anything else, carries data;
//! - source: Unicode's Default_Ignorable_Code_Point, bidirectional controls, and the C0 and C1 controls.

/// Whether a character is seen by nobody, or changes how others are shown. Tab, line feed and carriage return are not.
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a control character: what a terminal may obey.
pub const fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

/// Whether a bidirectional control that reorders what is shown: embeddings, overrides and isolates.
pub const fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether in the tag block, whose characters mirror ASCII and are shown by nothing.
pub const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Whether one of the selectors that can carry any byte behind one visible character.
pub const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The ASCII character that a tag character mirrors.
pub fn tag_letter(c: char) -> Option<char> {
    let mirrored = u32::from(c).checked_sub(0xe0000)?;
    char::from_u32(mirrored).filter(|letter| matches!(letter, ' '..='~'))
}

/// Whether the script of a text is written from right to left somewhere: its marks are honest then.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF))
}

/// Every hidden character with its byte, except where it joins what it stands between.
pub fn each(text: &str) -> impl Iterator<Item = (usize, char)> {
    let right_to_left = !text.is_ascii() && is_right_to_left(text);
    let (mut seen, mut before): (Option<char>, Option<char>) = (None, None);
    let mut flag_ends = 0;
    text.char_indices().filter_map(move |(at, c)| {
        let in_front = before.replace(c);
        if at < flag_ends {
            return None;
        }
        let rest = || text.get(at + c.len_utf8()..).unwrap_or_default();
        if !is_hidden(c) || c == '\u{feff}' && at == 0 {
            if c == BLACK_FLAG {
                flag_ends = at + c.len_utf8() + region(rest());
            }
            seen = Some(c);
            return None;
        }
        // A second one in a row shapes nothing.
        let first = in_front == seen;
        let joins = match (seen, c) {
            (Some(seen), '\u{200d}') if is_pictograph(seen) => {
                (first || in_front == Some('\u{fe0f}')) && rest().chars().next().is_some_and(is_pictograph)
            }
            (Some(seen), _) if first => {
                joins(seen, c, rest()) || right_to_left && matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
            }
            _ => false,
        };
        (!joins).then_some((at, c))
    })
}

const BLACK_FLAG: char = '\u{1f3f4}';

/// The bytes of a region's letters in tag characters, which stand behind a black flag (UTS #51, `emoji_tag_sequence`; UTS
/// #35, `unicode_subdivision_id`). Nothing where it is no region: then they are letters that nobody sees.
fn region(rest: &str) -> usize {
    let mut letters = 0;
    for (at, c) in rest.char_indices() {
        match tag_letter(c) {
            Some('a'..='z') if letters < 6 => letters += 1,
            Some('0'..='9') if (2..6).contains(&letters) => letters += 1,
            _ if c == '\u{e007f}' && letters >= 3 => return at + c.len_utf8(),
            _ => return 0,
        }
    }
    0
}

/// Variation selectors behind what has variants (`emoji-variation-sequences.txt`, `StandardizedVariants.txt`), joiners
/// behind a letter of a script that is written with them.
fn joins(before: char, c: char, rest: &str) -> bool {
    let code = u32::from(before);
    match c {
        // Behind a digit, only in a keycap.
        '\u{fe0f}' if matches!(before, '0'..='9' | '#' | '*') => rest.starts_with('\u{20e3}'),
        '\u{fe0e}' | '\u{fe0f}' => is_pictograph(before),
        '\u{fe00}'..='\u{fe02}' => is_ideograph(code) || matches!(code, 0x2200..=0x22FF | 0x2A00..=0x2AFF),
        '\u{e0100}'..='\u{e01ef}' => is_ideograph(code),
        '\u{200c}' | '\u{200d}' => {
            matches!(code, 0x0600..=0x08FF | 0x0900..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1B00..=0x1BBF
                | 0xA880..=0xA9DF | 0x11000..=0x11DFF)
        }
        '\u{180b}'..='\u{180f}' => matches!(code, 0x1800..=0x18AF),
        _ => false,
    }
}

/// Whether drawn as a picture, or may be: the blocks that have them, and the few that stand elsewhere.
const fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}'
        | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

const fn is_ideograph(code: u32) -> bool {
    matches!(code, 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// A character as it may be printed.
pub fn shown(c: char) -> String {
    if is_hidden(c) || matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
        if c == '\n' { " ".to_owned() } else { format!("\\u{{{:x}}}", u32::from(c)) }
    } else {
        c.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        each(text).count()
    }

    #[test]
    fn honest_joiners_are_left_alone() {
        for text in [
            "plain\ttext\r\n",
            "👩\u{200d}💻 ❤\u{fe0f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} England",
            "🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}🏴\u{200d}☠\u{fe0f}",
            "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏿 👁\u{fe0f}\u{200d}🗨\u{fe0f} 🏃\u{200d}♂\u{fe0f}\u{200d}➡\u{fe0f}",
            "1\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3} ©\u{fe0f} ™\u{fe0e} ⚠\u{fe0f}: ∩\u{fe00}",
            "葛\u{e0100}城",
            "שלום\u{200f}!",
            "\u{feff}with a byte order mark",
        ] {
            assert_eq!(count(text), 0, "{text:?}");
        }
    }

    #[test]
    fn hidden_ones_are_found() {
        for text in [
            "git\u{200b}hub",
            "a\u{200d}b",
            "x\u{fe0f}\u{fe0e}",
            "\u{e0041}",
            "a\u{202e}b",
            "a\u{ad}b",
            "a\u{feff}b",
            "\u{1b}[2J",
            "a\u{2062}b",
            "a\u{3164}b",
        ] {
            assert!(count(text) > 0, "{text:?}");
        }
        // A selector behind a selector carries data, not a shape.
        assert_eq!(count("😀\u{fe0f}\u{e0148}\u{e0155}"), 2);
    }

    #[test]
    fn what_joins_honestly_carries_nothing() {
        let tags = |text: &str| -> String {
            text.chars().map(|c| char::from_u32(0xe0000 + u32::from(c)).unwrap()).chain(['\u{e007f}']).collect()
        };
        for (text, found) in [
            // Behind a black flag: no region, or more than one.
            (format!("🏴{}", tags("ignore all that was said")), 25),
            (format!("🏴{}", tags("gb")), 3),
            (format!("🏴{}", tags("gbengla")), 8),
            (format!("🏴{}", tags("1gb")), 4),
            (format!("🏴{}{}", tags("gbeng"), tags("gbsct")), 6),
            ("🏴\u{e0067}\u{e0062}\u{e0065}".to_owned(), 3),
            // A selector behind what has no variants.
            ("Reads \u{fe0f}a\u{fe0e} file.\u{fe0f} 1\u{fe0f}2\u{fe0f}-\u{fe0f}".to_owned(), 6),
            ("😀\u{fe0f}\u{fe0f}\u{fe0e}城\u{fe0f}".to_owned(), 3),
            // Joiners that join nothing.
            ("A dash –\u{200d}\u{200d}\u{200d}\u{200d}".to_owned(), 4),
            ("👩\u{200d}\u{200d}💻 👩\u{200d}codes 😀\u{200d}".to_owned(), 4),
            ("می\u{200c}\u{200d}\u{200c}خواهم".to_owned(), 2),
            ("ᠠ\u{180b}\u{180c}".to_owned(), 1),
            ("שלום\u{200f}\u{200e}\u{200f}".to_owned(), 2),
        ] {
            assert_eq!(count(&text), found, "{text:?}");
        }
    }

    #[test]
    fn tags_spell() {
        assert_eq!("\u{e0048}\u{e0069}\u{e007f}".chars().filter_map(tag_letter).collect::<String>(), "Hi");
        assert_eq!(tag_letter('a'), None);
    }
}
