//! Which names of a pack are worth comparing with one: a bounded number, found by look-ups alone.
//!
//! - most of the time would go into waiting for memory, so that look-ups are made in rounds: all buckets of a round are
//!   asked for before any is read, and all marks before any name is;
//! - a name whose mark says that it is of another registry or too far away is never read;
//! - every list is kept from round to round, so that a round asks for no memory of its own.

use stockade_model::Ecosystem;

use crate::edit;
use crate::form::{Form, without_generic};
use crate::keys;
use crate::pack::build::{piece, piece_hash};
use crate::pack::marks::{Mark, Marks};
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
const MOST_A_WORD_BESIDE: u8 = 2;
/// No more names than these for each run of words inside a name: the most popular ones.
const MOST_A_WORD: u8 = 6;

/// Which table a look-up asks.
#[derive(Clone, Copy, Debug)]
enum Index {
    Keys,
    Deletions,
    Pieces,
}

/// One look-up, and how many names it may add.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    hash: u64,
    index: Index,
    most: u8,
}

/// The lists of a search, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Lists {
    numbers: Vec<u32>,
    wanted: Vec<Wanted>,
    buckets: Vec<(u32, u32)>,
    /// What the look-ups gave: the name, and which of them gave it.
    hits: Vec<(u32, u32)>,
}

