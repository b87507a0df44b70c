//! The small curated lists of a pack: who else a scope is, who owns a brand, which command belongs to which package.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};
use stockade_model::Ecosystem;

use super::PackError;
use super::marks::{has_at_most, letters};
use crate::form::squash;

/// The hash of every table of a pack, for maps too: they are asked several times for each word of a name, and nobody
/// outside chooses what is in them.
#[derive(Clone, Copy, Debug)]
struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(crate::keys::SEED)
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |state, byte| crate::keys::step(state, *byte));
    }

    fn finish(&self) -> u64 {
        crate::keys::finish(self.0)
    }
}

/// Values by words. Most words that are asked for stand in no list: their first letters say so before they are hashed.
#[derive(Clone, Debug)]
struct Words<V> {
    values: HashMap<String, V, BuildHasherDefault<WordHasher>>,
    /// Bits of the heads of all words.
    heads: [u64; 32],
}

impl<V> Words<V> {
    fn get(&self, word: &str) -> Option<&V> {
        if self.may_begin(word) { self.values.get(word) } else { None }
    }

    /// Whether one of the words may begin with the same four letters, or be as short and the same.
    fn may_begin(&self, word: &str) -> bool {
        let bit = Self::head(word);
        self.heads.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }

    /// A bit for the first four letters (the multiplier is 2^32 by the golden ratio).
    fn head(word: &str) -> usize {
        let letters = match *word.as_bytes() {
            [a, b, c, d, ..] => [a, b, c, d],
            [a, b, c] => [a, b, c, 0],
            [a, b] => [a, b, 0, 0],
            [a] => [a, 0, 0, 0],
            [] => [0; 4],
        };
        (u32::from_le_bytes(letters).wrapping_mul(0x9e37_79b9) >> 21) as usize
    }

    fn entry(&mut self, word: String) -> std::collections::hash_map::Entry<'_, String, V> {
        let bit = Self::head(&word);
        if let Some(bits) = self.heads.get_mut(bit / 64) {
            *bits |= 1 << (bit % 64);
        }
        self.values.entry(word)
    }
}

impl<V> Default for Words<V> {
    fn default() -> Self {
        Self { values: HashMap::default(), heads: [0; 32] }
    }
}

impl<V> FromIterator<(String, V)> for Words<V> {
    fn from_iter<T: IntoIterator<Item = (String, V)>>(words: T) -> Self {
        let mut all = Self::default();
        for (word, value) in words {
            all.entry(word).insert_entry(value);
        }
        all
    }
}

/// Names of one owner, as scope, account or word: `modelcontextprotocol` and `mcp`.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    groups: Vec<Vec<String>>,
    group_of: Words<usize>,
}

impl Aliases {
    /// From groups of names.
    pub fn new(groups: Vec<Vec<String>>) -> Self {
        let group_of = groups
            .iter()
            .enumerate()
            .flat_map(|(index, group)| group.iter().map(move |name| (name.clone(), index)))
            .collect();
        Self { groups, group_of }
    }

    /// The other names of an owner.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let group = self.group_of.get(name).and_then(|index| self.groups.get(*index));
        group.into_iter().flatten().map(String::as_str).filter(move |other| *other != name)
    }

    /// Whether two names are one owner's.
    pub fn same(&self, a: &str, b: &str) -> bool {
        a == b || self.group_of.get(a).is_some_and(|group| self.group_of.get(b) == Some(group))
    }
}

/// A vendor's or product's name that others want to look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// The token as it stands in names, at least four letters.
    pub token: String,
    /// Accounts, organisations and npm scopes that are its owner's.
    pub owners: Vec<String>,
}

/// What tells most owners apart from a word without reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    letters: u32,
    /// The hash of the word as it looks in print.
    printed: u64,
}

impl Look {
    fn of(word: &str) -> Self {
        let printed = crate::keys::printed_bytes(word).fold(crate::keys::SEED, crate::keys::step);
        Self { letters: letters(word.as_bytes()), printed }
    }
}

