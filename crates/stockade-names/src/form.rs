//! A name taken apart: scope, tokens, and the base without separators. What keys, edits and mechanisms work on.

use crate::name;

/// Characters that only separate.
pub const SEPARATORS: &[char] = &['-', '_', '.', '/', '@', ' '];

/// Whether a character is one of [`SEPARATORS`].
pub const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/' | '@' | ' ')
}

/// One name, lower case, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The whole name.
    pub full: String,
    /// The scope without `@`.
    pub scope: Option<String>,
    /// Behind the scope.
    pub base: String,
    /// The base without separators.
    pub squashed: String,
    /// The parts of the base between separators.
    pub tokens: Vec<String>,
    spare: Spare,
}

/// Memory of texts that [`Form::read`] does not need now: no part of what a form is.
#[derive(Clone, Debug, Default)]
struct Spare(Vec<String>);

impl PartialEq for Spare {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Spare {}

impl Form {
    /// Takes a normalised full name apart.
    pub fn new(full: &str) -> Self {
        let mut form = Self::default();
        form.read(full);
        form
    }

    /// The same in place, without new memory: for whoever takes many names apart.
    pub fn read(&mut self, full: &str) {
        let (scope, base) = name::split(full);
        let set = |text: &mut String, new: &str| {
            text.clear();
            text.push_str(new);
        };
        set(&mut self.full, full);
        self.spare.0.extend(self.scope.take());
        self.scope = scope.map(|scope| {
            let mut text = self.spare.0.pop().unwrap_or_default();
            set(&mut text, scope);
            text
        });
        set(&mut self.base, base);
        self.squashed.clear();
        let mut count = 0;
        for token in parts(base) {
            self.squashed.push_str(token);
            match self.tokens.get_mut(count) {
                Some(text) => set(text, token),
                None => {
                    let mut text = self.spare.0.pop().unwrap_or_default();
                    set(&mut text, token);
                    self.tokens.push(text);
                }
            }
            count += 1;
        }
        self.spare.0.extend(self.tokens.drain(count..));
    }

    /// Tokens that say what it is about: not [`GENERIC`], unless nothing else is left.
    pub fn core(&self) -> Vec<&str> {
        let core: Vec<&str> = self.tokens.iter().map(String::as_str).filter(|token| !is_generic(token)).collect();
        if core.is_empty() { self.tokens.iter().map(String::as_str).collect() } else { core }
    }

    /// The length of the core in bytes: short names are one edit from everything.
    pub fn core_length(&self) -> usize {
        let telling = self.tokens.iter().any(|token| !is_generic(token));
        let core = self.tokens.iter().filter(|token| !telling || !is_generic(token));
        core.map(|token| without_glued(token).len()).sum()
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
    let sorted = |text: &str| {
        let mut letters = text.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

/// The parts of a text between separators. Those are single bytes, so that no letter need be read.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let end = rest.bytes().position(|byte| is_separator(char::from(byte))).unwrap_or(rest.len());
            let (part, tail) = rest.split_at_checked(end)?;
            rest = tail.get(1..).unwrap_or("");
            if !part.is_empty() || rest.is_empty() {
                return Some(part).filter(|part| !part.is_empty());
            }
        }
    })
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
    each_bit(BEGIN.of(bytes.first()) & END.of(bytes.last())).any(|word| word == token)
}

/// The text without one generic word glued on at either end: in the order of the words, in front first.
pub fn without_generic(text: &str) -> impl Iterator<Item = &str> {
    let (front, back) = (BEGIN.of(text.as_bytes().first()), END.of(text.as_bytes().last()));
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

/// Which words of [`GENERIC`] have a letter at one end, a bit each: most names are told apart from all of them at once.
struct Ends([u32; 128]);

const BEGIN: &Ends = &Ends::of_words(true);
const END: &Ends = &Ends::of_words(false);

impl Ends {
    #[expect(clippy::indexing_slicing, reason = "reckoned by the compiler, which refuses a place that is not there")]
    const fn of_words(front: bool) -> Self {
        let mut words = [0; 128];
        let mut at = 0;
        while at < GENERIC.len() {
            let word = GENERIC[at].as_bytes();
            words[word[if front { 0 } else { word.len() - 1 }] as usize] |= 1 << at;
            at += 1;
        }
        Self(words)
    }

    fn of(&self, letter: Option<&u8>) -> u32 {
        letter.and_then(|letter| self.0.get(usize::from(*letter))).copied().unwrap_or(0)
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
        let form = Form::new("@modelcontextprotocol/server-everything");
        assert_eq!(form.scope.as_deref(), Some("modelcontextprotocol"));
        assert_eq!(form.tokens, ["server", "everything"]);
        assert_eq!(form.squashed, "servereverything");
        assert_eq!(form.core(), ["everything"]);
        assert_eq!(Form::new("mcp-server").core(), ["mcp", "server"]);
        assert!(GENERIC.is_sorted());
        assert!(GENERIC.iter().all(|word| is_generic(word)) && !is_generic("servet") && !is_generic(""));
        assert_eq!(without_generic("mcpfigmajs").collect::<Vec<_>>(), ["mcpfigma", "figmajs"]);
    }
}
