//! Canonical keys: two names with a key in common may be mistaken for each other. One probe finds all of them.
//!
//! Every key is a text without separators, so that one table holds all kinds: the *mechanisms* then say what two names
//! have in common and why that matters. A key that equals the squashed base is not stored again.

use crate::form::{Form, is_generic};
use crate::pack::Aliases;

/// Keys shorter than this say nothing.
pub const SHORTEST: usize = 3;

/// Calls `each` for every key of a name: the squashed base first, then what differs from it. Some may come twice.
pub fn each_key(form: &Form, aliases: &Aliases, each: &mut dyn FnMut(&str)) {
    let squashed = form.squashed.as_str();
    let mut push = |key: &str| {
        if key.len() >= SHORTEST && key != squashed {
            each(key);
        }
    };
    let mut key = String::with_capacity(squashed.len());
    let mut write = |letters: &mut dyn Iterator<Item = char>, push: &mut dyn FnMut(&str)| {
        key.clear();
        key.extend(letters);
        push(&key);
    };
    write(&mut printed(squashed), &mut push);
    write(&mut runs(squashed), &mut push);
    push(without_version(squashed));
    if let Some(masked) = without_vowels(squashed) {
        push(&masked);
    }
    if form.tokens.len() > 1 {
        push(&sorted(form.tokens.iter().map(String::as_str)));
    }
    write(&mut form.tokens.iter().flat_map(|token| singular(token).chars()), &mut push);
    let core = form.core();
    if core.len() < form.tokens.len() {
        push(&sorted(core.iter().map(|token| singular(token))));
    }
    each_flattened(form, aliases, &mut push);
    if squashed.len() >= SHORTEST {
        each(squashed);
    }
}

/// `@scope/base` as people flatten it: `scopebase`, and with each other name of the scope's owner.
pub fn each_flattened(form: &Form, aliases: &Aliases, each: &mut dyn FnMut(&str)) {
    let Some(scope) = &form.scope else { return };
    let mut flat = |scope: &str| {
        let scope = crate::form::squash(scope);
        each(&format!("{scope}{}", form.squashed));
        // `@auth0/auth0-mcp-server` is flattened to its base, `@notionhq/notion` is not doubled.
        if form.squashed.starts_with(&scope) {
            each(&form.squashed);
        }
    };
    flat(scope);
    for alias in aliases.of(scope) {
        flat(alias);
    }
}

/// Whether [`each_flattened`] gives this text, without writing any of them down.
pub fn is_flattened(form: &Form, aliases: &Aliases, text: &str) -> bool {
    let Some(scope) = form.scope.as_deref() else { return false };
    let squashed = form.squashed.as_str();
    std::iter::once(scope)
        .chain(aliases.of(scope))
        .any(|scope| behind(text, scope) == Some(squashed) || (text == squashed && behind(squashed, scope).is_some()))
}

/// What stands in a text behind a word, whose separators do not count; none where the text begins otherwise.
pub fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    word.split(crate::form::is_separator).try_fold(text, |rest, part| rest.strip_prefix(part))
}

/// What is told apart badly in print: `l`, `i`, `1`; `o`, `0`; `rn`, `m`; `vv`, `w`; `s`, `5`.
/// The first two groups are the ones that PyPI folds before it compares a new name with those it has.
pub fn ultranormal(text: &str) -> String {
    printed(text).collect()
}

/// The same, letter by letter.
pub fn printed(text: &str) -> impl Iterator<Item = char> {
    let mut letters = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = letters.next()?;
        Some(match c {
            'r' if letters.next_if_eq(&'n').is_some() => 'm',
            'v' if letters.next_if_eq(&'v').is_some() => 'w',
            'l' | 'i' => '1',
            'o' => '0',
            's' => '5',
            c => c,
        })
    })
}

/// Each run of one letter once.
pub fn runs_collapsed(text: &str) -> String {
    runs(text).collect()
}

/// The same, letter by letter.
pub fn runs(text: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    text.chars().filter(move |c| last.replace(*c) != Some(*c))
}

/// Without a tail of digits, and a `v` in front of it.
pub fn without_version(text: &str) -> &str {
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < text.len() { stem.strip_suffix('v').unwrap_or(stem) } else { stem }
}

/// Vowels as `*`, for names of six letters and more with at least three consonants.
pub fn without_vowels(text: &str) -> Option<String> {
    let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    // A `*` of the text's own is no consonant either.
    if text.len() < 6 || text.chars().filter(|c| !is_vowel(c) && *c != '*').count() < 3 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    let masked = text.chars().map(|c| if is_vowel(&c) { '*' } else { c });
    out.extend(masked.filter(|c| last.replace(*c) != Some(*c)));
    Some(out)
}

/// Tokens in alphabetical order.
pub fn sorted<'a>(tokens: impl Iterator<Item = &'a str>) -> String {
    let mut tokens: Vec<&str> = tokens.collect();
    tokens.sort_unstable();
    tokens.concat()
}

/// A token without an English plural ending. Short words and `ss` are left alone.
pub fn singular(token: &str) -> &str {
    match token {
        _ if token.len() < 4 || is_generic(token) => token,
        _ if token.ends_with("ies") || token.ends_with("ss") || token.ends_with("us") || token.ends_with("js") => token,
        _ => token.strip_suffix('s').unwrap_or(token),
    }
}

/// FNV-1a, 64 bit, with a last mix (constants of Fowler, Noll and Vo, and of Murmur3's finaliser): the keys of every
/// table of a pack. Fixed, since tables are built elsewhere; postings are capped, so that no choice of names slows a
/// look-up down.
pub fn hash(text: &[u8]) -> u64 {
    finish(text.iter().fold(SEED, |state, byte| step(state, *byte)))
}

/// The start of [`hash`].
pub const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// One byte of [`hash`].
pub const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The end of [`hash`].
pub const fn finish(state: u64) -> u64 {
    let state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}

/// Calls `each` with the hash of every text that lacks one byte of `text`, without building them.
pub fn each_deletion(text: &[u8], each: &mut dyn FnMut(u64)) {
    let mut prefix = SEED;
    let mut last = None;
    for (at, byte) in text.iter().enumerate() {
        // Deleting either of two equal neighbours gives the same text.
        if last != Some(*byte) {
            let rest = text.get(at + 1..).unwrap_or(&[]);
            each(finish(rest.iter().fold(prefix, |state, byte| step(state, *byte))));
        }
        last = Some(*byte);
        prefix = step(prefix, *byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fold_what_they_should() {
        assert_eq!(ultranormal("1odash"), ultranormal("lodash"));
        assert_eq!(runs_collapsed("requeests"), "requests");
        assert_eq!(without_version("tlsclientv3"), "tlsclient");
        assert_eq!(without_vowels("huggingface"), without_vowels("hoggingfice"));
        assert_eq!(sorted(["figma", "mcp"].into_iter()), sorted(["mcp", "figma"].into_iter()));
        assert_eq!((singular("resources"), singular("express"), singular("redis")), ("resource", "express", "redi"));
    }

    #[test]
    fn deletions_hash_like_the_texts_they_are() {
        let mut found = Vec::new();
        each_deletion(b"abbc", &mut |hash| found.push(hash));
        assert_eq!(found, [hash(b"bbc"), hash(b"abc"), hash(b"abb")]);
    }
}
