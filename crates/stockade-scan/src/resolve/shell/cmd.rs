//! The line behind `cmd /c`: what `cmd.exe` makes of it, and how the program it starts splits what is left.
//!
//! Two readers follow each other. `cmd` toggles at every `"` (a backslash escapes nothing), eats `^`, fills in `%NAME%`
//! even inside quotes, and strips the outer quotes of the whole line. The program then splits its own command line by
//! the rules of the C runtime, where a backslash does escape a quote. Only lines that pass both without anything being
//! evaluated are understood.

use super::{Beyond, Simple};

/// Builtins that run text, change what follows, or are no program at all.
static INTERNAL: &[&str] = &[
    "assoc", "break", "call", "cd", "chdir", "cls", "color", "copy", "date", "del", "dir", "echo", "endlocal", "erase",
    "exit", "for", "ftype", "goto", "if", "md", "mkdir", "mklink", "move", "path", "pause", "popd", "prompt", "pushd",
    "rd", "rem", "ren", "rename", "rmdir", "set", "setlocal", "shift", "start", "time", "title", "type", "ver",
    "verify", "vol",
];

/// Endings of what `cmd` can start by itself.
static STARTABLE: &[&str] = &[".exe", ".cmd", ".bat", ".com"];

/// The line that a runtime makes of an argument list before Windows starts a program: each word quoted where it must.
pub fn join(words: &[String]) -> String {
    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

/// One word as the C runtime reads it back.
pub fn quote(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '\n', '\u{b}', '"']) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                // Those in front of a quote are doubled, and one more escapes the quote.
                out.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(c);
    }
    out.extend(std::iter::repeat_n('\\', backslashes));
    out.push('"');
    out
}

/// Splits the line behind `/c`. `strip` is `/s`; `known` gives the values of variables that are certain.
pub fn parse(line: &str, strip: bool, known: &dyn Fn(&str) -> Option<String>) -> Result<Simple, Beyond> {
    let line = line.trim_matches([' ', '\t']);
    let line = outer_quotes(line, strip);
    let read = evaluate(&line, known)?;
    let (program, rest) = program(&read)?;
    let mut words = vec![program];
    words.extend(arguments(rest));
    Ok(Simple { words, ..Simple::default() })
}

/// `cmd` takes the first and the last quote off a line that begins with one, unless nothing but a program's name is
/// quoted.
fn outer_quotes(line: &str, strip: bool) -> String {
    let Some(rest) = line.strip_prefix('"') else { return line.to_owned() };
    let Some(end) = rest.rfind('"') else { return rest.to_owned() };
    let (inner, behind) = (rest.get(..end).unwrap_or(""), rest.get(end + 1..).unwrap_or(""));
    let special = |c: char| "&<>()@^|".contains(c);
    let keep = !strip
        && !inner.contains('"')
        && !inner.contains(special)
        && inner.contains([' ', '\t'])
        && names_a_file(inner);
    if keep { line.to_owned() } else { format!("{inner}{behind}") }
}

/// Whether a quoted text can be the name of one program: the disk decides, and other systems' disks are not here.
fn names_a_file(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let drive = lower.starts_with(|c: char| c.is_ascii_alphabetic()) && lower.get(1..3) == Some(":\\");
    let tail = if drive { lower.get(2..).unwrap_or("") } else { lower.as_str() };
    (drive || lower.starts_with(['.', '\\']))
        && !tail.contains([':', '/'])
        && STARTABLE.iter().any(|e| lower.ends_with(e))
}

/// The line after `cmd` has read it; quotes stay for the program.
fn evaluate(line: &str, known: &dyn Fn(&str) -> Option<String>) -> Result<String, Beyond> {
    let mut out = String::with_capacity(line.len());
    let mut quoted = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '\n' | '\r' | '\0' => return Err(Beyond::syntax("more than one line")),
            '%' => {
                // A lone percent sign stands for itself.
                let Some(end) = rest.find('%') else {
                    out.push(c);
                    continue;
                };
                let name = rest.get(..end).unwrap_or("");
                let value = known(name).filter(|value| super::is_one_word(value));
                out.push_str(&value.ok_or_else(|| Beyond::variable(&format!("%{name}%")))?);
                rest = rest.get(end + 1..).unwrap_or("");
            }
            '"' => {
                quoted = !quoted;
                out.push(c);
            }
            _ if quoted => out.push(c),
            '^' => match rest.chars().next() {
                Some(next) if next.is_ascii_alphanumeric() || "._-/\\:@=+,".contains(next) => {
                    rest = rest.get(next.len_utf8()..).unwrap_or("");
                    out.push(next);
                }
                _ => return Err(Beyond::syntax("an escape `^`")),
            },
            '&' => return Err(Beyond::syntax("`&`, more than one command")),
            '|' => return Err(Beyond::syntax("a pipe or `||`")),
            '<' | '>' => return Err(Beyond::syntax("a redirection")),
            '(' | ')' => return Err(Beyond::syntax("a group `(…)`")),
            c => out.push(c),
        }
    }
    Ok(out)
}

/// The first word by `cmd`'s own rules, and what is handed on to it.
fn program(line: &str) -> Result<(String, &str), Beyond> {
    let line = line.trim_start_matches([' ', '\t']);
    if line.is_empty() {
        return Err(Beyond::nothing());
    }
    if let Some(rest) = line.strip_prefix('"') {
        let end = rest.find('"').ok_or_else(|| Beyond::syntax("a quote that is not closed"))?;
        let (name, behind) = (rest.get(..end).unwrap_or(""), rest.get(end + 1..).unwrap_or(""));
        if name.trim().is_empty() {
            return Err(Beyond::nothing());
        }
        if !behind.is_empty() && !behind.starts_with([' ', '\t']) {
            return Err(Beyond::syntax("a quote inside the program's name"));
        }
        return Ok((name.to_owned(), behind));
    }
    let end = line.find([' ', '\t']).unwrap_or(line.len());
    let (name, behind) = (line.get(..end).unwrap_or(""), line.get(end..).unwrap_or(""));
    if name.contains([',', ';', '=', '"', '/']) || name.starts_with(['@', ':']) {
        return Err(Beyond::syntax(format!("`{name}`, which `cmd` reads in its own way")));
    }
    if INTERNAL.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(Beyond::syntax(format!("the builtin `{name}`")));
    }
    Ok((name.to_owned(), behind))
}

/// Arguments by the rules of the C runtime: `\"` is a quote, `""` inside quotes is one too.
pub fn arguments(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' if !quoted => words.extend(word.take()),
            '\\' => {
                let mut count = 1;
                while chars.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                let word = word.get_or_insert_default();
                if chars.peek() != Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', count));
                    continue;
                }
                word.extend(std::iter::repeat_n('\\', count / 2));
                if count % 2 == 1 {
                    chars.next();
                    word.push('"');
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                if quoted && chars.next_if_eq(&'"').is_some() {
                    word.push('"');
                } else {
                    quoted = !quoted;
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
#[path = "cmd_tests.rs"]
mod tests;
