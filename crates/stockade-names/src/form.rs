//! A name taken apart: scope, words, and the base without separators. What keys, edits and mechanisms work on.
//!
//! - a form borrows the name, and the memory of whoever reads it ([`Memory`]): many names are read for each answer, and
//!   none of them is copied but for the letters between separators;
//! - separators are single bytes, so that no letter need be read to find them.

use crate::name;

/// Characters that only separate.
pub const SEPARATORS: &[char] = &['-', '_', '.', '/', '@', ' '];

/// Whether a character is one of [`SEPARATORS`].
pub const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/' | '@' | ' ')
}

/// One name, lower case, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form<'a> {
    /// The whole name.
    pub full: &'a str,
    /// The scope without `@`.
    pub scope: Option<&'a str>,
    /// Behind the scope.
    pub base: &'a str,
    /// The base without separators.
    pub squashed: &'a str,
    /// Where each word of the base ends in `squashed`.
    ends: &'a [u32],
}

/// What a form is written into: kept from one name to the next, it asks for no memory of its own.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    squashed: String,
    ends: Vec<u32>,
}

impl Memory {
    /// Takes a normalised full name apart.
    pub fn read<'a>(&'a mut self, full: &'a str) -> Form<'a> {
        let (scope, base) = name::split(full);
        self.ends.clear();
        self.squashed.clear();
        let mut from = 0;
        let mut whole = true;
        each_separator(base.as_bytes(), |at| {
            whole = false;
            self.word(base.get(from..at).unwrap_or(""));
            from = at + 1;
        });
        if whole {
            self.ends.extend((!base.is_empty()).then(|| end(base.len())));
            return Form { full, scope, base, squashed: base, ends: &self.ends };
        }
        self.word(base.get(from..).unwrap_or(""));
        Form { full, scope, base, squashed: &self.squashed, ends: &self.ends }
    }

    fn word(&mut self, word: &str) {
        if !word.is_empty() {
            self.squashed.push_str(word);
            self.ends.push(end(self.squashed.len()));
        }
    }
}

/// No name is so long that this would be cut: see [`name::MAX_BYTES`].
fn end(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Calls `each` with the place of every separator. Eight bytes at a time: letters and digits, which most bytes are, have the
/// sixth bit and one of its neighbours set; only what lacks that is looked at by itself.
fn each_separator(text: &[u8], mut each: impl FnMut(usize)) {
    const LOWEST: u64 = u64::from_le_bytes([1; 8]);
    let (chunks, rest) = text.as_chunks::<8>();
    let mut last = [b'a'; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    for (number, chunk) in chunks.iter().chain([&last]).enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let mut others = !(word >> 5 & (word >> 6 | word >> 4)) & LOWEST;
        while others != 0 {
            let at = number * 8 + others.trailing_zeros() as usize / 8;
            others &= others - 1;
            if text.get(at).is_some_and(|byte| is_separator(char::from(*byte))) {
                each(at);
            }
        }
    }
}

impl<'a> Form<'a> {
    /// How many words the base has.
    pub const fn count(&self) -> usize {
        self.ends.len()
    }

    /// The words of the base: its parts between separators.
    pub fn words(&self) -> Words<'a> {
        Words { squashed: self.squashed, from: 0, ends: self.ends.iter() }
    }

    /// Whether two names have the same words in the same order.
    pub fn same_words(&self, other: &Form<'_>) -> bool {
        self.ends == other.ends && self.squashed == other.squashed
    }

    /// Whether one of the words is this one.
    pub fn has_word(&self, word: &str) -> bool {
        self.words().any(|own| own == word)
    }

    /// Where the words of another name stand in this one, one behind the other: the number of the first of them.
    pub fn position(&self, other: &Form<'_>) -> Option<usize> {
        let last = self.ends.len().checked_sub(other.ends.len())?;
        let (text, first) = (other.squashed.as_bytes(), other.squashed.as_bytes().first());
        let mut start = 0;
        for number in 0..=last {
            let rest = self.squashed.as_bytes().get(start..)?;
            // Cheap first: most words begin with another letter.
            if rest.first() == first
                && rest.starts_with(text)
                && self.ends.iter().skip(number).zip(other.ends).all(|(a, b)| *a as usize == start + *b as usize)
            {
                return Some(number);
            }
            start = *self.ends.get(number)? as usize;
        }
        None
    }

    /// Words that say what it is about: not [`GENERIC`], unless nothing else is left.
    pub fn core(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let telling = self.words().any(|word| !is_generic(word));
        self.words().filter(move |word| !telling || !is_generic(word))
    }

    /// The length of the core in bytes: short names are one edit from everything.
    pub fn core_length(&self) -> usize {
        self.core().map(|word| without_glued(word).len()).sum()
    }
}

