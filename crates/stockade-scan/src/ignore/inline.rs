//! Ignores in comments: `// stockade: ignore[unpinned] the reason`, on the line of the finding or on one of its own above it.
//!
//! Comments are found by a small lexer of each format, so that the same words inside a string are only words. The
//! format follows from the file's name; files of other formats have no inline ignores.

use std::ops::Range;

use stockade_model::{Finding, Location, SourceFile, SourceId, Span};

use crate::elsewhere::Elsewhere;

/// What a comment begins with to be meant for us.
const MARK: &str = "stockade:";
/// How it is written, for people.
const FORM: &str = "stockade: ignore[check] reason";

/// One ignore in a comment.
pub(super) struct Inline {
    source: SourceId,
    span: Span,
    /// The bytes of the line it is about.
    covers: Range<usize>,
    /// The checks it names.
    pub(super) checks: Vec<String>,
    /// Why.
    pub(super) reason: String,
    /// Why it covers nothing at all.
    pub(super) fault: Option<String>,
}

impl Inline {
    /// Where it is written.
    pub(super) const fn location(&self) -> Location {
        Location::span(self.source, self.span)
    }

    /// Says what is wrong with one that was read: it names a check that nobody runs, or gives no reason.
    fn complain(&mut self, elsewhere: &Elsewhere) {
        let known = |check: &str| crate::checks::find(check).is_some() || elsewhere.holds(check);
        let unknown = self.checks.iter().find(|check| !known(check));
        self.fault = match unknown {
            _ if self.fault.is_some() => return,
            Some(check) => Some(format!("there is no check `{check}` to ignore")),
            None if self.reason.is_empty() => {
                Some(format!("this ignore gives no reason and covers nothing: write `{FORM}`"))
            }
            None => None,
        };
    }

    /// Whether it covers a finding.
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        let Location::Source { source, span: Some(span) } = &finding.primary else { return false };
        self.fault.is_none()
            && *source == self.source
            && self.covers.contains(&span.start)
            && self.checks.iter().any(|check| check == finding.check)
    }
}

/// Every inline ignore of a file.
pub(super) fn find(source: SourceId, file: &SourceFile, elsewhere: &Elsewhere) -> Vec<Inline> {
    let text = file.text.as_str();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let Some(syntax) = Syntax::of(file) else { return Vec::new() };
    let comments = syntax.comments(text);
    let mut found = Vec::new();
    for comment in &comments {
        let body = text.get(comment.clone()).unwrap_or("").trim_start_matches(['/', '*', '#', ' ', '\t']);
        let Some(rest) = body.strip_prefix(MARK) else { continue };
        let covers = covered(text, comment, &comments);
        let span = Span::new(comment.start, comment.end);
        let mut inline = read(rest.trim().trim_end_matches("*/").trim(), source, span, covers);
        inline.complain(elsewhere);
        found.push(inline);
    }
    found
}

fn read(rest: &str, source: SourceId, span: Span, covers: Range<usize>) -> Inline {
    let mut inline = Inline { source, span, covers, checks: Vec::new(), reason: String::new(), fault: None };
    let parts = rest.strip_prefix("ignore[").and_then(|rest| rest.split_once(']'));
    let Some((checks, reason)) = parts else {
        inline.fault = Some(format!("this comment is not understood: write `{FORM}`"));
        return inline;
    };
    inline.checks = checks.split(',').map(|check| check.trim().to_owned()).collect();
    inline.reason = reason.trim_start_matches([':', '-', ' ']).trim().to_owned();
    inline
}

/// The line that a comment is about: its own, or where nothing else stands there, the next one that is no such comment.
fn covered(text: &str, comment: &Range<usize>, comments: &[Range<usize>]) -> Range<usize> {
    let mut line = line_around(text, comment.start);
    loop {
        let alone = comments.iter().any(|other| {
            line.contains(&other.start)
                && text.get(line.start..other.start).is_some_and(|before| before.trim().is_empty())
        });
        let next = line.end + 1;
        if !alone || next >= text.len() {
            return line;
        }
        line = line_around(text, next);
    }
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end);
    start..end
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Toml,
    Yaml,
}

