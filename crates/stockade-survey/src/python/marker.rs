//! Markers of requirements (PEP 508): whether a requirement counts on a machine.
//!
//! What is not known of the machine is neither true nor false, and a marker that cannot be read is not known: such a
//! requirement is followed, since one too many is looked at is no harm.

use std::collections::BTreeSet;

use stockade_assess::version::{Range, Version};
use stockade_model::Ecosystem;

use super::Python;

/// Deeper brackets than any honest marker has.
const DEEPEST: usize = 32;

/// Whether a requirement counts. `extras` are those that its package was asked for with.
pub(crate) fn counts(marker: &str, python: &Python, extras: &BTreeSet<String>) -> bool {
    let tokens = tokens(marker);
    let mut reader = Reader { tokens: &tokens, at: 0, python, extras };
    let truth = reader.any(0);
    // `None` is what nobody knows.
    !(reader.at == tokens.len() && truth == Some(Some(false)))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
    Sign(String),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                all.push(if first == '(' { Token::Open } else { Token::Close });
                1
            }
            '"' | '\'' => {
                let body = rest.get(1..).unwrap_or_default();
                let end = body.find(first).unwrap_or(body.len());
                all.push(Token::Text(body.get(..end).unwrap_or_default().to_owned()));
                (end + 2).min(rest.len())
            }
            '<' | '>' | '=' | '!' | '~' => {
                let end = rest.find(|c| !matches!(c, '<' | '>' | '=' | '!' | '~')).unwrap_or(rest.len());
                all.push(Token::Sign(rest.get(..end).unwrap_or_default().to_owned()));
                end
            }
            _ => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
                let end = end.max(first.len_utf8());
                all.push(Token::Word(rest.get(..end).unwrap_or_default().to_owned()));
                end
            }
        };
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    all
}

struct Reader<'r> {
    tokens: &'r [Token],
    at: usize,
    python: &'r Python,
    extras: &'r BTreeSet<String>,
}

/// The outer none is what cannot be read, the inner one what is not known.
type Truth = Option<Option<bool>>;

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(own)) if own == word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Truth {
        let mut truth = self.all(depth)?;
        while self.is_word("or") {
            truth = match (truth, self.all(depth)?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        Some(truth)
    }

    fn all(&mut self, depth: usize) -> Truth {
        let mut truth = self.one(depth)?;
        while self.is_word("and") {
            truth = match (truth, self.one(depth)?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        Some(truth)
    }

    fn one(&mut self, depth: usize) -> Truth {
        if self.tokens.get(self.at) == Some(&Token::Open) {
            if depth >= DEEPEST {
                return None;
            }
            self.at += 1;
            let truth = self.any(depth + 1)?;
            return (self.next()? == Token::Close).then_some(truth);
        }
        let left = self.next()?;
        let sign = match self.next()? {
            Token::Sign(sign) => sign,
            Token::Word(word) if word == "in" => word,
            Token::Word(word) if word == "not" && self.is_word("in") => "not in".to_owned(),
            _ => return None,
        };
        let right = self.next()?;
        Some(match (left, right) {
            (Token::Word(name), Token::Text(value)) => self.compare(&name, &sign, &value, false),
            (Token::Text(value), Token::Word(name)) => self.compare(&name, &sign, &value, true),
            _ => return None,
        })
    }

    /// `turned`: the text stands on the left.
    fn compare(&self, name: &str, sign: &str, value: &str, turned: bool) -> Option<bool> {
        if name == "extra" {
            let own = self.extras.contains(&stockade_model::package::normalise_pypi(value));
            return match sign {
                "==" => Some(own),
                "!=" => Some(!own),
                _ => None,
            };
        }
        let own = self.value(name)?;
        let versions = matches!(name, "python_version" | "python_full_version" | "implementation_version");
        let (left, right) = if turned { (value, own.as_str()) } else { (own.as_str(), value) };
        match sign {
            "in" => return Some(right.contains(left)),
            "not in" => return Some(!right.contains(left)),
            _ => {}
        }
        if versions
            && let Some(range) = Range::parse(Ecosystem::Pypi, &format!("{sign}{right}"))
            && let Some(version) = Version::parse(Ecosystem::Pypi, left)
        {
            return Some(range.holds(&version));
        }
        match sign {
            "==" | "===" => Some(left == right),
            "!=" => Some(left != right),
            "<" => Some(left < right),
            "<=" => Some(left <= right),
            ">" => Some(left > right),
            ">=" => Some(left >= right),
            _ => None,
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        let python = self.python;
        let interpreter = python.interpreter.as_ref();
        match name {
            "os_name" | "os.name" => Some(python.os.clone()),
            "sys_platform" | "sys.platform" => Some(python.platform.clone()),
            "platform_system" => Some(python.system.clone()),
            "platform_machine" | "platform.machine" => Some(python.machine.clone()),
            "python_version" => interpreter.map(|own| format!("{}.{}", own.numbers.0, own.numbers.1)),
            "python_full_version" => interpreter.map(|own| own.version.clone()),
            "implementation_version" => interpreter.filter(|own| own.name == "cpython").map(|own| own.version.clone()),
            "implementation_name" => interpreter.map(|own| own.name.clone()),
            "platform_python_implementation" | "python_implementation" => {
                interpreter.map(|own| if own.name == "cpython" { "CPython".to_owned() } else { own.name.clone() })
            }
            // Releases and builds of systems: nobody knows what somebody meant by them.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::linux;
    use super::*;

    #[test]
    fn markers_mean_what_the_interpreter_says() {
        let python = linux("3.12.4");
        let extras = BTreeSet::from(["http-2".to_owned()]);
        let yes = |marker: &str| counts(marker, &python, &extras);
        for marker in [
            "python_version >= '3.9'",
            "python_version < \"3.9\" or sys_platform == 'linux'",
            "(os_name == 'posix' and platform_machine != 'arm64')",
            "extra == 'HTTP_2'",
            "'3.1' < python_version",
            "'linux' in sys_platform and 'win' not in sys_platform",
            "python_full_version >= '3.12.4'",
            "platform_python_implementation == 'CPython'",
            // Not known, or not to be read.
            "platform_release >= '5'",
            "nonsense",
            "python_version <",
            "((((((((((((((((((((((((((((((((((os_name == 'nt'))))))))))))))))))))))))))))))))))",
            "'é' == os_name or é",
        ] {
            assert!(yes(marker), "{marker}");
        }
        for marker in [
            "python_version < '3.9'",
            "python_version < '3.10' and platform_release >= '5'",
            "sys_platform == 'win32'",
            "extra == 'dev'",
            "python_version >= '3.9' and extra == 'dev'",
            "platform_system == 'Windows' or python_version == '3.1'",
            "not_known == 'x' and os_name == 'nt'",
        ] {
            assert!(!yes(marker), "{marker}");
        }
    }

    #[test]
    fn what_is_not_known_counts() {
        let mut python = linux("3.12.4");
        python.interpreter = None;
        let yes = |marker: &str| counts(marker, &python, &BTreeSet::new());
        assert!(yes("python_version < '3.9'") && yes("python_version >= '3.9'"));
        assert!(!yes("python_version < '3.9' and sys_platform == 'win32'"));
    }
}
