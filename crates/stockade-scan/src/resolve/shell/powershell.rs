//! The text behind `powershell -Command`.
//!
//! Understood: one command whose words are bare or quoted literals, with or without the call operator `&` in front.
//! What PowerShell reads in its own way (`$`, a backtick, `@name`, `,`, `--`, blocks, pipes, a quote inside a native
//! argument, typographic quotes) is [`Beyond`].

use super::{Beyond, Simple};

/// Statements, and commands that run text or start something in another way.
static EVALUATING: &[&str] = &[
    "begin",
    "break",
    "catch",
    "class",
    "clean",
    "configuration",
    "continue",
    "data",
    "define",
    "do",
    "dynamicparam",
    "else",
    "elseif",
    "end",
    "enum",
    "exit",
    "filter",
    "finally",
    "for",
    "foreach",
    "from",
    "function",
    "hidden",
    "if",
    "in",
    "inlinescript",
    "parallel",
    "param",
    "process",
    "return",
    "sequence",
    "static",
    "switch",
    "throw",
    "trap",
    "try",
    "until",
    "using",
    "var",
    "while",
    "workflow",
    "iex",
    "invoke-expression",
    "icm",
    "invoke-command",
    "saps",
    "start",
    "start-process",
    "sajb",
    "start-job",
    "ii",
    "invoke-item",
    "cd",
    "chdir",
    "sl",
    "set-location",
    "set",
    "set-variable",
    "sal",
    "set-alias",
    "nal",
    "new-alias",
    "where",
    "where-object",
    "foreach-object",
    "sort",
    "echo",
    "write-output",
    "write-host",
    "start-sleep",
    "sleep",
];

/// Splits one command.
pub fn parse(text: &str) -> Result<Simple, Beyond> {
    if let Some(c) = text.chars().find(|c| typographic(*c)) {
        return Err(Beyond::syntax(format!("`{c}`, which PowerShell takes for a plain quote, dash or blank")));
    }
    let text = text.trim_matches([' ', '\t', '\r', '\n', ';']);
    let (called, body) = match text.strip_prefix('&') {
        Some(body) => (true, body.trim_start_matches([' ', '\t'])),
        None => (false, text),
    };
    let mut reader = Reader { rest: body, words: Vec::new(), word: None };
    reader.run()?;
    let first = reader.words.first().ok_or_else(Beyond::nothing)?;
    let name = first.text.as_str();
    if name.is_empty() {
        return Err(Beyond::nothing());
    }
    if !called {
        if first.quoted {
            return Err(Beyond::syntax("a quoted text in front, which is a value and no command"));
        }
        if name.starts_with(|c: char| c.is_ascii_digit() || "-+!%".contains(c)) || name == "." {
            return Err(Beyond::syntax(format!("the expression `{name}`")));
        }
        if EVALUATING.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(Beyond::syntax(format!("the statement or command `{name}`")));
        }
    } else if EVALUATING.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(Beyond::syntax(format!("the command `{name}`")));
    }
    Ok(Simple { words: reader.words.into_iter().map(|word| word.text).collect(), ..Simple::default() })
}

/// A word in single quotes, as PowerShell reads it back.
pub fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''"))
}

fn typographic(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{2013}'..='\u{2015}' | '\u{85}' | '\u{a0}' | '\0')
        || (!c.is_ascii() && c.is_whitespace())
}

#[derive(Debug, Default)]
struct Word {
    text: String,
    quoted: bool,
}

struct Reader<'a> {
    rest: &'a str,
    words: Vec<Word>,
    word: Option<Word>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or("");
        Some(c)
    }

    fn end_word(&mut self) -> Result<(), Beyond> {
        let Some(word) = self.word.take() else { return Ok(()) };
        let text = word.text.as_str();
        if text.is_empty() || text.contains('"') {
            return Err(Beyond::syntax(
                "an argument that is empty or holds a quote: versions hand it on in different ways",
            ));
        }
        if !word.quoted && !self.words.is_empty() {
            let parameter =
                text.strip_prefix('-').is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
            if text.starts_with("--%") || text == "--" || (parameter && text.contains(['.', ':'])) {
                return Err(Beyond::syntax(format!("`{text}`, which PowerShell reads in its own way")));
            }
        }
        self.words.push(word);
        Ok(())
    }

    fn run(&mut self) -> Result<(), Beyond> {
        while let Some(c) = self.next() {
            let first = self.word.is_none();
            match c {
                ' ' | '\t' => self.end_word()?,
                '\r' | '\n' | ';' => return Err(Beyond::syntax("more than one command")),
                '|' => return Err(Beyond::syntax("a pipe or `||`")),
                '&' => return Err(Beyond::syntax("`&`")),
                '<' | '>' => return Err(Beyond::syntax("a redirection")),
                '(' | ')' | '{' | '}' => return Err(Beyond::syntax("a block or group")),
                '`' => return Err(Beyond::syntax("an escape with a backtick")),
                '$' => return Err(self.variable()),
                ',' => return Err(Beyond::syntax("`,`, which makes a list")),
                '*' | '?' | '[' | ']' => return Err(Beyond::syntax(format!("the file name pattern `{c}`"))),
                '@' | '#' | '~' if first => return Err(Beyond::syntax(format!("`{c}` in front of a word"))),
                '\'' => self.single()?,
                '"' => self.double()?,
                c => self.word.get_or_insert_default().text.push(c),
            }
        }
        self.end_word()
    }

    fn variable(&self) -> Beyond {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && !"_:{".contains(c)).unwrap_or(self.rest.len());
        match self.rest.get(..end).filter(|name| !name.is_empty()) {
            Some(name) => Beyond::variable(&format!("${name}")),
            None => Beyond::syntax("a substitution `$(…)`"),
        }
    }

    /// A quote is a word of its own only where it begins one: behind other text it belongs to that text.
    fn begin_quote(&mut self) -> &mut Word {
        let word = self.word.get_or_insert_default();
        word.quoted = true;
        word
    }

    fn single(&mut self) -> Result<(), Beyond> {
        let begins = self.word.is_none();
        self.begin_quote();
        loop {
            match self.next() {
                None => return Err(Beyond::syntax("a quote that is not closed")),
                Some('\'') if self.rest.starts_with('\'') => {
                    self.next();
                    self.begin_quote().text.push('\'');
                }
                Some('\'') => break,
                Some(c) => self.begin_quote().text.push(c),
            }
        }
        self.closed(begins)
    }

    fn double(&mut self) -> Result<(), Beyond> {
        let begins = self.word.is_none();
        self.begin_quote();
        loop {
            match self.next() {
                None => return Err(Beyond::syntax("a quote that is not closed")),
                Some('"') if self.rest.starts_with('"') => {
                    self.next();
                    self.begin_quote().text.push('"');
                }
                Some('"') => break,
                Some('$') => return Err(self.variable()),
                Some('`') => return Err(Beyond::syntax("an escape with a backtick")),
                Some(c) => self.begin_quote().text.push(c),
            }
        }
        self.closed(begins)
    }

    /// A word that begins with a quote ends with it: what follows directly would be a second argument.
    fn closed(&self, begins: bool) -> Result<(), Beyond> {
        let follows = self.rest.chars().next().is_some_and(|c| !c.is_whitespace() && c != ';');
        if begins && follows { Err(Beyond::syntax("text directly behind a quote")) } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "powershell_tests.rs"]
mod tests;
