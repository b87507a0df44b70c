//! How deep a JavaScript source nests, before a parser that recurses sees it.
//!
//! - a scan over the bytes that knows strings, templates, comments and regular expressions, and counts everything by which
//!   the parser goes one call deeper: brackets, and what repeats without them (`!!!x`, `a=b=c`, `a?b:c?d:e`, `else if`);
//! - the count is never below the true depth. Where a slash may begin a regular expression or divide, and the one reading
//!   would hide quotes that the other shows, the source is turned away instead of guessed at;
//! - a source shorter than the limit cannot pass it.

mod bytes;

use bytes::{KEYWORD, LONGEST_KEYWORD, WORD, class};

/// Brackets that an uncertain stretch may hide.
const MAX_HIDDEN: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing that could be divided: an operator, an opening bracket, a keyword.
    Operator,
    /// A name, a literal, `]`.
    Operand,
    /// `)`, and whether it ended the head of a statement.
    Parenthesis(bool),
    /// `}`, which ends a block or an object, and words that are names or keywords.
    Either,
    /// `.`, after which every word is a name.
    Dot,
}

struct Level {
    open: u8,
    head: bool,
    chain: usize,
}

struct Scan<'s> {
    bytes: &'s [u8],
    at: usize,
    limit: usize,
    total: usize,
    levels: Vec<Level>,
    last: Last,
    head_word: bool,
    /// A statement may have ended: at `;`, or at `}`.
    ended: Option<u8>,
    newline: bool,
}

