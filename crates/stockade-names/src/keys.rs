//! Canonical keys: two names with a key in common may be mistaken for each other. One probe finds all of them.
//!
//! Every key is a text without separators, so that one table holds all kinds: the *mechanisms* then say what two names
//! have in common and why that matters. A key that equals the squashed base is not stored again.

use crate::form::{Form, is_generic, is_separator};
use crate::pack::Aliases;

/// Keys shorter than this say nothing.
pub const SHORTEST: usize = 3;

/// Calls `each` with the hash of every key of a name: what differs from the squashed base, then that. Some may come
/// twice. No key is written down.
pub fn each_key(form: &Form<'_>, aliases: &Aliases, mut each: impl FnMut(u64)) {
    let squashed = form.squashed;
    let folded = if squashed.is_ascii() { Folded::of_bytes(squashed.as_bytes()) } else { Folded::of_letters(squashed) };
    let own = folded.own.state;
    // Keys are hashes of their text, so that those of one text have one state.
    let mut push = |key: Written| {
        if key.length >= SHORTEST && key.state != own {
            each(finish(key.state));
        }
    };
    push(folded.printed);
    push(folded.runs);
    let stem = without_version(squashed);
    if stem.len() < squashed.len() {
        push(Written::default().text(stem));
    }
    if squashed.len() >= 6 && folded.consonants >= 3 {
        push(folded.masked);
    }
    if !form.words().is_sorted() {
        push(with_sorted(form.words(), Written::of));
    }
    // A word that stays as it is leaves its text as it is.
    if form.words().any(|word| word.ends_with('s')) {
        push(form.words().fold(Written::default(), |key, word| key.text(singular(word))));
    }
    if form.words().any(is_generic) && !form.words().all(is_generic) {
        push(with_sorted(form.words().filter(|word| !is_generic(word)).map(singular), Written::of));
    }
    if let Some(scope) = form.scope {
        let mut flat = |scope: &str| {
            let letters = scope.bytes().filter(|byte| !is_separator(char::from(*byte)));
            push(letters.fold(Written::default(), Written::byte).text(squashed));
        };
        flat(scope);
        aliases.of(scope).for_each(flat);
    }
    if squashed.len() >= SHORTEST {
        each(finish(own));
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
    const fn byte(self, byte: u8) -> Self {
        Self { state: step(self.state, byte), length: self.length + 1 }
    }

    fn text(self, text: &str) -> Self {
        Self { state: text.bytes().fold(self.state, step), length: self.length + text.len() }
    }

    fn of(texts: &[&str]) -> Self {
        texts.iter().fold(Self::default(), |key, text| key.text(text))
    }
}

impl FromIterator<char> for Written {
    fn from_iter<T: IntoIterator<Item = char>>(letters: T) -> Self {
        letters.into_iter().fold(Self::default(), |key, letter| key.text(letter.encode_utf8(&mut [0; 4])))
    }
}

/// A text and what its letters fold to, one by one.
struct Folded {
    own: Written,
    printed: Written,
    runs: Written,
    masked: Written,
    consonants: usize,
}

impl Folded {
    /// All at once, since each hash waits for its last step and not for the others.
    fn of_bytes(text: &[u8]) -> Self {
        let (mut own, mut printed, mut runs, mut masked) = (SEED, SEED, SEED, SEED);
        let (mut joins, mut repeats, mut masked_repeats, mut vowels) = (0, 0, 0, 0);
        // No byte of a text in ASCII is as large.
        let (mut last, mut last_masked, mut skip) = (u8::MAX, u8::MAX, false);
        let mut rest = text.iter();
        while let Some(byte) = rest.next() {
            let byte = *byte;
            own = step(own, byte);
            if skip {
                skip = false;
                joins += 1;
            } else {
                let next = rest.as_slice().first();
                skip = (byte == b'r' && next == Some(&b'n')) || (byte == b'v' && next == Some(&b'v'));
                printed = step(printed, if skip { joined(byte) } else { printed_byte(byte) });
            }
            if byte == last {
                repeats += 1;
            } else {
                runs = step(runs, byte);
            }
            let mask = if is_vowel(char::from(byte)) { b'*' } else { byte };
            vowels += usize::from(mask == b'*');
            if mask == last_masked {
                masked_repeats += 1;
            } else {
                masked = step(masked, mask);
            }
            (last, last_masked) = (byte, mask);
        }
        let length = text.len();
        let written = |state, less| Written { state, length: length - less };
        Self {
            own: written(own, 0),
            printed: written(printed, joins),
            runs: written(runs, repeats),
            masked: written(masked, masked_repeats),
            consonants: length - vowels,
        }
    }

    fn of_letters(text: &str) -> Self {
        Self {
            own: Written::default().text(text),
            printed: printed(text).collect(),
            runs: runs(text).collect(),
            masked: masked(text).collect(),
            consonants: consonants(text),
        }
    }
}

/// Works on texts in alphabetical order; asks for memory only where they are many.
pub fn with_sorted<'a, R>(texts: impl Iterator<Item = &'a str>, work: impl FnOnce(&[&'a str]) -> R) -> R {
    const FEW: usize = 8;
    let mut few = [""; FEW];
    let mut many = Vec::new();
    let mut count = 0;
    for text in texts {
        match few.get_mut(count) {
            Some(place) => *place = text,
            None if many.is_empty() => many.extend(few.into_iter().chain([text])),
            None => many.push(text),
        }
        count += 1;
    }
    let list = if many.is_empty() { few.get_mut(..count).unwrap_or(&mut []) } else { many.as_mut_slice() };
    list.sort_unstable();
    work(list)
}

/// Whether two names are the same words, put in alphabetical order and run together.
pub fn same_in_order(a: &Form<'_>, b: &Form<'_>) -> bool {
    let bytes = |words: &[&str]| -> bool {
        with_sorted(b.words(), |others| {
            words.iter().flat_map(|word| word.bytes()).eq(others.iter().flat_map(|word| word.bytes()))
        })
    };
    with_sorted(a.words(), bytes)
}

/// Whether a text is `@scope/base` as people flatten it: `scopebase`, also with another name of the scope's owner; or the
/// base alone where it begins with the scope (`@auth0/auth0-mcp-server`, which nobody doubles).
pub fn is_flattened(form: &Form<'_>, aliases: &Aliases, text: &str) -> bool {
    let Some(scope) = form.scope else { return false };
    let squashed = form.squashed;
    // Cheap first: either way it ends with the base.
    text.ends_with(squashed)
        && std::iter::once(scope).chain(aliases.of(scope)).any(|scope| {
            behind(text, scope) == Some(squashed) || (text == squashed && behind(squashed, scope).is_some())
        })
}

/// What stands in a text behind a word, whose separators do not count; none where the text begins otherwise.
pub fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    word.split(is_separator).try_fold(text, |rest, part| rest.strip_prefix(part))
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
            c if c.is_ascii() => char::from(printed_byte(c as u8)),
            c => c,
        })
    })
}

