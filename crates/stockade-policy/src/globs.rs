//! Globs, of paths and of tool names: `*` any text, `?` one character, `[abc]` one of these, `\` takes the next as it is.

use regex::Regex;

/// A prepared glob.
#[derive(Clone, Debug)]
pub struct Glob {
    regex: Regex,
    literal: usize,
}

impl Glob {
    /// Of a path: `*` and `?` stop at `/`, `**` does not, and `**/` is also nothing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn path(text: &str) -> Result<Self, String> {
        Self::compile(text, true)
    }

    /// Of a name: `*` is any text.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn name(text: &str) -> Result<Self, String> {
        Self::compile(text, false)
    }

    /// Whether the whole text fits.
    pub fn fits(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// How many bytes stand before the first wildcard.
    pub const fn literal(&self) -> usize {
        self.literal
    }

    /// Whether a text is a glob and no plain name.
    pub fn is_glob(text: &str) -> bool {
        text.contains(['*', '?', '['])
    }

    fn compile(text: &str, path: bool) -> Result<Self, String> {
        let mut pattern = String::from(r"(?s)\A");
        let mut literal = None;
        let mut rest = text.chars().peekable();
        let mut read = 0;
        let mut after_slash = true;
        while let Some(c) = rest.next() {
            let wild = matches!(c, '*' | '?' | '[');
            if wild && literal.is_none() {
                literal = Some(read);
            }
            read += c.len_utf8();
            match c {
                '*' if path && rest.next_if_eq(&'*').is_some() => {
                    while rest.next_if_eq(&'*').is_some() {}
                    if after_slash && rest.next_if_eq(&'/').is_some() {
                        pattern.push_str("(?:.*/)?");
                        continue;
                    }
                    pattern.push_str(".*");
                }
                '*' => pattern.push_str(if path { "[^/]*" } else { ".*" }),
                '?' => pattern.push_str(if path { "[^/]" } else { "." }),
                '[' => class(&mut rest, &mut pattern)?,
                '\\' => {
                    let next = rest.next().ok_or("a glob cannot end with a backslash")?;
                    pattern.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
                }
                other => pattern.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
            }
            after_slash = c == '/';
        }
        pattern.push_str(r"\z");
        let built = regex::RegexBuilder::new(&pattern).size_limit(1 << 20).build();
        let regex = built.map_err(|_| "the glob cannot be read or is too large".to_owned())?;
        Ok(Self { regex, literal: literal.unwrap_or(text.len()) })
    }
}

fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, pattern: &mut String) -> Result<(), String> {
    pattern.push('[');
    if rest.next_if(|c| matches!(c, '!' | '^')).is_some() {
        pattern.push_str("^/");
    }
    let mut some = false;
    loop {
        match rest.next() {
            None => return Err("a `[` that does not close".to_owned()),
            Some(']') if some => break,
            Some('-') if some && rest.peek().is_some_and(|next| *next != ']') => pattern.push('-'),
            Some(c) => {
                if !c.is_alphanumeric() {
                    pattern.push('\\');
                }
                if c.is_whitespace() || c.is_control() {
                    return Err("white space inside `[…]`".to_owned());
                }
                pattern.push(c);
            }
        }
        some = true;
    }
    pattern.push(']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_of_a_path_stops_at_a_slash() {
        let fits = |glob: &str, text: &str| Glob::path(glob).unwrap().fits(text);
        assert!(fits("/app/*.txt", "/app/a.txt") && !fits("/app/*.txt", "/app/b/a.txt"));
        assert!(fits("/app/**", "/app/b/a.txt") && fits("/app/**/a.txt", "/app/a.txt"));
        assert!(fits("a**b", "a/x/b") && !fits("a?b", "a/b") && !fits("a[!x]b", "a/b"));
        assert!(fits("[a-c]x", "bx") && !fits("[a-c]x", "dx") && fits("a.b", "a.b") && !fits("a.b", "axb"));
        assert!(!fits("/app/*", "/app/a\n/b"), "the whole text counts");
        for bad in ["[", "a\\", "[a"] {
            assert!(Glob::path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_star_of_a_name_is_any_text() {
        assert!(Glob::name("read_*").unwrap().fits("read_a/b") && !Glob::name("read_*").unwrap().fits("aread_"));
        assert_eq!(Glob::name("read_*").unwrap().literal(), 5);
    }
}
