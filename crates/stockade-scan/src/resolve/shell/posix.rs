//! The strings of `sh -c` and its relatives.
//!
//! Understood exactly: quotes, escapes, comments, assignments in front, `exec` and `command`, one leading `cd DIR &&`,
//! and variables whose value the entry itself sets. A variable in double quotes is one word whatever it holds, so it
//! stays as a placeholder; without quotes it could become any number of words. Everything else is [`Beyond`].

use super::{Beyond, Simple, is_one_word};

/// Which shell reads the string, where that makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `sh`, `dash`, `bash`, `ksh`.
    Posix,
    /// `zsh`: `=name` at the front of a word is looked up.
    Zsh,
    /// `fish`: other escapes, no word splitting, `(…)` is a substitution.
    Fish,
}

/// What the shell knows when it reads the string.
pub struct Surroundings<'a> {
    /// The shell.
    pub dialect: Dialect,
    /// Values of variables that are certain.
    pub known: &'a dyn Fn(&str) -> Option<String>,
    /// What `~` stands for.
    pub home: &'a str,
    /// `$0`, `$1` and so on, where they are given.
    pub positional: &'a [String],
}

#[derive(Debug, Default)]
struct Token {
    text: String,
    /// Whether any part was quoted or escaped: then it is no reserved word and no assignment name.
    quoted: bool,
    /// Where an unquoted `=` behind an unquoted name stands.
    equals: Option<usize>,
}

static RESERVED: &[&str] = &[
    "!",
    "{",
    "}",
    "[[",
    "if",
    "then",
    "elif",
    "else",
    "fi",
    "for",
    "while",
    "until",
    "case",
    "esac",
    "do",
    "done",
    "select",
    "function",
    "coproc",
    "in",
    "begin",
    "end",
    "and",
    "or",
    "not",
    "switch",
    "repeat",
    "foreach",
    "nocorrect",
    "noglob",
];

/// Builtins that run text or change what later words mean; nothing that follows them is a literal command.
static EVALUATING: &[&str] = &[
    "eval", ".", "source", "trap", "alias", "set", "builtin", "export", "declare", "typeset", "local", "readonly",
    "shopt", "setopt", "enable", "emulate", "autoload", "let",
];

/// Splits one string.
pub fn parse(text: &str, around: &Surroundings<'_>) -> Result<Simple, Beyond> {
    if around.dialect == Dialect::Fish && text.contains(['\\', '{', '}', '(', ')', '~', '=']) {
        return Err(Beyond::syntax("a character that fish reads in its own way"));
    }
    let mut reader = Reader { rest: text, around, commands: vec![Vec::new()], token: None, closed: false };
    reader.run()?;
    let mut commands = reader.commands;
    if commands.len() > 1 && commands.last().is_some_and(Vec::is_empty) {
        return Err(Beyond::syntax("`&&` with nothing behind it"));
    }
    let last = commands.pop().unwrap_or_default();
    let mut simple = command(last)?;
    match commands.as_slice() {
        [] => {}
        [cd] => simple.folder = Some(folder(cd, around)?),
        _ => return Err(Beyond::syntax("more than one command")),
    }
    Ok(simple)
}

/// The directory of `cd DIR`.
fn folder(tokens: &[Token], around: &Surroundings<'_>) -> Result<String, Beyond> {
    let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let folder = match texts.as_slice() {
        ["cd", "--", folder] | ["cd", folder] => *folder,
        _ => return Err(Beyond::syntax("more than one command")),
    };
    let searched = !folder.starts_with(['/', '.']) && (around.known)("CDPATH").is_some();
    if folder.is_empty() || folder.starts_with('-') || searched {
        return Err(Beyond::syntax("a `cd` whose target is not certain"));
    }
    if crate::resolve::expand::has_placeholder(folder) {
        return Err(Beyond::variable(folder));
    }
    Ok(folder.to_owned())
}

fn command(tokens: Vec<Token>) -> Result<Simple, Beyond> {
    let mut simple = Simple::default();
    let mut tokens = tokens.into_iter().peekable();
    while let Some((name, value)) = tokens.peek().and_then(assignment) {
        simple.settings.push((name, value));
        tokens.next();
    }
    // `exec` and `command` only start what follows; with options they do more than that.
    while tokens.peek().is_some_and(|token| matches!(token.text.as_str(), "exec" | "command")) {
        tokens.next();
        if tokens.peek().is_none_or(|token| token.text.starts_with('-')) {
            return Err(Beyond::syntax("`exec` or `command` with options"));
        }
    }
    let first = tokens.peek().ok_or_else(Beyond::nothing)?;
    if !first.quoted && RESERVED.contains(&first.text.as_str()) {
        return Err(Beyond::syntax(format!("the reserved word `{}`", first.text)));
    }
    if EVALUATING.contains(&first.text.as_str()) {
        return Err(Beyond::syntax(format!("the builtin `{}`", first.text)));
    }
    simple.words = tokens.map(|token| token.text).collect();
    Ok(simple)
}

