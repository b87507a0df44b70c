//! Licence expressions (SPDX 2.3, annex D), as far as manifests use them: `AND`, `OR`, `WITH`, parentheses, and the
//! slash that old manifests write for `OR`.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use anyhow::{Result, bail};

/// Deeper nesting is refused: no manifest has a use for it.
const DEEPEST: u8 = 16;

/// The words that are left.
type Words<'a> = Peekable<IntoIter<&'a str>>;

/// Whether somebody who accepts these licences may use a package under this expression.
pub(crate) fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> Result<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().collect::<Vec<_>>().into_iter().peekable();
    let answer = any(&mut words, allowed, 0)?;
    match words.next() {
        None => Ok(answer),
        Some(word) => bail!("`{word}` stands where the expression should end"),
    }
}

fn any(words: &mut Words<'_>, allowed: &BTreeSet<String>, depth: u8) -> Result<bool> {
    let mut answer = all(words, allowed, depth)?;
    while words.next_if_eq(&"OR").is_some() {
        answer |= all(words, allowed, depth)?;
    }
    Ok(answer)
}

fn all(words: &mut Words<'_>, allowed: &BTreeSet<String>, depth: u8) -> Result<bool> {
    let mut answer = one(words, allowed, depth)?;
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words, allowed, depth)?;
    }
    Ok(answer)
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>, depth: u8) -> Result<bool> {
    match words.next() {
        Some("(") if depth < DEEPEST => {
            let answer = any(words, allowed, depth + 1)?;
            if words.next() != Some(")") {
                bail!("a parenthesis is not closed");
            }
            Ok(answer)
        }
        Some(word) if !matches!(word, "(" | ")" | "AND" | "OR" | "WITH") => {
            if words.next_if_eq(&"WITH").is_some() {
                let Some(exception) = words.next() else { bail!("`WITH` without an exception") };
                return Ok(allowed.contains(&format!("{word} WITH {exception}")));
            }
            Ok(allowed.contains(word))
        }
        Some(word) => bail!("`{word}` stands where a licence should"),
        None => bail!("it ends where a licence should stand"),
    }
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    #[test]
    fn expressions_bind_as_the_annex_says() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0-only OR MIT AND Apache-2.0", true),
            ("(GPL-3.0-only OR MIT) AND Unicode-3.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT WITH LLVM-exception", false),
        ] {
            assert_eq!(satisfied(expression, &allowed).unwrap(), expected, "{expression}");
        }
        for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT MIT", "MIT WITH", &"(".repeat(40)] {
            assert!(satisfied(broken, &allowed).is_err(), "{broken}");
        }
    }
}