impl Syntax {
    fn of(file: &SourceFile) -> Option<Self> {
        match file.path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "json" | "jsonc" | "json5" | "code-workspace" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "yaml" | "yml" | "md" => Some(Self::Yaml),
            _ => None,
        }
    }

    fn opens_comment(self, before: Option<char>, rest: &str) -> bool {
        match self {
            Self::Json => rest.starts_with("//"),
            Self::Toml => rest.starts_with('#'),
            Self::Yaml => rest.starts_with('#') && before.is_none_or(char::is_whitespace),
        }
    }

    /// What ends the string that begins here. In YAML a quote inside a word is an apostrophe.
    fn opens_string(self, before: Option<char>, rest: &str) -> Option<&'static str> {
        let starts = self != Self::Yaml || before.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c));
        let long = ["\"\"\"", "'''"].into_iter().find(|quotes| self == Self::Toml && rest.starts_with(quotes));
        if long.is_some() {
            return long;
        }
        ["\"", "'"].into_iter().find(|quote| starts && rest.starts_with(quote))
    }

    fn has_escapes(self, quote: &str) -> bool {
        quote.starts_with('"') || self == Self::Json
    }

    /// The bytes of every line comment, and in JSON of every block comment.
    fn comments(self, text: &str) -> Vec<Range<usize>> {
        let mut comments = Vec::new();
        let (mut at, mut before) = (0, None);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = if self == Self::Json && rest.starts_with("/*") {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                comments.push(at..at + length);
                length
            } else if self.opens_comment(before, rest) {
                let length = rest.find('\n').unwrap_or(rest.len());
                let trimmed = rest.get(..length).map_or(0, |line| line.trim_end().len());
                comments.push(at..at + trimmed);
                length.max(1)
            } else if let Some(quote) = self.opens_string(before, rest) {
                string_length(rest, quote, self.has_escapes(quote))
            } else {
                rest.chars().next().map_or(1, char::len_utf8)
            };
            before = rest.get(..length).and_then(|part| part.chars().next_back());
            at += length;
        }
        comments
    }
}

/// How many bytes a string takes, quotes included; to the end of the text where it is not closed.
fn string_length(rest: &str, quote: &str, escapes: bool) -> usize {
    let mut at = quote.len();
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with(quote) {
            return at + quote.len();
        }
        let mut chars = tail.chars();
        at += match chars.next() {
            Some('\\') if escapes => 1 + chars.next().map_or(0, char::len_utf8),
            Some(c) => c.len_utf8(),
            None => 1,
        };
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<(String, String, Option<String>)> {
        let file = SourceFile { path: name.into(), real_path: None, text: text.to_owned() };
        let covered = |inline: &Inline| text.get(inline.covers.clone()).unwrap().trim().to_owned();
        find(SourceId(0), &file, &Elsewhere::default())
            .iter()
            .map(|i| (covered(i), i.checks.join("+"), i.fault.clone()))
            .collect()
    }

    #[test]
    fn comments_cover_their_line_or_the_next() {
        let text = "{\n  // stockade: ignore[unpinned, shell-launch] because\n  // why\n  \"a\": 1,\n  \"b\": 2 // stockade: ignore[unpinned] so\n}";
        let all = found("a.json", text);
        assert_eq!(all[0], ("\"a\": 1,".to_owned(), "unpinned+shell-launch".to_owned(), None));
        assert_eq!(all[1].0, "\"b\": 2 // stockade: ignore[unpinned] so");
        let text = "# stockade: ignore[unpinned] x\na = 1 # it's\nb = '#'\nc = \"# stockade: ignore[unpinned] no\"\n";
        assert_eq!(found("a.toml", text).len(), 1);
        assert_eq!(
            found("a.yaml", "a: it's # stockade: ignore[unpinned] yes\nb: \"# stockade: ignore[unpinned]\"\n").len(),
            1
        );
    }

    #[test]
    fn strings_and_other_formats_hold_no_ignores() {
        assert!(found("a.json", r#"{"a": "x \" // stockade: ignore[unpinned] y"}"#).is_empty());
        assert!(found("a.toml", "a = '''\n# stockade: ignore[unpinned] y\n'''\n").is_empty());
        assert!(found("a.xml", "// stockade: ignore[unpinned] y").is_empty());
    }

    #[test]
    fn what_is_not_understood_is_a_fault() {
        for text in
            ["// stockade: ignore[unpinned]", "// stockade: ignore unpinned x", "/* stockade: ignore[unpined] y */"]
        {
            assert!(found("a.json", text)[0].2.is_some(), "{text}");
        }
        assert!(found("a.jsonc", "/* stockade: ignore[unpinned] y */")[0].2.is_none());
    }

    #[test]
    fn any_text_is_read_without_panic() {
        for text in
            ["\"", "'\\", "/*", "//", "# stockade:", "\"\\ü", "stockade: // stockade:", "ü// stockade: ignore[é"]
        {
            for name in ["a.json", "a.toml", "a.yaml"] {
                found(name, text);
            }
        }
    }
}