/// One letter as it looks in print.
const fn printed_byte(byte: u8) -> u8 {
    match byte {
        b'l' | b'i' => b'1',
        b'o' => b'0',
        b's' => b'5',
        byte => byte,
    }
}

/// The letter that two look like in print: `rn` and `vv`, by the first of them.
const fn joined(first: u8) -> u8 {
    if first == b'r' { b'm' } else { b'w' }
}

/// Whether two texts look alike in print: [`printed`] of both is the same.
pub fn looks_like(a: &str, b: &str) -> bool {
    printed_bytes(a).eq(printed_bytes(b))
}

/// The bytes of [`printed`].
pub(crate) fn printed_bytes(text: &str) -> impl Iterator<Item = u8> {
    Printed(text.as_bytes().iter())
}

/// See [`printed_bytes`].
struct Printed<'a>(std::slice::Iter<'a, u8>);

impl Iterator for Printed<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let byte = *self.0.next()?;
        let pair = matches!((byte, self.0.as_slice().first()), (b'r', Some(b'n')) | (b'v', Some(b'v')));
        if pair {
            self.0.next();
            return Some(joined(byte));
        }
        Some(printed_byte(byte))
    }
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
    (text.len() >= 6 && consonants(text) >= 3).then(|| masked(text).collect())
}

/// How many letters are no vowels. A `*` of the text's own is no consonant either.
fn consonants(text: &str) -> usize {
    text.chars().filter(|c| !is_vowel(*c) && *c != '*').count()
}