/// A command and the package that brings it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The executable's name.
    pub command: String,
    /// Of the package.
    pub ecosystem: Ecosystem,
    /// The package's full name.
    pub package: String,
}

/// A name that language models make up, or that documentation gets wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phantom {
    /// Where it would be looked for.
    pub ecosystem: Ecosystem,
    /// The name.
    pub name: String,
    /// What was meant, with its ecosystem in front where that is another one: `npm:@anthropic-ai/claude-code`.
    pub meant: String,
    /// Who saw it.
    pub source: String,
}

impl Phantom {
    /// What was meant, and where it lives. No name of npm or PyPI has a colon.
    pub fn target(&self) -> (Ecosystem, &str) {
        let elsewhere = self.meant.split_once(':').and_then(|(word, name)| Some((ecosystem(word)?, name)));
        elsewhere.unwrap_or((self.ecosystem, &self.meant))
    }
}

/// An ecosystem by the word for it in tables.
pub(super) fn ecosystem(word: &str) -> Option<Ecosystem> {
    [Ecosystem::Npm, Ecosystem::Pypi, Ecosystem::Oci].into_iter().find(|ecosystem| ecosystem.purl_type() == word)
}

/// As stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoredLists {
    /// Groups of names of one owner.
    pub aliases: Vec<Vec<String>>,
    /// Brands.
    pub brands: Vec<Brand>,
    /// Commands.
    pub commands: Vec<Command>,
    /// Made-up names.
    pub phantoms: Vec<Phantom>,
    /// Groups of words with one meaning (`db`, `database`).
    pub synonyms: Vec<Vec<String>>,
    /// Groups of spellings of one word (`color`, `colour`).
    pub spellings: Vec<Vec<String>>,
    /// Words that promise safety or help (`wallet`, `auditor`).
    pub lures: Vec<String>,
}

/// As used.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Who else an owner is.
    pub aliases: Aliases,
    brands: Words<Brand>,
    /// The tokens of brands of four letters and more, sorted.
    prefixes: Vec<String>,
    brand_owners: Vec<(String, String, String)>,
    /// The letters of what owners look like and their numbers, by the length of that, each in their order.
    owners_by_length: Vec<Vec<(u32, usize)>>,
    /// And by what they look like in print, sorted.
    owners_by_print: Vec<(u64, usize)>,
    commands: Words<Command>,
    phantoms: Words<Vec<Phantom>>,
    synonyms: Words<usize>,
    spellings: Words<usize>,
    lures: Words<()>,
}