/// Says what is too deep, or uncertain.
pub(super) fn check(source: &str, limit: usize) -> Result<(), String> {
    if source.len() <= limit {
        return Ok(());
    }
    let mut scan = Scan {
        bytes: source.as_bytes(),
        at: 0,
        limit,
        total: 0,
        levels: vec![Level { open: 0, head: false, chain: 0 }],
        last: Last::Operator,
        head_word: false,
        ended: None,
        newline: false,
    };
    if source.starts_with("#!") {
        scan.line();
    }
    scan.run()
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn line(&mut self) {
        self.at += memchr::memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
    }

    fn deeper(&mut self) -> Result<(), String> {
        if let Some(level) = self.levels.last_mut() {
            level.chain += 1;
        }
        self.total += 1;
        self.fits()
    }

    fn fits(&self) -> Result<(), String> {
        if self.total > self.limit {
            Err(format!("it nests deeper than {} at byte {}", self.limit, self.at))
        } else {
            Ok(())
        }
    }

    fn reset(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.total -= level.chain;
            level.chain = 0;
        }
    }

    fn open(&mut self, open: u8) -> Result<(), String> {
        self.levels.push(Level { open, head: self.head_word, chain: 0 });
        self.total += 1;
        self.head_word = false;
        self.fits()
    }

    /// Closes a bracket; the outermost level stays.
    fn close(&mut self) -> Option<Level> {
        if self.levels.len() < 2 {
            return None;
        }
        let level = self.levels.pop()?;
        self.total -= level.chain + 1;
        Some(level)
    }

    /// Before a token that is no comment: whether a statement ended before it.
    fn boundary(&mut self, word: Option<&[u8]>) {
        // Most tokens stand in the middle of a line.
        if self.ended.is_none() && !self.newline {
            return;
        }
        let goes_on = word.is_some_and(|word| {
            matches!(
                word,
                b"else"
                    | b"catch"
                    | b"finally"
                    | b"while"
                    | b"in"
                    | b"of"
                    | b"instanceof"
                    | b"as"
                    | b"satisfies"
                    | b"extends"
                    | b"is"
                    | b"implements"
            )
        });
        let starts = word.is_some() && !goes_on;
        match self.ended.take() {
            Some(b';') if !goes_on => self.reset(),
            Some(b'}') if starts => self.reset(),
            None if starts && self.newline => {
                if matches!(self.last, Last::Operand | Last::Parenthesis(false)) {
                    self.reset();
                }
            }
            _ => {}
        }
        self.newline = false;
    }

    fn run(&mut self) -> Result<(), String> {
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            match byte {
                b'\n' | b'\r' => {
                    self.newline = true;
                    self.at += 1;
                }
                b' ' | b'\t' => self.at += 1,
                b'/' if self.peek(1) == b'/' => self.line(),
                b'/' if self.peek(1) == b'*' => {
                    let end = memchr::memmem::find(self.rest().get(2..).unwrap_or_default(), b"*/");
                    self.at = end.map_or(self.bytes.len(), |end| self.at + end + 4);
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'$' | b'#' | b'\\' | 0x80.. => self.word()?,
                _ => {
                    self.boundary(None);
                    self.token(byte)?;
                }
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), String> {
        let length = self.rest().iter().take_while(|byte| class(**byte) & WORD != 0).count();
        let start = self.at;
        let word = self.bytes.get(start..start + length).unwrap_or_default();
        if self.last == Last::Dot {
            self.newline = false;
            self.ended = None;
        } else {
            self.boundary(Some(word));
        }
        self.at += length.max(1);
        self.head_word = false;
        if self.last == Last::Dot {
            self.last = Last::Operand;
            return Ok(());
        }
        let plain = length > LONGEST_KEYWORD || word.first().is_none_or(|first| class(*first) & KEYWORD == 0);
        self.last = match word {
            _ if plain => Last::Operand,
            b"if" | b"for" | b"while" | b"with" => {
                self.head_word = true;
                self.deeper()?;
                Last::Operator
            }
            b"catch" | b"switch" => {
                self.head_word = true;
                Last::Operator
            }
            b"else" | b"do" | b"typeof" | b"void" | b"delete" | b"new" | b"extends" | b"keyof" | b"infer" => {
                self.deeper()?;
                Last::Operator
            }
            b"await" | b"yield" | b"readonly" | b"async" => {
                // `for await (` keeps its head.
                self.head_word = word == b"await";
                self.deeper()?;
                Last::Either
            }
            b"of" | b"let" => Last::Either,
            b"case" | b"default" => {
                self.reset();
                Last::Operator
            }
            b"return" | b"throw" | b"in" | b"instanceof" => Last::Operator,
            _ => Last::Operand,
        };
        Ok(())
    }

    fn token(&mut self, byte: u8) -> Result<(), String> {
        let head = std::mem::take(&mut self.head_word);
        let operand = matches!(self.last, Last::Operand | Last::Parenthesis(_) | Last::Either);
        self.at += 1;
        match byte {
            b'"' | b'\'' => {
                self.string(byte);
                self.last = Last::Operand;
            }
            b'`' => self.template()?,
            b'0'..=b'9' => {
                let length = self
                    .rest()
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
                    .count();
                self.at += length;
                self.last = Last::Operand;
            }
            b'(' | b'[' | b'{' => {
                self.head_word = head;
                self.open(byte)?;
                self.last = Last::Operator;
            }
            b')' => {
                let level = self.close();
                self.last = Last::Parenthesis(level.is_some_and(|level| level.head));
            }
            b']' => {
                self.close();
                self.last = Last::Operand;
            }
            b'}' => {
                if self.close().is_some_and(|level| level.open == b'`') {
                    return self.template();
                }
                self.last = Last::Either;
                self.ended = Some(b'}');
            }
            b';' => {
                self.ended = Some(b';');
                self.last = Last::Operator;
            }
            b',' => {
                self.reset();
                self.last = Last::Operator;
            }
            b'.' => self.last = if self.peek(0) == b'.' { Last::Operator } else { Last::Dot },
            b'/' => self.slash()?,
            _ => self.operator(byte, operand)?,
        }
        Ok(())
    }

    fn operator(&mut self, byte: u8, operand: bool) -> Result<(), String> {
        let next = self.peek(0);
        self.last = Last::Operator;
        match (byte, next) {
            (b'=', b'=') | (b'!' | b'<' | b'>', b'=') => {
                self.at += 1;
                if self.peek(0) == b'=' {
                    self.at += 1;
                }
            }
            (b'=', b'>') | (b'*', b'*') => {
                self.at += 1;
                self.deeper()?;
            }
            (b'?', b'?') => self.at += 1,
            (b'?', b'.') => {
                self.at += 1;
                self.last = Last::Dot;
            }
            (b'+', b'+') | (b'-', b'-') => {
                self.at += 1;
                if operand {
                    self.last = Last::Either;
                } else {
                    self.deeper()?;
                }
            }
            (b'+' | b'-', _) if operand => {}
            (b'!', _) if operand => self.last = Last::Either,
            (b'<', b'!') if self.rest().starts_with(b"!--") => {
                // A comment of scripts, operators of modules.
                let end = memchr::memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
                let line = self.rest().get(..end).unwrap_or_default();
                if memchr::memchr3(b'"', b'\'', b'`', line).is_some() || memchr::memmem::find(line, b"/*").is_some() {
                    return Err(self.uncertain());
                }
            }
            (b'<', b'<') | (b'>', b'>') => self.at += 1,
            (b'=' | b'?' | b':' | b'!' | b'~' | b'+' | b'-' | b'<', _) => self.deeper()?,
            _ => {}
        }
        Ok(())
    }

    fn uncertain(&self) -> String {
        format!("it can be read in two ways at byte {}", self.at)
    }

    /// To behind the closing quote, or to the line's end, where an unclosed string ends.
    fn string(&mut self, quote: u8) {
        while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', self.rest()) {
            self.at += found;
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'\n' => return,
                _ => {
                    self.at += 1;
                    return;
                }
            }
        }
        self.at = self.bytes.len();
    }

    /// To behind the closing quote, or into `${`.
    fn template(&mut self) -> Result<(), String> {
        while let Some(found) = memchr::memchr3(b'`', b'\\', b'$', self.rest()) {
            self.at += found;
            match (self.peek(0), self.peek(1)) {
                (b'`', _) => {
                    self.at += 1;
                    self.last = Last::Operand;
                    return Ok(());
                }
                (b'\\', _) => self.at += 2,
                (_, b'{') => {
                    self.at += 2;
                    self.last = Last::Operator;
                    return self.open(b'`');
                }
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
        Ok(())
    }

    fn slash(&mut self) -> Result<(), String> {
        let certain = match self.last {
            Last::Operator | Last::Parenthesis(true) => true,
            Last::Operand | Last::Parenthesis(false) | Last::Dot => {
                self.last = Last::Operator;
                return Ok(());
            }
            Last::Either => false,
        };
        let Some(length) = expression_length(self.rest()) else {
            self.last = Last::Operator;
            return Ok(());
        };
        let body = self.rest().get(..length).unwrap_or_default();
        if !certain {
            let odd =
                [b'"', b'\'', b'`'].iter().any(|quote| body.iter().filter(|byte| *byte == quote).count() % 2 == 1);
            let hidden = body
                .iter()
                .filter(|byte| matches!(byte, b'(' | b'[' | b'{' | b'!' | b'~' | b'-' | b'+' | b'=' | b'?'))
                .count();
            if odd || hidden > MAX_HIDDEN || body.contains(&b'`') || memchr::memmem::find(body, b"/*").is_some() {
                return Err(self.uncertain());
            }
        }
        self.at += length + 1;
        self.last = Last::Operand;
        Ok(())
    }
}

/// The length of a regular expression's body, if one ends on this line.
fn expression_length(bytes: &[u8]) -> Option<usize> {
    let mut class = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => return None,
            b'\\' => at += 1,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn depth_is_counted_whatever_makes_it() {
        for (name, unit, close) in [
            ("brackets", "[", "]"),
            ("parentheses", "(", ")"),
            ("calls", "f(", ")"),
            ("blocks", "{", "}"),
            ("prefixes", "!", ""),
            ("words", "typeof ", ""),
            ("signs", "- ", ""),
            ("assignments", "a=", ""),
            ("arrows", "a=>", ""),
            ("conditions", "a?b:", ""),
            ("objects", "a?{}:", ""),
            ("powers", "a**", ""),
            ("ifs", "if(a)", ""),
            ("elses", "if(a)b;else ", ""),
            ("else blocks", "if(a){b}else ", ""),
            ("loops", "for(;;)", ""),
            ("labels", "a:", ""),
            ("templates", "`${", "}`"),
            ("classes", "class extends ", ""),
            ("news", "new ", ""),
        ] {
            let source = format!("{}x{}", unit.repeat(5_000), close.repeat(5_000));
            assert!(check(&source, 2_000).is_err(), "{name}");
        }
    }

    #[test]
    fn what_repeats_without_nesting_is_not_deep() {
        for (name, unit) in [
            ("statements", "a = !b;\n"),
            ("lines without semicolons", "a = b\n"),
            ("calls", "f(a, b)\n"),
            ("functions", "function a(){return 1}"),
            ("conditions", "if(a){b}"),
            ("cases", "case 1: "),
            ("properties", "a:{b:[1]},"),
            ("strings", "'(((((((('+"),
            ("expressions", "x = /[\"'(]/.test(y);\n"),
            ("templates", "`((((${a}((((`;"),
            ("comments", "// ((((\n/* [[[[ */"),
        ] {
            let source = unit.repeat(20_000);
            assert_eq!(check(&source, 2_000), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_turned_away() {
        let hidden = format!("x={{}}\n/\"/{}", "[".repeat(5_000));
        assert!(check(&hidden, 2_000).is_err());
    }
}
