//! Makes characters visible that a terminal, a browser or an eye would not show as they are.
//!
//! Names, arguments and addresses are written by whoever wrote the config. An escape sequence in one could repaint the
//! report, a bidirectional override could turn a name round, and a zero-width space could make two names look alike.

use std::borrow::Cow;

/// Whether a character is written as `\u{…}` wherever people read it.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
            | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

/// The text with every hidden character written as `\u{…}`; line breaks and tabs too, so the result is one line.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_hidden(c).then(|| format!("\\u{{{:x}}}", u32::from(c))))
}

/// As [`line`], but line breaks and tabs stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| (is_hidden(c) && c != '\n' && c != '\t').then(|| format!("\\u{{{:x}}}", u32::from(c))))
}

/// At most `limit` characters of [`line`], with a mark where something was cut.
pub fn short(text: &str, limit: usize) -> String {
    let text = line(text);
    if text.chars().count() <= limit {
        return text.into_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// JSON text in which hidden characters stand as `\uXXXX`: the same document, safe to print on a terminal.
///
/// Outside of ASCII such characters occur in strings only, and `serde_json` already escapes the ASCII ones there.
pub fn json(text: &str) -> Cow<'_, str> {
    escape(text, |c| {
        (!c.is_ascii() && is_hidden(c) || c == '\u{7f}').then(|| {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
        })
    })
}

fn escape(text: &str, with: impl Fn(char) -> Option<String>) -> Cow<'_, str> {
    if !text.chars().any(|c| with(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match with(c) {
            Some(escaped) => out.push_str(&escaped),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_repaints_or_hides() {
        assert_eq!(line("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(line("git\u{202e}buh\u{200b}"), "git\\u{202e}buh\\u{200b}");
        assert_eq!(line("tag\u{e0041}\u{9b}2J\n"), "tag\\u{e0041}\\u{9b}2J\\u{a}");
        assert_eq!(lines("a\n\tb\r"), "a\n\tb\\u{d}");
    }

    #[test]
    fn leaves_ordinary_text_alone() {
        for text in ["héllo → 日本語", "npx -y @scope/name", "Ünïcode", "🦀"] {
            assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn json_stays_the_same_document() {
        let value = serde_json::json!({ "na\u{202e}me": "x\u{7f}\u{9b}\u{e0041}y\u{1b}" });
        let text = serde_json::to_string(&value).unwrap();
        let safe = json(&text);
        assert!(safe.chars().all(|c| !is_hidden(c)), "{safe:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    #[test]
    fn cuts_by_characters() {
        assert_eq!(short("ääää", 3), "ää…");
        assert_eq!(short("ääää", 4), "ääää");
    }
}