/// Numbers of names of one registry to compare, each once.
pub(super) struct Candidates<'a> {
    pack: &'a Pack,
    names: names::Names<'a>,
    marks: Marks<'a>,
    keys: Table<'a>,
    deletions: Table<'a>,
    pieces: Table<'a>,
    ecosystem: Ecosystem,
    lists: &'a mut Lists,
    compared: usize,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(pack: &'a Pack, ecosystem: Ecosystem, lists: &'a mut Lists) -> Self {
        lists.numbers.clear();
        Self {
            pack,
            names: pack.names(),
            marks: pack.marks(),
            keys: pack.table(layout::KEYS),
            deletions: pack.table(layout::DELETIONS),
            pieces: pack.table(layout::PIECES),
            ecosystem,
            lists,
            compared: 0,
        }
    }

    /// Those that were not given before.
    pub(super) fn unseen(&mut self) -> &[u32] {
        let unseen = self.lists.numbers.get(self.compared..).unwrap_or(&[]);
        self.compared = self.lists.numbers.len();
        unseen
    }

    /// Names that share a key with this one, or are one edit away.
    pub(super) fn near(&mut self, form: &Form) {
        let squashed = form.squashed.as_bytes();
        self.lists.wanted.clear();
        let wanted = &mut self.lists.wanted;
        let mut want = |index, hash| wanted.push(Wanted { index, hash, most: u8::MAX });
        keys::each_key(form, &self.pack.lists().aliases, &mut |hash| want(Index::Keys, hash));
        // One letter more in the name: the deletion is a key. One letter less: a key of the target's deletions. One
        // replaced or swapped: both have a deletion in common.
        want(Index::Deletions, keys::hash(squashed));
        keys::each_deletion(squashed, &mut |hash| {
            want(Index::Keys, hash);
            want(Index::Deletions, hash);
        });
        self.take(MOST_NEAR);
    }

    /// Names that stand inside this one, and names one edit from what is left without a generic word at an end.
    pub(super) fn inside(&mut self, form: &Form, edited: bool) {
        // Beside a name that is near already the most popular ones inside are enough.
        let (room, most) = if edited { (MOST_INSIDE, MOST_A_WORD) } else { (MOST_BESIDE, MOST_A_WORD_BESIDE) };
        self.lists.wanted.clear();
        let wanted = &mut self.lists.wanted;
        words(form, &mut |hash| wanted.push(Wanted { index: Index::Keys, hash, most }));
        if edited {
            for stem in stems(form) {
                let mut want = |index, hash| wanted.push(Wanted { index, hash, most: u8::MAX });
                want(Index::Deletions, keys::hash(stem.as_bytes()));
                keys::each_deletion(stem.as_bytes(), &mut |hash| {
                    want(Index::Keys, hash);
                    want(Index::Deletions, hash);
                });
            }
        }
        self.take(room);
    }

    /// Names within two edits share a third of their letters, moved by at most two places.
    pub(super) fn within_two(&mut self, text: &str, target: &mut Form) {
        self.lists.wanted.clear();
        let shortest = text.len().saturating_sub(2).max(9);
        for length in shortest..=text.len() + 2 {
            for number in 0..3 {
                let place = piece(number, length);
                for shift in 0..=4 {
                    let Some(start) = (place.start + shift).checked_sub(2) else { continue };
                    let Some(part) = text.as_bytes().get(start..start + place.len()) else { continue };
                    let hash = piece_hash(number, length, part);
                    self.lists.wanted.push(Wanted { index: Index::Pieces, hash, most: u8::MAX });
                }
            }
        }
        self.look_up(MOST_LOOKED_AT);
        let own = Mark::of(self.ecosystem, text);
        let room = self.lists.numbers.len() + MOST_WITHIN_TWO;
        // A third may be a word that many names have: only what is near takes a place.
        for (number, _) in &self.lists.hits {
            if self.lists.numbers.len() >= room {
                break;
            }
            let near = self.marks.get(*number).is_some_and(|mark| mark.may_be_within(own, 2))
                && !self.lists.numbers.contains(number)
                && self.names.get(*number).is_some_and(|record| {
                    target.read(record.full);
                    edit::within(&target.squashed, text, 2)
                });
            if near {
                self.lists.numbers.push(*number);
            }
        }
    }

    /// Adds what the look-ups give, in their order, at most `room` names. Names that stand there already, and those of other
    /// registries, take no place.
    fn take(&mut self, room: usize) {
        self.look_up(usize::MAX);
        let Lists { numbers, wanted, hits, .. } = &mut *self.lists;
        let limit = numbers.len() + room;
        let (mut asked, mut added) = (0, 0);
        for (number, index) in hits.iter() {
            if numbers.len() >= limit {
                break;
            }
            if *index != asked {
                (asked, added) = (*index, 0);
            }
            let most = wanted.get(*index as usize).map_or(0, |wanted| wanted.most);
            let own = || self.marks.get(*number).is_some_and(|mark| mark.is_of(self.ecosystem));
            if added < most && !numbers.contains(number) && own() {
                numbers.push(*number);
                added += 1;
            }
        }
    }

    /// Looks up what is wanted: at most so many hits.
    fn look_up(&mut self, most: usize) {
        let Lists { wanted, buckets, hits, .. } = &mut *self.lists;
        let table = |index: Index| match index {
            Index::Keys => &self.keys,
            Index::Deletions => &self.deletions,
            Index::Pieces => &self.pieces,
        };
        buckets.clear();
        buckets.extend(wanted.iter().map(|wanted| table(wanted.index).bucket(wanted.hash)));
        let mut touched = 0;
        for (wanted, bucket) in wanted.iter().zip(buckets.iter()) {
            touched ^= table(wanted.index).touch(*bucket);
        }
        std::hint::black_box(touched);
        hits.clear();
        let mut touched = 0;
        for (at, (wanted, bucket)) in (0..).zip(wanted.iter().zip(buckets.iter())) {
            for number in table(wanted.index).values(*bucket, wanted.hash) {
                if hits.len() >= most {
                    return;
                }
                touched ^= self.marks.touch(number);
                hits.push((number, at));
            }
        }
        std::hint::black_box(touched);
    }
}

/// The hashes of runs of words of the name, without separators: what stands inside it.
fn words(form: &Form, each: &mut dyn FnMut(u64)) {
    const MOST_WORDS: usize = 8;
    let tokens = form.tokens.get(..MOST_WORDS.min(form.tokens.len())).unwrap_or(&[]);
    for from in 0..tokens.len() {
        let (mut length, mut state) = (0, keys::SEED);
        for token in tokens.iter().skip(from) {
            length += token.len();
            state = token.bytes().fold(state, keys::step);
            if length >= 4 && length < form.squashed.len() {
                each(keys::finish(state));
            }
        }
    }
    stems(form).for_each(|stem| each(keys::hash(stem.as_bytes())));
}

/// The name without one generic word glued on at either end.
fn stems(form: &Form) -> impl Iterator<Item = &str> {
    without_generic(&form.squashed).filter(|stem| stem.len() >= 4)
}
