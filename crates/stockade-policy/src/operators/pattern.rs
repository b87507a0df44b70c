//! Patterns as Go's RE2 reads them, which is what policies were written for: `\d`, `\w`, `\s` and `\b` are ASCII, `[` inside
//! a class is a plain character. Matching takes linear time.

use regex::{Regex, RegexBuilder};

/// The most memory one pattern may need.
const SIZE_LIMIT: usize = 1 << 20;

/// Prepares a pattern.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&translate(pattern)).size_limit(SIZE_LIMIT).nest_limit(100).build().map_err(|error| match error {
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
            compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text)
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
            assert!(compile(bad).is_err(), "{bad}");
        }
    }
}
