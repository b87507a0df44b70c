//! The lines of a file around a span, cut to what matters, with hidden characters made visible.
//!
//! Making a character visible moves what follows it, so the span is mapped along.

use std::ops::Range;

use stockade_model::Span;

use crate::visible::is_hidden;

/// A span over more lines than this is shown by its first line alone.
const MOST_LINES: usize = 8;
/// How far around a span a very long line is shown, in bytes.
const AROUND: usize = 160;

/// The lines around a span, with hidden characters made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Whole lines, or the middle of a very long one.
    pub text: String,
    /// The span inside `text`, in bytes.
    pub span: Range<usize>,
}

/// Cuts the lines of a span out of a text. Spans that reach past the end are shortened.
pub fn excerpt(text: &str, span: Span) -> Option<Excerpt> {
    let start = span.start.min(text.len());
    let mut end = span.end.clamp(start, text.len());
    let first = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    if text.get(start..end)?.matches('\n').count() >= MOST_LINES {
        end = start + text.get(start..)?.find('\n').unwrap_or(text.len() - start);
    }
    let last = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at);
    // A minified file is one line of any length.
    let from = first.max(boundary(text, start.saturating_sub(AROUND)));
    let end = boundary(text, end.min(start + 4 * AROUND)).max(start);
    let to = last.min(boundary(text, end.saturating_add(AROUND)).max(end));
    let mut out = String::new();
    let (mut new_start, mut new_end) = (0, 0);
    let shown = text.get(from..to)?;
    let mut characters = shown.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if from + at <= start {
            new_start = out.len();
        }
        if from + at <= end {
            new_end = out.len();
        }
        let line_end = c == '\r' && characters.peek().is_none_or(|(_, next)| *next == '\n');
        if line_end || c == '\u{feff}' && from + at == 0 {
            continue;
        }
        if is_hidden(c) && c != '\n' && c != '\t' {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    if from + shown.len() <= start {
        new_start = out.len();
    }
    if from + shown.len() <= end {
        new_end = out.len();
    }
    Some(Excerpt { span: new_start..new_end.max(new_start), text: out })
}

/// A drawing without the lines that would name a snippet's file a second time: the place stands in front already, and a
/// snippet without a name of its own gets an empty one.
pub fn without_empty_names(drawing: &str) -> String {
    let named = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() != ":::";
    drawing.lines().filter(named).collect::<Vec<_>>().join("\n")
}

/// The nearest character boundary at or before a byte offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(text: &str, needle: &str) -> (String, String) {
        let start = text.find(needle).unwrap();
        let cut = excerpt(text, Span::new(start, start + needle.len())).unwrap();
        (cut.text.get(cut.span.clone()).unwrap().to_owned(), cut.text)
    }

    #[test]
    fn spans_move_with_what_is_made_visible() {
        let (marked, text) = cut_of("x\r\n\u{202e}ab\u{1b}\"needle\"\u{200b}\r\ny", "\"needle\"");
        assert_eq!(marked, "\"needle\"");
        assert_eq!(text, "\\u{202e}ab\\u{1b}\"needle\"\\u{200b}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let (marked, text) = cut_of(&format!("{}needle{}", "ä".repeat(9000), "b".repeat(9000)), "needle");
        assert_eq!(marked, "needle");
        assert!(text.len() < 400, "{}", text.len());
    }

    #[test]
    fn a_long_span_is_shown_by_its_first_line() {
        let text = format!("{{\n{}}}", "  \"k\": 1,\n".repeat(20));
        assert_eq!(excerpt(&text, Span::new(0, text.len())).unwrap().text, "{");
    }

    #[test]
    fn every_span_of_a_hostile_file_gives_a_cut() {
        let text = "\u{feff}a\u{202e}\r\n\u{e0041}é\n\n\t\u{1b}[31m";
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 2 {
                if let Some(cut) = excerpt(text, Span::new(start, end)) {
                    assert!(cut.text.get(cut.span.clone()).is_some(), "{start}..{end}");
                    assert!(!cut.text.chars().any(|c| is_hidden(c) && c != '\n' && c != '\t'));
                }
            }
        }
    }
}
