//! Cuts a shell script into its commands, to look at each by itself.
//!
//! What would run is not asked here, only which commands are written down: both sides of `||` count, branches too. A
//! command that is more than literal words (a substitution, a pattern) is left out: nobody can say what it names. A
//! variable stands as a placeholder, which makes its own word unknown and no other.

use crate::resolve::shell::posix::{Dialect, Surroundings, parse};

/// Words in front of a command that are none of it.
const LEADING: &[&str] = &["if", "then", "elif", "else", "do", "while", "until", "!", "{", "("];

/// The commands of a script, each as its words.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    let script = without_expressions(script);
    let known = |name: &str| Some(format!("%{name}%"));
    let around = Surroundings { dialect: Dialect::Posix, known: &known, home: "%HOME%", positional: &[] };
    let mut out = Vec::new();
    for piece in pieces(&script) {
        let mut text = piece.trim();
        while let Some(rest) = LEADING.iter().find_map(|word| {
            let rest = text.strip_prefix(word)?;
            (rest.starts_with(char::is_whitespace) || matches!(*word, "(" | "!")).then_some(rest)
        }) {
            text = rest.trim_start();
        }
        if let Ok(simple) = parse(text, &around)
            && !simple.words.is_empty()
        {
            out.push(simple.words);
        }
    }
    out
}

/// `${{ … }}` of workflows becomes a variable: its value is put in before the shell sees it.
fn without_expressions(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, from)) = rest.split_once("${{") {
        out.push_str(before);
        match from.split_once("}}") {
            Some((_, behind)) => {
                out.push_str("%expression%");
                rest = behind;
            }
            None => rest = "",
        }
    }
    out.push_str(rest);
    out
}

/// The text between separators outside of quotes; comments, redirections and here-documents are dropped.
fn pieces(script: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut piece = String::new();
    let mut quote = None;
    let mut ends: Vec<String> = Vec::new();
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), _) => {
                piece.push(c);
                if c == '\'' {
                    quote = None;
                }
            }
            (_, '\\') => {
                // A backslash in front of a line end joins the lines, with either kind of line end.
                if chars.peek() == Some(&'\r') {
                    chars.next();
                }
                match chars.next() {
                    Some('\n') => piece.push(' '),
                    Some(next) => piece.extend(['\\', next]),
                    None => {}
                }
            }
            (Some(open), _) => {
                piece.push(c);
                if c == open {
                    quote = None;
                }
            }
            (None, '\'' | '"') => {
                piece.push(c);
                quote = Some(c);
            }
            (None, '#') if piece.is_empty() || piece.ends_with(char::is_whitespace) => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            (None, '\n') => {
                out.push(std::mem::take(&mut piece));
                for end in std::mem::take(&mut ends) {
                    skip_document(&mut chars, &end);
                }
            }
            (None, ';' | '&' | '|') => out.push(std::mem::take(&mut piece)),
            (None, '<' | '>') => {
                let digits = piece.trim_end_matches(|c: char| c.is_ascii_digit()).len();
                if piece.get(..digits).is_some_and(|before| before.ends_with(char::is_whitespace)) {
                    piece.truncate(digits);
                }
                ends.extend(redirection(c, &mut chars));
                piece.push(' ');
            }
            (None, ')') if !piece.contains('(') => out.push(std::mem::take(&mut piece)),
            (None, '\r') => {}
            (None, c) => piece.push(c),
        }
    }
    out.push(piece);
    out
}

/// Skips the operator and its word; gives the end mark of a here-document.
fn redirection(first: char, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut operator = String::from(first);
    while chars.peek().is_some_and(|c| matches!(c, '<' | '>' | '&' | '-')) {
        operator.extend(chars.next());
    }
    while chars.peek().is_some_and(|c| matches!(c, ' ' | '\t')) {
        chars.next();
    }
    let mut word = String::new();
    let mut quote = None;
    while let Some(c) = chars.peek().copied() {
        let ends = c.is_whitespace() || matches!(c, ';' | '&' | '|' | '<' | '>' | ')');
        if c == '\n' || (quote.is_none() && ends) {
            break;
        }
        chars.next();
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            _ => word.push(c),
        }
    }
    (matches!(operator.as_str(), "<<" | "<<-") && !word.is_empty()).then_some(word)
}

fn skip_document(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, end: &str) {
    while chars.peek().is_some() {
        let line: String = chars.by_ref().take_while(|c| *c != '\n').collect();
        if line.trim() == end {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_become_commands() {
        let shown = |script: &str| commands(script).iter().map(|words| words.join(" ")).collect::<Vec<_>>();
        assert_eq!(shown("set -e; npm ci && npx -y a-mcp@1 --x='a b' # c\n"), ["npm ci", "npx -y a-mcp@1 --x=a b"]);
        assert_eq!(shown("if ! command -v x >/dev/null 2>&1; then uvx a; fi"), ["uvx a", "fi"][..1]);
        assert_eq!(shown("cat > f <<'EOF'\nnpx hidden\nEOF\nnpx seen\n"), ["cat", "npx seen"]);
        assert_eq!(shown("npx a@${{ inputs.v }} b@$V \\\n  --c"), ["npx a@%expression% b@%V% --c"]);
        assert_eq!(shown("(cd x && npx a) || npx b | tee l"), ["cd x", "npx a", "npx b", "tee l"]);
        assert_eq!(shown("npx $(cat name)"), Vec::<String>::new());
    }
}
