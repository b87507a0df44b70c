//! Counts what a text could hold before a parser makes a tree of it: the parsers' own trees are many times larger than the
//! text, and a file of nothing but brackets would fill the memory.

use stockade_model::{ProblemKind, Span};

use super::ParseError;

/// What a format's strings and comments look like.
pub(super) struct Look {
    /// Characters that stand in front of a value, or of a table.
    pub(super) marks: &'static [u8],
    /// Characters that open and close a string.
    pub(super) quotes: &'static [u8],
    /// Whether a quote three times over opens a longer string, and `'` knows no escapes.
    pub(super) triple: bool,
    /// What starts a comment that ends with the line; empty for none.
    pub(super) comment: &'static str,
}

/// Refuses a text that may hold more values than this. An upper bound: what is counted may be less than a value.
pub(super) fn refuse_crowds(text: &str, look: &Look, most: usize) -> Result<(), ParseError> {
    let bytes = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        if look.quotes.contains(byte) {
            at = behind_string(bytes, at, look.triple);
            continue;
        }
        if !look.comment.is_empty() && bytes.get(at..).is_some_and(|rest| rest.starts_with(look.comment.as_bytes())) {
            at = bytes.iter().skip(at).position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length);
            continue;
        }
        if look.marks.contains(byte) {
            count += 1;
            if count > most {
                return Err(ParseError {
                    message: format!("more than {most} values"),
                    span: Span::new(at, at + 1),
                    kind: ProblemKind::TooLarge,
                });
            }
        }
        at += 1;
    }
    Ok(())
}

/// The place behind a string; the end of the text for one that is not closed.
fn behind_string(bytes: &[u8], start: usize, triple: bool) -> usize {
    let Some(quote) = bytes.get(start).copied() else { return bytes.len() };
    let thrice = [quote; 3];
    let long = triple && bytes.get(start..start + 3) == Some(&thrice);
    let mut at = start + if long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' || !triple => at += 2,
            b'\n' if !long => return at,
            byte if *byte == quote && !long => return at + 1,
            byte if *byte == quote && bytes.get(at..at + 3) == Some(&thrice) => return at + 3,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: Look = Look { marks: b"[{,", quotes: b"\"'", triple: false, comment: "//" };
    const TOML: Look = Look { marks: b"=[{,", quotes: b"\"'", triple: true, comment: "#" };

    #[test]
    fn strings_and_comments_do_not_count() {
        let fits = |text: &str, look: &Look, most| refuse_crowds(text, look, most).is_ok();
        assert!(fits("[1, \"a,[,\\\",{\", ',,,'] // ,,,\n", &JSON, 3));
        assert!(!fits("[1, 2, 3]", &JSON, 2));
        assert!(fits("a = '''[,\n'[''' # ,,\nb = \"\"\"\\\"\"\"[\"\"\"\n", &TOML, 2));
        assert!(fits("a = 'c:\\' # ,\nb = 1\n", &TOML, 2));
        assert!(!fits("a = 'c:\\'\nb = [[],[]]\n", &TOML, 5));
        assert!(fits("\"open", &JSON, 0) && fits("", &JSON, 0));
    }
}
