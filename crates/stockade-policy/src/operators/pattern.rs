//! Patterns as Go's RE2 reads them, which is what policies were written for: `\d`, `\w`, `\s` and `\b` are ASCII, `[` inside
//! a class is a plain character. Matching takes linear time.
//!
//! A pattern is compiled when it is first asked for, which takes longer than all else of a small policy: the start of a server
//! does not wait for it. That it can be compiled is known before: it was parsed, and one that may become too large is
//! compiled at once.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The most memory one pattern may need.
const SIZE_LIMIT: usize = 1 << 20;
/// How deep a pattern may nest.
const NEST_LIMIT: u32 = 100;
/// Up to this weight a pattern is far below [`SIZE_LIMIT`].
const SMALL: usize = 2048;

/// A pattern that can be compiled.
#[derive(Debug)]
pub(crate) struct Pattern {
    translated: String,
    regex: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    /// Prepares a pattern.
    ///
    /// # Errors
    /// Why it is none.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let translated = translate(pattern);
        let regex = OnceLock::new();
        if !is_small(&translated) {
            let _ = regex.set(Ok(compile(&translated)?));
        }
        Ok(Self { translated, regex })
    }

    /// Whether it is found in a text.
    ///
    /// # Errors
    /// Where it cannot be compiled against all expectation.
    pub(crate) fn is_match(&self, text: &str) -> Result<bool, String> {
        match self.regex.get_or_init(|| compile(&self.translated)) {
            Ok(regex) => Ok(regex.is_match(text)),
            Err(reason) => Err(reason.clone()),
        }
    }
}

/// Whether it surely is a pattern and surely not too large.
fn is_small(translated: &str) -> bool {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(NEST_LIMIT).build();
    parser.parse(translated).is_ok_and(|pattern| weight(&pattern) <= SMALL)
}

/// About the states that it is compiled into. A range of characters takes forty at worst, which a limit of a million bytes leaves
/// room for: [`SMALL`] is that of 128 ranges.
fn weight(pattern: &Hir) -> usize {
    const OF_RANGE: usize = 16;
    let sum = |parts: &[Hir]| parts.iter().fold(1, |sum: usize, part| sum.saturating_add(weight(part)));
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(OF_RANGE),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len().saturating_mul(OF_RANGE),
        HirKind::Capture(capture) => weight(&capture.sub).saturating_add(2),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or_else(|| repetition.min.saturating_add(1)).max(1);
            weight(&repetition.sub).saturating_add(1).saturating_mul(times as usize)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

fn compile(translated: &str) -> Result<Regex, String> {
    RegexBuilder::new(translated).size_limit(SIZE_LIMIT).nest_limit(NEST_LIMIT).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("not a pattern");
            format!("not a pattern: {}", last.trim().trim_start_matches("error: "))
        }
    })
}

fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    let mut class = false;
    let mut first = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('Q') if !class => {
                    let mut literal = String::new();
                    while let Some(c) = rest.next() {
                        if c == '\\' && rest.peek() == Some(&'E') {
                            rest.next();
                            break;
                        }
                        literal.push(c);
                    }
                    out.push_str(&regex::escape(&literal));
                }
                Some('d') => out.push_str(if class { "0-9" } else { "[0-9]" }),
                Some('w') => out.push_str(if class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
                Some('s') => out.push_str(if class { r"\t\n\x0C\r\x20" } else { r"[\t\n\x0C\r\x20]" }),
                Some('D') => out.push_str("[^0-9]"),
                Some('W') => out.push_str("[^0-9A-Za-z_]"),
                Some('S') => out.push_str(r"[^\t\n\x0C\r\x20]"),
                Some('b') if !class => out.push_str(r"(?-u:\b)"),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => out.push('\\'),
            },
            '[' if !class => {
                class = true;
                first = true;
                out.push('[');
                if rest.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                continue;
            }
            '[' if rest.peek() == Some(&':') => out.push('['),
            '[' | '&' | '~' if class => {
                out.push('\\');
                out.push(c);
            }
            ']' if class && first => out.push_str(r"\]"),
            ']' if class => {
                // The end of `[:alpha:]` is not the end of the class.
                class = out.ends_with(':')
                    && out.rfind("[:").is_some_and(|at| {
                        at + 2 < out.len() && !out.get(at + 2..).is_some_and(|name| name.contains(']'))
                    });
                out.push(']');
            }
            other => out.push(other),
        }
        first = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perl_classes_are_ascii_as_in_re2() {
        let hits = |pattern: &str, text: &str| {
            Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text).unwrap()
        };
        assert!(!hits(r"^\d+$", "٣"));
        assert!(!hits(r"^[\w]+$", "é") && hits(r"^[\w.]+$", "a.b_1"));
        assert!(hits(r"^[^\d]$", "٣") && hits(r"^\D$", "٣"));
        assert!(hits(r"^[[a]$", "[") && hits(r"^[]a]$", "]") && hits(r"^[a&&b]$", "&"));
        assert!(hits(r"^[[:alpha:]]$", "x") && !hits(r"^[[:alpha:]]$", ":") && hits("^[[:alpha:]_]+$", "a_"));
        assert!(hits(r"^\Qa.b\E$", "a.b") && !hits(r"^\Qa.b\E$", "axb"));
        assert!(hits(r"(?i)^ÀB$", "àb") && hits(r"\bcat\b", "a cat"));
        assert!(hits(r"^[^@]+@(yourcompany\.com)$", "a@yourcompany.com"));
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        for bad in ["(", "[a", "a{99999}", "(?=x)", r"\1", "*"] {
            assert!(Pattern::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_compiled_later_can_be() {
        let is_late = |pattern: &str| Pattern::new(pattern).unwrap().regex.get().is_none();
        assert!(is_late(r"^[^@]+@example\.com$") && is_late(r"(?i)^(a|b{2,9})+$") && is_late("^/app/"));
        assert!(!is_late(r"\pL"), "of so many ranges nobody counts the states");
        assert!(!is_late("[ab]{900}"));
        // What weighs most of all that is late is compiled without a complaint.
        let dot = (1..).take_while(|times| is_small(&format!(".{{{times}}}"))).last().unwrap();
        let ranges = (1..).take_while(|times| is_small(&format!("[^@]{{0,{times}}}"))).last().unwrap();
        for pattern in [format!(".{{{dot}}}"), format!("[^@]{{0,{ranges}}}"), "a".repeat(SMALL - 1), "(?i)k".repeat(40)]
        {
            assert!(is_late(&pattern), "{pattern}");
            assert_eq!(Pattern::new(&pattern).unwrap().is_match(""), Ok(pattern.contains("{0,")), "{pattern}");
        }
    }
}
