//! The string of `env -S`, which `env` splits by rules of its own.
//!
//! Quotes, backslash escapes, a comment at the front of a word, `\c` as an end, `${NAME}` from the environment. No shell
//! runs, so `;`, `|` and patterns are plain text.

use super::Beyond;

/// Splits it. `known` gives the values of variables that are certain.
pub fn parse(text: &str, known: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, Beyond> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut rest = text;
    while let Some(c) = next(&mut rest) {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}', None) => words.extend(word.take()),
            ('#', None) if word.is_none() => break,
            ('\\', Some('\'')) => match rest.chars().next() {
                Some(c @ ('\\' | '\'')) => {
                    next(&mut rest);
                    word.get_or_insert_default().push(c);
                }
                _ => word.get_or_insert_default().push('\\'),
            },
            ('\\', _) => match next(&mut rest) {
                Some('c') if quote.is_none() => break,
                Some('_') if quote.is_none() => words.extend(word.take()),
                Some('_') => word.get_or_insert_default().push(' '),
                Some(c @ ('"' | '#' | '$' | '\'' | '\\')) => word.get_or_insert_default().push(c),
                Some('f') => word.get_or_insert_default().push('\u{c}'),
                Some('n') => word.get_or_insert_default().push('\n'),
                Some('r') => word.get_or_insert_default().push('\r'),
                Some('t') => word.get_or_insert_default().push('\t'),
                Some('v') => word.get_or_insert_default().push('\u{b}'),
                _ => return Err(Beyond::syntax("a backslash that `env` refuses")),
            },
            ('$', None | Some('"')) => {
                let name = rest.strip_prefix('{').and_then(|tail| tail.split_once('}'));
                let (name, tail) = name.ok_or_else(|| Beyond::syntax("a `$` that `env` refuses"))?;
                let value = known(name).ok_or_else(|| Beyond::variable(&format!("${{{name}}}")))?;
                word.get_or_insert_default().push_str(&value);
                rest = tail;
            }
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(Beyond::syntax("a quote that is not closed"));
    }
    words.extend(word);
    Ok(words)
}

fn next(rest: &mut &str) -> Option<char> {
    let c = rest.chars().next()?;
    *rest = rest.get(c.len_utf8()..).unwrap_or("");
    Some(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Result<Vec<String>, Beyond> {
        parse(text, &|name| (name == "PKG").then(|| "a b".to_owned()))
    }

    #[test]
    fn as_the_manual_says() {
        assert_eq!(
            split("npx -y  'a b' \"c\\td\" e\\_f \"g\\_h\" # x").unwrap(),
            ["npx", "-y", "a b", "c\td", "e", "f", "g h"]
        );
        assert_eq!(split("a;b | c* ${PKG} '${PKG}' d\\c e").unwrap(), ["a;b", "|", "c*", "a b", "${PKG}", "d"]);
        for text in ["$PKG", "${NO}", "a\\", "a\\q", "'a", "\"a"] {
            assert!(split(text).is_err(), "{text}");
        }
    }

    /// The words of strings that it takes are those that the real `env` hands on.
    #[test]
    fn agrees_with_the_real_env() {
        for text in
            ["a 'b c' \"d e\" f\\_g", "'a\\'b' \"c\\\"d\" e\\$f", "a\\tb \"#c\" d#e", "${PKG} x${PKG} \"\"", "'a\\nb'"]
        {
            let output = std::process::Command::new("/usr/bin/env")
                .args(["-S", &format!("printf '%s\\001' {text}")])
                .env("PKG", "a b")
                .output()
                .unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let mut wanted: Vec<&str> = printed.split('\u{1}').collect();
            if wanted.len() == 1 {
                // The splitter leaves `\001` alone inside single quotes, and so does `env`: printf reads it.
                wanted = printed.split("\\001").collect();
            }
            wanted.pop();
            assert_eq!(split(text).unwrap(), wanted, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn any_text_ends_without_a_panic(text in "\\PC{0,60}|[a-zé$'\"\\\\{} #\n]{0,40}") {
            let _ = split(&text);
        }
    }
}
