//! Names to ask about: names of an index, changed as people mistype and squatters mutate them. The same ones in every run.

use std::collections::BTreeMap;

use stockade_names::Ecosystem;
use stockade_names::pack::build::{Input, NameInput};

/// Marsaglia's xorshift, 64 bits (2003): enough to spread queries, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit.max(1)
    }
}

/// Mutated names without end.
pub(super) struct Queries<'a> {
    names: &'a [(Ecosystem, String)],
    random: Random,
}

impl<'a> Queries<'a> {
    /// From the names of an index.
    pub(super) const fn new(names: &'a [(Ecosystem, String)], seed: u64) -> Self {
        Self { names, random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) }
    }

    fn letter(&mut self) -> char {
        char::from(b"abcdefghijklmnopqrstuvwxyz0123456789".get(self.random.below(36)).copied().unwrap_or(b'a'))
    }

    fn mutated(&mut self, name: &str) -> String {
        let mut letters: Vec<char> = name.chars().collect();
        let at = self.random.below(letters.len());
        let letter = self.letter();
        match self.random.below(7) {
            0 if letters.len() > 2 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 => {
                if let Some(place) = letters.get_mut(at).filter(|place| place.is_alphanumeric()) {
                    *place = letter;
                }
            }
            3 if at + 1 < letters.len() => letters.swap(at, at + 1),
            4 => letters.retain(|c| *c != '-'),
            5 => letters.extend("-mcp".chars()),
            _ => {
                let mut words: Vec<&str> = name.split('-').collect();
                words.reverse();
                return words.join("-");
            }
        }
        letters.into_iter().collect()
    }
}

impl Iterator for Queries<'_> {
    type Item = (Ecosystem, String);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.random.below(self.names.len());
        let (ecosystem, name) = self.names.get(at)?;
        Some((*ecosystem, self.mutated(name)))
    }
}

/// An index of so many names, made of the words of the names there are.
pub(super) fn index(names: &[(Ecosystem, String)], count: usize) -> Input {
    let words: Vec<&str> = (names.iter())
        .flat_map(|(_, name)| name.split(['-', '/', '@']))
        .filter(|word| (3..=14).contains(&word.len()))
        .collect();
    let mut random = Random(0x5eed);
    let mut made = BTreeMap::new();
    while made.len() < count && !words.is_empty() {
        let parts: Vec<&str> =
            (0..2 + random.below(2)).filter_map(|_| words.get(random.below(words.len())).copied()).collect();
        let popularity = Some(1 + random.below(50_000_000) as u64);
        made.insert((Ecosystem::Npm, parts.join("-")), NameInput { popularity, ..NameInput::default() });
    }
    Input { version: 1, names: made, ..Input::default() }
}