/// Vowels as `*`, each run of one letter once.
fn masked(text: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    text.chars().map(|c| if is_vowel(c) { '*' } else { c }).filter(move |c| last.replace(*c) != Some(*c))
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// A token without an English plural ending. Short words and `ss` are left alone.
pub fn singular(token: &str) -> &str {
    match token {
        _ if !token.ends_with('s') || token.len() < 4 || is_generic(token) => token,
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

/// Calls `each` with the hash of every text that lacks one byte of `text`, without building them. Deleting either of two
/// equal neighbours gives the same text, which comes once.
pub fn each_deletion(text: &[u8], mut each: impl FnMut(u64)) {
    let (mut prefix, mut last, mut rest) = (SEED, None, text);
    // Four at a time: each hash waits for its own last step and not for the others.
    while let [a, b, c, d, tail @ ..] = rest {
        let (a, b, c, d) = (*a, *b, *c, *d);
        let (with_a, with_b) = (step(prefix, a), step(step(prefix, a), b));
        let with_c = step(with_b, c);
        let mut states = [step(step(step(prefix, b), c), d), step(step(with_a, c), d), step(with_b, d), with_c];
        for byte in tail {
            states = states.map(|state| step(state, *byte));
        }
        let new = [last != Some(a), a != b, b != c, c != d];
        states.into_iter().zip(new).filter(|(_, new)| *new).for_each(|(state, _)| each(finish(state)));
        (prefix, last, rest) = (step(with_c, d), Some(d), tail);
    }
    for (at, byte) in rest.iter().enumerate() {
        if last != Some(*byte) {
            let tail = rest.get(at + 1..).unwrap_or(&[]);
            each(finish(tail.iter().fold(prefix, |state, byte| step(state, *byte))));
        }
        last = Some(*byte);
        prefix = step(prefix, *byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Memory;

    #[test]
    fn keys_fold_what_they_should() {
        assert_eq!(ultranormal("1odash"), ultranormal("lodash"));
        assert_eq!(runs_collapsed("requeests"), "requests");
        assert_eq!(without_version("tlsclientv3"), "tlsclient");
        assert_eq!(without_vowels("huggingface"), without_vowels("hoggingfice"));
        assert_eq!((singular("resources"), singular("express"), singular("redis")), ("resource", "express", "redi"));
        assert!(looks_like("1odash", "lodash") && looks_like("rnongoose", "mongoose") && looks_like("vvebr", "webr"));
        assert!(!looks_like("rongoose", "mongoose") && !looks_like("lodas", "lodash"));
    }

    #[test]
    fn words_in_another_order_are_the_same_words() {
        let (mut ours, mut theirs) = (Memory::default(), Memory::default());
        let mut same = |a: &str, b: &str| same_in_order(&ours.read(a), &theirs.read(b));
        assert!(same("figma-mcp", "mcp-figma") && same("j-i-h-g-f-e-d-c-b-a", "a-b-c-d-e-f-g-h-i-j"));
        assert!(!same("figma-mcp", "mcp-figmb") && !same("figma-mcp", "mcp"));
    }

    /// Keys are reckoned without writing them down; these are written down.
    #[test]
    fn keys_are_the_hashes_of_their_texts() {
        let aliases = Aliases::new(vec![vec!["modelcontextprotocol".to_owned(), "mcp".to_owned()]]);
        let names = [
            "@modelcontextprotocol/server-everything",
            "vvebsite-rnodels",
            "node-utils-v3",
            "mcp-server",
            "aab",
            "a-b-c-d-e-f-g-h-i-j-k-server",
            "caféé-ss",
            "a",
            "***consonants**",
        ];
        for name in names {
            let mut memory = Memory::default();
            let form = memory.read(name);
            let squashed = form.squashed;
            let sorted = |words: &mut Vec<&str>| {
                words.sort_unstable();
                words.concat()
            };
            let mut texts = vec![ultranormal(squashed), runs_collapsed(squashed), without_version(squashed).to_owned()];
            texts.extend(without_vowels(squashed));
            texts.push(sorted(&mut form.words().collect()));
            texts.push(form.words().map(singular).collect());
            if form.core().count() < form.count() {
                texts.push(sorted(&mut form.core().map(singular).collect()));
            }
            for scope in form.scope.into_iter().flat_map(|scope| aliases.of(scope).chain([scope])) {
                texts.push(format!("{}{squashed}", crate::form::squash(scope)));
            }
            texts.retain(|text| text.len() >= SHORTEST && text != squashed);
            texts.extend((squashed.len() >= SHORTEST).then(|| squashed.to_owned()));
            let mut expected: Vec<u64> = texts.iter().map(|text| hash(text.as_bytes())).collect();
            let mut found = Vec::new();
            each_key(&form, &aliases, |hash| found.push(hash));
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn deletions_hash_like_the_texts_they_are() {
        let mut found = Vec::new();
        each_deletion(b"abbc", |hash| found.push(hash));
        assert_eq!(found, [hash(b"bbc"), hash(b"abc"), hash(b"abb")]);
        for text in ["", "a", "aaaa", "abcde", "aabbccdd", "abcddefgghij", "modelcontextprotocol"] {
            let without = |at| {
                let mut text = text.to_owned();
                text.remove(at);
                text
            };
            let mut expected: Vec<String> = (0..text.len()).map(without).collect();
            expected.dedup();
            let mut found = Vec::new();
            each_deletion(text.as_bytes(), |hash| found.push(hash));
            assert_eq!(found, expected.iter().map(|text| hash(text.as_bytes())).collect::<Vec<_>>(), "{text}");
        }
    }
}