impl Lists {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let stored: StoredLists =
            serde_json::from_slice(bytes).map_err(|_| PackError::Damaged("its lists cannot be read"))?;
        Ok(Self::new(stored))
    }

    /// Indexes stored lists.
    pub fn new(stored: StoredLists) -> Self {
        let groups = |groups: Vec<Vec<String>>| {
            groups
                .into_iter()
                .enumerate()
                .flat_map(|(at, group)| group.into_iter().map(move |word| (word, at)))
                .collect()
        };
        let brand_owners: Vec<(String, String, String)> = (stored.brands.iter())
            .flat_map(|brand| brand.owners.iter().map(|owner| (brand.token.clone(), owner.clone(), squash(owner))))
            .collect();
        let owner_looks: Vec<Look> = brand_owners.iter().map(|(_, _, squashed)| Look::of(squashed)).collect();
        let mut owners_by_length: Vec<Vec<(u32, usize)>> = Vec::new();
        let mut owners_by_print: Vec<(u64, usize)> = Vec::new();
        for (number, (look, (_, _, squashed))) in owner_looks.iter().zip(&brand_owners).enumerate() {
            if owners_by_length.len() <= squashed.len() {
                owners_by_length.resize_with(squashed.len() + 1, Vec::new);
            }
            if let Some(owners) = owners_by_length.get_mut(squashed.len()) {
                owners.push((look.letters, number));
            }
            owners_by_print.push((look.printed, number));
        }
        owners_by_print.sort_unstable();
        let mut prefixes: Vec<String> =
            stored.brands.iter().map(|brand| brand.token.clone()).filter(|token| token.len() >= 4).collect();
        prefixes.sort_unstable();
        let mut phantoms: Words<Vec<Phantom>> = Words::default();
        for phantom in stored.phantoms {
            phantoms.entry(phantom.name.clone()).or_default().push(phantom);
        }
        Self {
            aliases: Aliases::new(stored.aliases),
            owners_by_length,
            owners_by_print,
            brand_owners,
            prefixes,
            brands: stored.brands.into_iter().map(|brand| (brand.token.clone(), brand)).collect(),
            commands: stored.commands.into_iter().map(|command| (command.command.clone(), command)).collect(),
            phantoms,
            synonyms: groups(stored.synonyms),
            spellings: groups(stored.spellings),
            lures: stored.lures.into_iter().map(|word| (word, ())).collect(),
        }
    }

    /// A brand by its exact token.
    pub fn brand(&self, token: &str) -> Option<&Brand> {
        self.brands.get(token)
    }

    /// The longest brand that a text begins with: for words without separators (`discordsafety`).
    pub fn brand_prefix(&self, text: &str) -> Option<&Brand> {
        // Of the tokens that sort before the text, those it begins with come last, each longer than the one before.
        let head = text.as_bytes().get(..4).filter(|_| self.brands.may_begin(text))?;
        let before = self.prefixes.partition_point(|token| token.as_str() <= text);
        let near = self.prefixes.get(..before)?.iter().rev().take_while(|token| token.as_bytes().starts_with(head));
        near.into_iter().find(|token| text.starts_with(token.as_str())).and_then(|token| self.brand(token))
    }

    /// Every brand.
    pub fn brands(&self) -> impl Iterator<Item = &Brand> {
        self.brands.values.values()
    }

    /// Each owner of each brand that may look like a word without separators, in print or by one slip: the brand's token,
    /// the owner, and the owner without separators.
    pub fn owners_like(&self, word: &str) -> impl Iterator<Item = &(String, String, String)> {
        let look = Look::of(word);
        let lengths = self.owners_by_length.get(word.len().saturating_sub(1)..).unwrap_or(&[]).iter().take(3);
        let first = self.owners_by_print.partition_point(|(printed, _)| *printed < look.printed);
        let printed = self.owners_by_print.iter().skip(first).take_while(move |(printed, _)| *printed == look.printed);
        let mut numbers: Vec<usize> = Vec::new();
        for owners in lengths {
            let near = owners.iter().filter(|(letters, _)| has_at_most(letters ^ look.letters, 2));
            numbers.extend(near.map(|(_, number)| *number));
        }
        numbers.extend(printed.map(|(_, number)| *number));
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.brand_owners.get(number))
    }

    /// Whether an owner is the own one of the brand with this token.
    pub fn owns_token(&self, token: &str, owner: &str) -> bool {
        self.brand(token).is_some_and(|brand| self.owns(brand, owner))
    }

    /// Whether an owner (scope, account) is the brand's own.
    pub fn owns(&self, brand: &Brand, owner: &str) -> bool {
        brand.owners.iter().any(|own| self.aliases.same(own, owner))
    }

    /// The package behind a command.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.get(name)
    }

    /// A made-up name.
    pub fn phantom(&self, ecosystem: Ecosystem, name: &str) -> Option<&Phantom> {
        self.phantoms.get(name)?.iter().rev().find(|phantom| phantom.ecosystem == ecosystem)
    }

    /// Whether two words mean the same.
    pub fn are_synonyms(&self, a: &str, b: &str) -> bool {
        a != b && self.synonyms.get(a).is_some_and(|group| self.synonyms.get(b) == Some(group))
    }

    /// Whether two words are spellings of one.
    pub fn are_spellings(&self, a: &str, b: &str) -> bool {
        a != b && self.spellings.get(a).is_some_and(|group| self.spellings.get(b) == Some(group))
    }

    /// Whether a word promises safety or help.
    pub fn is_lure(&self, word: &str) -> bool {
        self.lures.get(word).is_some()
    }
}
