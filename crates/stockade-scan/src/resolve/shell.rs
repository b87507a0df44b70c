//! Splits the string of `sh -c`, `cmd /c` or `powershell -Command` into words, and says when it is more than one command.
//!
//! The published splitters (`shlex`, `shell-words`) drop the difference between a quoted and an unquoted `;`, which is
//! the one thing that matters here: whether anything besides one command with literal words would run. So each dialect
//! has a splitter of its own that stops at the first character the shell would evaluate.

use stockade_model::launch::OpaqueReason;

pub mod cmd;
pub mod env;
pub mod posix;
pub mod powershell;

/// One command with literal words: what a shell string must come down to before anybody can say what it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// Assignments in front of the command.
    pub settings: Vec<(String, String)>,
    /// The words, program first; never empty.
    pub words: Vec<String>,
    /// The directory of a leading `cd DIR &&`, as written.
    pub folder: Option<String>,
}

/// Why a shell string is not one command with literal words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// The kind.
    pub reason: OpaqueReason,
    /// What was met, for people: `a pipe`, `the variable $X`.
    pub what: String,
}

impl Beyond {
    fn syntax(what: impl Into<String>) -> Self {
        Self { reason: OpaqueReason::ShellSyntax, what: what.into() }
    }

    fn variable(name: &str) -> Self {
        Self { reason: OpaqueReason::Unexpanded, what: format!("the variable `{name}`") }
    }

    fn nothing() -> Self {
        Self { reason: OpaqueReason::Empty, what: "nothing".to_owned() }
    }
}

/// Whether a value stays one literal word without quotes, in every dialect.
fn is_one_word(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c))
}

/// Words by quotes and backslashes alone, as programs do that split a string without a shell; none where a quote is
/// left open.
pub fn words_only(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// The words of a `cmd` string: blanks divide, double quotes keep together; none where a quote is left open.
pub fn cmd_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!quoted).then_some(words)
}

/// The words of a PowerShell command that is nothing but a program and literal words.
pub fn powershell_words(text: &str) -> Result<Vec<String>, Beyond> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or_else(|| Beyond::syntax("a quote that is left open"))? {
                        // Two quotes inside are one.
                        '\'' if chars.next_if_eq(&'\'').is_some() => word.push('\''),
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or_else(|| Beyond::syntax("a quote that is left open"))? {
                        '"' if chars.next_if_eq(&'"').is_some() => word.push('"'),
                        '"' => break,
                        '$' => return Err(Beyond::syntax("a variable")),
                        '`' => return Err(Beyond::syntax("an escape")),
                        c => word.push(c),
                    }
                }
            }
            '$' => return Err(Beyond::syntax("a variable")),
            ';' | '|' | '&' | '(' | ')' | '{' | '}' | '<' | '>' | '`' | '@' | '#' | ',' | '\n' | '\r'
                if c != '@' || word.is_none() =>
            {
                return Err(Beyond::syntax(format!("`{}`", c.escape_default())));
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.is_empty() { Err(Beyond::nothing()) } else { Ok(words) }
}
