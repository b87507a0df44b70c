//! Which names of a pack are worth comparing with one: a bounded number, found by look-ups alone.

use stockade_model::Ecosystem;

use crate::edit;
use crate::form::Form;
use crate::keys;
use crate::pack::build::{piece, piece_hash};
use crate::pack::table::Table;
use crate::pack::{Pack, layout, names};

/// No more names than these are compared with one subject.
pub const MOST_CANDIDATES: usize = MOST_NEAR + MOST_WITHIN_TWO + MOST_INSIDE;
/// Names that share a key or are one edit away.
const MOST_NEAR: usize = 32;
/// Names within two edits …
const MOST_WITHIN_TWO: usize = 8;
/// … of so many that share a third.
const MOST_LOOKED_AT: usize = 256;
/// Names that stand inside this one.
const MOST_INSIDE: usize = 24;
const MOST_BESIDE: usize = 6;
const MOST_A_WORD_BESIDE: usize = 2;
/// No more names than these for each run of words inside a name: the most popular ones.
const MOST_A_WORD: usize = 6;

/// Numbers of names of one registry to compare, each once.
pub(super) struct Candidates<'a> {
    pack: &'a Pack,
    names: names::Names<'a>,
    ecosystem: Ecosystem,
    numbers: Vec<u32>,
    compared: usize,
    limit: usize,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(pack: &'a Pack, ecosystem: Ecosystem) -> Self {
        Self { pack, names: pack.names(), ecosystem, numbers: Vec::new(), compared: 0, limit: 0 }
    }

    /// Room for so many more.
    const fn allow(&mut self, more: usize) {
        self.limit = self.numbers.len() + more;
    }

    fn extend(&mut self, more: impl Iterator<Item = u32>) {
        self.extend_by(more, usize::MAX);
    }

    /// Adds at most `most` of them, and no more than the limit leaves room for.
    fn extend_by(&mut self, more: impl Iterator<Item = u32>, most: usize) {
        let mut added = 0;
        for number in more {
            if self.numbers.len() >= self.limit || added >= most {
                return;
            }
            if !self.numbers.contains(&number) && self.names.ecosystem(number) == Some(self.ecosystem) {
                self.numbers.push(number);
                added += 1;
            }
        }
    }

    /// Those that were not given before.
    pub(super) fn unseen(&mut self) -> impl Iterator<Item = u32> + use<> {
        let unseen = self.numbers.get(self.compared..).unwrap_or(&[]).to_vec();
        self.compared = self.numbers.len();
        unseen.into_iter()
    }

    /// Names that share a key with this one, or are one edit away.
    pub(super) fn near(&mut self, form: &Form) {
        let (key_table, deletions) = (self.pack.table(layout::KEYS), self.pack.table(layout::DELETIONS));
        let aliases = &self.pack.lists().aliases;
        let squashed = form.squashed.as_bytes();
        self.allow(MOST_NEAR);
        let mut wanted: Vec<(Table<'_>, u64)> = Vec::with_capacity(2 * squashed.len() + 16);
        keys::each_key(form, aliases, &mut |key| wanted.push((key_table, keys::hash(key.as_bytes()))));
        // One letter more in the name: the deletion is a key. One letter less: a key of the target's deletions. One
        // replaced or swapped: both have a deletion in common.
        wanted.push((deletions, keys::hash(squashed)));
        keys::each_deletion(squashed, &mut |hash| wanted.extend([(key_table, hash), (deletions, hash)]));
        // Most of the time goes into waiting for memory: ask for all of it before looking at any.
        let buckets: Vec<(u32, u32)> = wanted.iter().map(|(table, hash)| table.bucket(*hash)).collect();
        let touched = wanted.iter().zip(&buckets).fold(0, |sum, ((table, _), bucket)| sum ^ table.touch(*bucket));
        std::hint::black_box(touched);
        for ((table, hash), bucket) in wanted.iter().zip(buckets) {
            self.extend(table.values(bucket, *hash));
        }
    }

    /// Names that stand inside this one, and names one edit from what is left without a generic word at an end.
    pub(super) fn inside(&mut self, form: &Form, edited: bool) {
        let (key_table, deletions) = (self.pack.table(layout::KEYS), self.pack.table(layout::DELETIONS));
        // Beside a name that is near already the most popular ones inside are enough.
        let (most, a_word) = if edited { (MOST_INSIDE, MOST_A_WORD) } else { (MOST_BESIDE, MOST_A_WORD_BESIDE) };
        self.allow(most);
        words(form, &mut |text| self.extend_by(key_table.get(keys::hash(text.as_bytes())), a_word));
        if edited {
            stems(form, &mut |stem| {
                self.extend(deletions.get(keys::hash(stem.as_bytes())));
                keys::each_deletion(stem.as_bytes(), &mut |hash| {
                    self.extend(key_table.get(hash));
                    self.extend(deletions.get(hash));
                });
            });
        }
    }

    /// Names within two edits share a third of their letters, moved by at most two places.
    pub(super) fn within_two(&mut self, text: &str, target: &mut Form) {
        let (table, names) = (self.pack.table(layout::PIECES), self.names);
        self.allow(MOST_WITHIN_TWO);
        let mut looked_at = 0;
        let shortest = text.len().saturating_sub(2).max(9);
        for length in shortest..=text.len() + 2 {
            for number in 0..3 {
                let place = piece(number, length);
                for shift in 0..=4 {
                    let Some(start) = (place.start + shift).checked_sub(2) else { continue };
                    let Some(part) = text.as_bytes().get(start..start + place.len()) else { continue };
                    // A third may be a word that many names have: only what is near takes a place.
                    self.extend(table.get(piece_hash(number, length, part)).filter(|id| {
                        looked_at += 1;
                        looked_at <= MOST_LOOKED_AT
                            && names.get(*id).is_some_and(|record| {
                                target.read(record.full);
                                edit::edits(&target.squashed, text, 2).is_some()
                            })
                    }));
                }
            }
        }
    }
}

/// Runs of words of the name, without separators: what stands inside it.
fn words(form: &Form, each: &mut dyn FnMut(&str)) {
    const MOST_WORDS: usize = 8;
    let tokens: Vec<&str> = form.tokens.iter().take(MOST_WORDS).map(String::as_str).collect();
    for from in 0..tokens.len() {
        let mut run = String::new();
        for token in tokens.iter().skip(from) {
            run.push_str(token);
            if run.len() >= 4 && run.len() < form.squashed.len() {
                each(&run);
            }
        }
    }
    stems(form, each);
}

/// The name without one generic word glued on at either end.
fn stems(form: &Form, each: &mut dyn FnMut(&str)) {
    for word in crate::form::GENERIC {
        for stem in [form.squashed.strip_prefix(word), form.squashed.strip_suffix(word)].into_iter().flatten() {
            if stem.len() >= 4 {
                each(stem);
            }
        }
    }
}