/// See [`Form::words`].
#[derive(Clone, Debug)]
pub struct Words<'a> {
    squashed: &'a str,
    from: usize,
    ends: std::slice::Iter<'a, u32>,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = *self.ends.next()? as usize;
        let word = self.squashed.get(self.from..end)?;
        self.from = end;
        Some(word)
    }
}

/// A word without a generic one glued to it: `yfmcp` says no more than `yf`.
fn without_glued(token: &str) -> &str {
    ["mcp", "server"]
        .iter()
        .find_map(|word| token.strip_suffix(word).or_else(|| token.strip_prefix(word)))
        .unwrap_or(token)
}

/// Whether two texts are made of the same letters, in whatever order.
pub fn same_letters(a: &str, b: &str) -> bool {
    let sum = |text: &str| {
        text.bytes().fold((0_u32, 0_u32), |(sum, squares), byte| {
            (sum + u32::from(byte), squares + u32::from(byte) * u32::from(byte))
        })
    };
    if a.len() != b.len() || sum(a) != sum(b) {
        return false;
    }
    let mut more = [0_i32; 256];
    for (ours, theirs) in a.bytes().zip(b.bytes()) {
        if let Some(count) = more.get_mut(usize::from(ours)) {
            *count += 1;
        }
        if let Some(count) = more.get_mut(usize::from(theirs)) {
            *count -= 1;
        }
    }
    more.iter().all(|count| *count == 0)
}

/// Without separators; the text itself where it has none.
pub fn squashed(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(is_separator) { squash(text).into() } else { text.into() }
}

/// Without separators.
pub fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.split(is_separator).for_each(|part| out.push_str(part));
    out
}

/// Words that say of what kind a package is, never which one. Affixes of squats come from here too.
pub const GENERIC: &[&str] = &[
    "api", "app", "bin", "cli", "client", "core", "dev", "js", "lib", "mcp", "mcps", "node", "npm", "official",
    "package", "pkg", "py", "python", "python3", "sdk", "server", "servers", "tool", "tools", "ts", "util", "utils",
    "web",
];

/// Whether a token is one of [`GENERIC`].
pub fn is_generic(token: &str) -> bool {
    let bytes = token.as_bytes();
    let [first, second, ..] = bytes else { return false };
    let bits = FIRST.of(*first) & SECOND.of(*second) & bytes.last().map_or(0, |last| LAST.of(*last));
    bits != 0 && each_bit(bits).any(|word| word == token)
}

/// The text without one generic word glued on at either end: in the order of the words, in front first.
pub fn without_generic(text: &str) -> impl Iterator<Item = &str> {
    let (front, back) = match text.as_bytes() {
        [first, second, .., before, last] => {
            (FIRST.of(*first) & SECOND.of(*second), BEFORE.of(*before) & LAST.of(*last))
        }
        // Shorter than four letters: nothing telling could be left, but what is left is given all the same.
        [first, second, ..] => (FIRST.of(*first) & SECOND.of(*second), u32::MAX),
        _ => (0, 0),
    };
    let mut bits = front | back;
    let mut behind = None;
    std::iter::from_fn(move || {
        loop {
            if let Some(stem) = behind.take() {
                return Some(stem);
            }
            let (word, bit) = (GENERIC.get(bits.trailing_zeros() as usize)?, bits & bits.wrapping_neg());
            bits ^= bit;
            behind = if back & bit == 0 { None } else { text.strip_suffix(word) };
            if front & bit != 0
                && let Some(stem) = text.strip_prefix(word)
            {
                return Some(stem);
            }
        }
    })
}

/// A text, and what it is without one generic word glued on at either end, where three letters are left.
#[derive(Clone, Copy, Debug)]
pub struct Stems<'a> {
    /// At each end no more than three words may be glued on: `py`, `python` and `python3`.
    list: [&'a str; Stems::MOST],
    count: usize,
}

impl Stems<'_> {
    /// No text has more.
    pub const MOST: usize = 8;
}

