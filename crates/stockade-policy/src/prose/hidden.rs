//! Characters that nobody sees, and how they are shown.
//!
//! - joiners and selectors are honest behind the letters and emoji that are written with them, and left alone there;
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
    let mut before: Option<char> = None;
    let mut flag = false;
    text.char_indices().filter_map(move |(at, c)| {
        let hidden = is_hidden(c) && !(c == '\u{feff}' && at == 0);
        if !hidden {
            flag = c == '\u{1f3f4}';
            before = Some(c);
            return None;
        }
        // A flag of a region is a black flag and its letters in tag characters (UTS #51).
        if flag && is_tag(c) {
            return None;
        }
        let joins = joins(before, c) || right_to_left && matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}');
        before = Some(c);
        (!joins).then_some((at, c))
    })
}

/// Variation selectors and joiners behind an emoji, joiners behind a letter of a script that is written with them.
fn joins(before: Option<char>, c: char) -> bool {
    let Some(before) = before.filter(|before| !before.is_ascii_alphabetic()) else { return false };
    let code = u32::from(before);
    match c {
        '\u{fe00}'..='\u{fe0f}' => !before.is_alphabetic() && !is_hidden(before) || is_ideograph(code),
        '\u{e0100}'..='\u{e01ef}' => is_ideograph(code),
        '\u{200d}' if !before.is_alphanumeric() => !before.is_ascii(),
        '\u{200c}' | '\u{200d}' => {
            matches!(code, 0x0600..=0x08FF | 0x0900..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x17FF)
        }
        '\u{180b}'..='\u{180f}' => matches!(code, 0x1800..=0x18AF),
        _ => false,
    }
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
    fn tags_spell() {
        assert_eq!("\u{e0048}\u{e0069}\u{e007f}".chars().filter_map(tag_letter).collect::<String>(), "Hi");
        assert_eq!(tag_letter('a'), None);
    }
}
