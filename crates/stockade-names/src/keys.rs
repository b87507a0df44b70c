//! Canonical keys: two names with a key in common may be mistaken for each other. One probe finds all of them.
//!
//! Every key is a text without separators, so that one table holds all kinds: the *mechanisms* then say what two names
//! have in common and why that matters. A key that equals the squashed base is not stored again.

use crate::form::{Form, is_generic};
use crate::pack::Aliases;

/// Keys shorter than this say nothing.
pub const SHORTEST: usize = 3;

/// Calls `each` with the hash of every key of a name: what differs from the squashed base, then that. Some may come
/// twice. No key is written down.
pub fn each_key(form: &Form, aliases: &Aliases, each: &mut dyn FnMut(u64)) {
    let squashed = form.squashed.as_str();
    let own = hash(squashed.as_bytes());
    let mut push = |key: Written| {
        let hash = finish(key.state);
        if key.length >= SHORTEST && hash != own {
            each(hash);
        }
    };
    push(printed(squashed).collect());
    push(runs(squashed).collect());
    push(Written::default().text(without_version(squashed)));
    if has_consonants(squashed) {
        push(masked(squashed).collect());
    }
    if form.tokens.len() > 1 {
        push(Written::sorted(&mut form.tokens.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    push(form.tokens.iter().fold(Written::default(), |key, token| key.text(singular(token))));
    let mut core = form.core();
    if core.len() < form.tokens.len() {
        core.iter_mut().for_each(|token| *token = singular(token));
        push(Written::sorted(&mut core));
    }
    if let Some(scope) = &form.scope {
        let mut flat = |scope: &str| {
            push(Written::default().text(&crate::form::squashed(scope)).text(squashed));
        };
        flat(scope);
        aliases.of(scope).for_each(flat);
    }
    if squashed.len() >= SHORTEST {
        each(own);
    }
}

/// A key that is hashed as it is written: its bytes so far, and how many they are.
#[derive(Clone, Copy, Debug)]
struct Written {
    state: u64,
    length: usize,
}

impl Default for Written {
    fn default() -> Self {
        Self { state: SEED, length: 0 }
    }
}

impl Written {
    fn text(self, text: &str) -> Self {
        Self { state: text.bytes().fold(self.state, step), length: self.length + text.len() }
    }

    /// Texts in alphabetical order.
    fn sorted(texts: &mut [&str]) -> Self {
        texts.sort_unstable();
        texts.iter().fold(Self::default(), |key, text| key.text(text))
    }
}

impl FromIterator<char> for Written {
    fn from_iter<T: IntoIterator<Item = char>>(letters: T) -> Self {
        letters.into_iter().fold(Self::default(), |key, letter| key.text(letter.encode_utf8(&mut [0; 4])))
    }
}

/// Whether a text is `@scope/base` as people flatten it: `scopebase`, also with another name of the scope's owner; or the
/// base alone where it begins with the scope (`@auth0/auth0-mcp-server`, which nobody doubles).
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
    has_consonants(text).then(|| masked(text).collect())
}

fn has_consonants(text: &str) -> bool {
    // A `*` of the text's own is no consonant either.
    text.len() >= 6 && text.chars().filter(|c| !is_vowel(*c) && *c != '*').count() >= 3
}

/// Vowels as `*`, each run of one letter once.
fn masked(text: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    text.chars().map(|c| if is_vowel(c) { '*' } else { c }).filter(move |c| last.replace(*c) != Some(*c))
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
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