impl<'a> Stems<'a> {
    /// Of a text.
    pub fn of(text: &'a str) -> Self {
        let mut stems = Self { list: [text; Stems::MOST], count: 1 };
        for stem in without_generic(text).filter(|stem| stem.len() >= 3) {
            if let Some(place) = stems.list.get_mut(stems.count) {
                *place = stem;
                stems.count += 1;
            }
        }
        stems
    }

    /// The text itself first.
    pub fn as_slice(&self) -> &[&'a str] {
        self.list.get(..self.count).unwrap_or(&[])
    }
}

/// Which words of [`GENERIC`] have a letter at one place, a bit each: most names are told apart from all of them at once.
struct Letters([u32; 128]);

const FIRST: &Letters = &Letters::at(0, false);
const SECOND: &Letters = &Letters::at(1, false);
const BEFORE: &Letters = &Letters::at(1, true);
const LAST: &Letters = &Letters::at(0, true);

impl Letters {
    /// Counted from the front or from the back. Every word has two letters at least.
    #[expect(clippy::indexing_slicing, reason = "reckoned by the compiler, which refuses a place that is not there")]
    const fn at(place: usize, from_back: bool) -> Self {
        let mut words = [0; 128];
        let mut at = 0;
        while at < GENERIC.len() {
            let word = GENERIC[at].as_bytes();
            words[word[if from_back { word.len() - 1 - place } else { place }] as usize] |= 1 << at;
            at += 1;
        }
        Self(words)
    }

    fn of(&self, letter: u8) -> u32 {
        self.0.get(usize::from(letter)).copied().unwrap_or(0)
    }
}

/// The words of [`GENERIC`] whose bits are set, in their order.
fn each_bit(mut bits: u32) -> impl Iterator<Item = &'static str> {
    std::iter::from_fn(move || {
        let word = GENERIC.get(bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(*word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_parts() {
        let mut memory = Memory::default();
        let form = memory.read("@modelcontextprotocol/server-everything");
        assert_eq!(form.scope, Some("modelcontextprotocol"));
        assert_eq!(form.words().collect::<Vec<_>>(), ["server", "everything"]);
        assert_eq!(form.squashed, "servereverything");
        assert_eq!(form.core().collect::<Vec<_>>(), ["everything"]);
        assert_eq!(memory.read("mcp-server").core().collect::<Vec<_>>(), ["mcp", "server"]);
        assert!(GENERIC.is_sorted());
        assert!(GENERIC.iter().all(|word| is_generic(word)) && !is_generic("servet") && !is_generic(""));
        assert_eq!(without_generic("mcpfigmajs").collect::<Vec<_>>(), ["mcpfigma", "figmajs"]);
        for (text, left) in [("py", vec!["", ""]), ("jsx", vec!["x"]), ("xjs", vec!["x"]), ("tsjs", vec!["ts", "js"])] {
            assert_eq!(without_generic(text).collect::<Vec<_>>(), left, "{text}");
        }
    }

    /// Every place of a separator in a chunk of eight, beside every byte that could be taken for one.
    #[test]
    fn words_are_what_stands_between_separators_wherever_they_stand() {
        let mut memory = Memory::default();
        for length in 0..20 {
            for (first, second) in (0..=length).flat_map(|first| (first..=length).map(move |second| (first, second))) {
                for other in ['a', 'Z', '0', '~', '^', '+', '!', '\u{7f}', 'é'] {
                    for separator in SEPARATORS.iter().filter(|separator| **separator != '/') {
                        let letter = |at| if at == first || at == second { *separator } else { other };
                        let text: String = (0..length).map(letter).collect();
                        let words: Vec<&str> = text.split(is_separator).filter(|word| !word.is_empty()).collect();
                        let form = memory.read(&text);
                        assert_eq!(form.words().collect::<Vec<_>>(), words, "{text}");
                        assert_eq!((form.count(), form.squashed), (words.len(), words.concat().as_str()), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_stand_in_other_words_only_whole() {
        let (mut ours, mut theirs) = (Memory::default(), Memory::default());
        let mut position = |long: &str, short: &str| ours.read(long).position(&theirs.read(short));
        assert_eq!(position("a-bc-d-e", "d-e"), Some(2));
        assert_eq!(position("a-bc-d-e", "a"), Some(0));
        assert_eq!(position("a-bc-d-e", "b"), None);
        assert_eq!(position("a-bc-d-e", "bcd"), None);
        assert_eq!(position("a-bc", "a-bc-d"), None);
    }
}