fn assignment(token: &Token) -> Option<(String, String)> {
    let at = token.equals?;
    Some((token.text.get(..at)?.to_owned(), token.text.get(at + 1..)?.to_owned()))
}

struct Reader<'a> {
    rest: &'a str,
    around: &'a Surroundings<'a>,
    commands: Vec<Vec<Token>>,
    token: Option<Token>,
    /// A `;` or line end has ended the command: nothing may follow.
    closed: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or("");
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn end_word(&mut self) {
        if let (Some(token), Some(command)) = (self.token.take(), self.commands.last_mut()) {
            command.push(token);
        }
    }

    fn token(&mut self) -> Result<&mut Token, Beyond> {
        if self.closed {
            return Err(Beyond::syntax("more than one command"));
        }
        Ok(self.token.get_or_insert_default())
    }

    fn begins_command(&self) -> bool {
        self.token.is_none() && self.commands.last().is_none_or(Vec::is_empty)
    }

    fn run(&mut self) -> Result<(), Beyond> {
        while let Some(c) = self.next() {
            match c {
                ' ' | '\t' => self.end_word(),
                '\n' | ';' => {
                    self.end_word();
                    let empty = self.begins_command();
                    if c == ';' && (empty || self.closed) {
                        return Err(Beyond::syntax("`;` without a command in front"));
                    }
                    self.closed |= !empty;
                }
                '#' if self.token.is_none() => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.next();
                    }
                }
                '&' if self.peek() == Some('&') => {
                    self.next();
                    self.end_word();
                    if self.begins_command() || self.closed || self.commands.len() > 1 {
                        return Err(Beyond::syntax("more than one command"));
                    }
                    self.commands.push(Vec::new());
                }
                '&' => return Err(Beyond::syntax("`&`")),
                '|' => return Err(Beyond::syntax("a pipe or `||`")),
                '<' | '>' => return Err(Beyond::syntax("a redirection")),
                '(' | ')' => return Err(Beyond::syntax("a subshell or function")),
                '`' => return Err(Beyond::syntax("a command substitution")),
                // What stands in place of a secret is a word like any other.
                '[' if self.rest.starts_with("redacted:") => {
                    self.token()?.text.push(c);
                    while let Some(c) = self.next() {
                        self.token()?.text.push(c);
                        if c == ']' {
                            break;
                        }
                    }
                }
                // No file names are put into a setting, so that a secret's stand-in (`[redacted:token]`) is no pattern there.
                '*' | '?' | '[' if self.token.as_ref().is_none_or(|token| token.equals.is_none()) => {
                    return Err(Beyond::syntax(format!("the file name pattern `{c}`")));
                }
                '{' | '}' => self.brace(c)?,
                '$' => self.dollar(false)?,
                '~' if self.token.is_none() => self.tilde()?,
                '=' => self.equals()?,
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some(c) => {
                        let token = self.token()?;
                        token.quoted = true;
                        token.text.push(c);
                    }
                    None => return Err(Beyond::syntax("a backslash at the end")),
                },
                '\'' => self.single()?,
                '"' => self.double()?,
                '!' if self.token.is_none() && self.peek().is_none_or(char::is_whitespace) => {
                    return Err(Beyond::syntax("`!`"));
                }
                c => self.token()?.text.push(c),
            }
        }
        self.end_word();
        Ok(())
    }

    /// A lone brace groups, `{a,b}` and `{1..3}` multiply; a brace that can do neither stands for itself. Where the
    /// comma belongs is not looked at: quotes may hide it.
    fn brace(&mut self, c: char) -> Result<(), Beyond> {
        let ahead = self.rest;
        let alone = self.token.is_none() && ahead.chars().next().is_none_or(|c| c.is_whitespace() || c == ';');
        if alone || (c == '{' && (ahead.contains(',') || ahead.contains(".."))) {
            return Err(Beyond::syntax("braces"));
        }
        self.token()?.text.push(c);
        Ok(())
    }

    fn equals(&mut self) -> Result<(), Beyond> {
        let zsh = self.around.dialect == Dialect::Zsh;
        let first = self.token.is_none();
        let only_settings =
            (self.commands.last()).is_none_or(|command| command.iter().all(|token| token.equals.is_some()));
        let token = self.token()?;
        if first && zsh {
            return Err(Beyond::syntax("`=name`"));
        }
        let name = token.text.strip_suffix('+').unwrap_or(&token.text);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if only_settings && !token.quoted && token.equals.is_none() && is_name {
            if name.len() != token.text.len() {
                return Err(Beyond::syntax("`+=`"));
            }
            token.equals = Some(token.text.len());
        }
        token.text.push('=');
        Ok(())
    }

    fn tilde(&mut self) -> Result<(), Beyond> {
        if self.peek().is_none_or(|c| c == '/' || c.is_whitespace() || c == ';') {
            let home = self.around.home.to_owned();
            let token = self.token()?;
            token.quoted = true;
            token.text.push_str(&home);
            return Ok(());
        }
        Err(Beyond::syntax("the home of another user"))
    }

    fn single(&mut self) -> Result<(), Beyond> {
        let end = self.rest.find('\'').ok_or_else(|| Beyond::syntax("a quote that is not closed"))?;
        let inner = self.rest.get(..end).unwrap_or("").to_owned();
        self.rest = self.rest.get(end + 1..).unwrap_or("");
        let token = self.token()?;
        token.quoted = true;
        token.text.push_str(&inner);
        Ok(())
    }

    fn double(&mut self) -> Result<(), Beyond> {
        if let Some(rest) = self.rest.strip_prefix("$@\"").filter(|_| self.token.is_none()) {
            let next = rest.chars().next();
            if self.around.positional.len() > 1 && next.is_none_or(char::is_whitespace) {
                self.rest = rest;
                for text in self.around.positional.iter().skip(1).cloned() {
                    self.token()?;
                    self.token = Some(Token { text, quoted: true, equals: None });
                    self.end_word();
                }
                return Ok(());
            }
            return Err(Beyond::variable("$@"));
        }
        self.token()?.quoted = true;
        loop {
            match self.next() {
                None => return Err(Beyond::syntax("a quote that is not closed")),
                Some('"') => return Ok(()),
                Some('`') => return Err(Beyond::syntax("a command substitution")),
                Some('$') => self.dollar(true)?,
                Some('\\') => match self.next() {
                    Some('\n') => {}
                    Some(c @ ('$' | '`' | '"' | '\\')) => self.token()?.text.push(c),
                    Some(c) => self.token()?.text.extend(['\\', c]),
                    None => return Err(Beyond::syntax("a quote that is not closed")),
                },
                Some(c) => self.token()?.text.push(c),
            }
        }
    }

    fn dollar(&mut self, quoted: bool) -> Result<(), Beyond> {
        let (name, braced) = match self.peek() {
            Some('(') => return Err(Beyond::syntax("a command substitution")),
            Some('\'' | '"') if !quoted => return Err(Beyond::syntax("`$` in front of a quote")),
            Some('{') => {
                let end = self.rest.find('}').ok_or_else(|| Beyond::syntax("a brace that is not closed"))?;
                let name = self.rest.get(1..end).unwrap_or("").to_owned();
                self.rest = self.rest.get(end + 1..).unwrap_or("");
                (name, true)
            }
            Some(c) if c.is_ascii_digit() => {
                self.next();
                (c.to_string(), false)
            }
            Some(c @ ('@' | '*' | '#' | '?' | '$' | '!' | '-' | '[')) => {
                return Err(Beyond::variable(&format!("${c}")));
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
                let name = self.rest.get(..end).unwrap_or("").to_owned();
                self.rest = self.rest.get(end..).unwrap_or("");
                (name, false)
            }
            // A dollar sign in front of anything else stands for itself.
            _ => {
                self.token()?.text.push('$');
                return Ok(());
            }
        };
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let shown = if braced { format!("${{{name}}}") } else { format!("${name}") };
        if !plain {
            return Err(Beyond::variable(&shown));
        }
        let value = match name.parse::<usize>() {
            Ok(index) => self.around.positional.get(index).cloned(),
            Err(_) => (self.around.known)(&name),
        };
        let whole = quoted || self.token.as_ref().is_some_and(|token| token.equals.is_some());
        match value {
            Some(value) if whole || is_one_word(&value) => {
                let token = self.token()?;
                token.quoted = true;
                token.text.push_str(&value);
            }
            None if whole && name.parse::<usize>().is_err() => self.token()?.text.push_str(&format!("${{{name}}}")),
            _ => return Err(Beyond::variable(&shown)),
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "posix_tests.rs"]
mod tests;
