//! Which names of a pack are worth comparing with one: a bounded number, found by look-ups alone.
//!
//! - most of the time would go into waiting for memory, so that look-ups are made in rounds: all buckets of a round are
//!   asked for before any is read, and all marks before any name is;
//! - a name whose mark says that it is of another registry or too far away is never read;
//! - every list is kept from round to round, so that a round asks for no memory of its own.

use stockade_model::Ecosystem;

use crate::edit;
use crate::form::{Form, Memory};
use crate::keys;
use crate::pack::build::{piece, piece_hash};
use crate::pack::marks::{Mark, Marks};
use crate::pack::table::{Line, Table};
use crate::pack::{Pack, layout, names};
use crate::pair::Asked;

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

/// One look-up, and how many names it may add.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    hash: u64,
    /// Whether names with this key are wanted, and then names that are this text with one byte less.
    kinds: [bool; 2],
    most: u8,
    /// What the latter are near to.
    near: Mark,
}

impl Wanted {
    const fn key(hash: u64, most: u8) -> Self {
        Self { hash, kinds: [true, false], most, near: Mark::NONE }
    }

    /// Names that are this text with one letter more, and names that have all but one letter in common with it, in their order.
    /// One letter more in the name: the deletion is a key. One letter less: a key of the target's deletions. One replaced or
    /// swapped: both have a deletion in common.
    fn edited(text: &str, near: Mark, wanted: &mut Vec<Self>) {
        let text = text.as_bytes();
        wanted.push(Self { hash: keys::hash(text), kinds: [false, true], most: u8::MAX, near });
        keys::each_deletion(text, |hash| wanted.push(Self { hash, kinds: [true, true], most: u8::MAX, near }));
    }
}

/// The lists of a search, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Lists {
    numbers: Vec<u32>,
    wanted: Vec<Wanted>,
    lines: Vec<Line>,
    /// Of thirds, and their hashes.
    pieces: Vec<(u64, Line)>,
    hits: Vec<Hit>,
}

/// What a look-up gave: the name, which of them gave it, and whether it is one edit away.
#[derive(Clone, Copy, Debug)]
struct Hit {
    number: u32,
    wanted: u32,
    edited: bool,
}

/// Numbers of names of one registry to compare, each once.
pub(super) struct Candidates<'a> {
    pack: &'a Pack,
    names: names::Names<'a>,
    marks: Marks<'a>,
    near: Table<'a>,
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
            near: pack.table(layout::NEAR),
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
    pub(super) fn near(&mut self, asked: &Asked<'_>) {
        let wanted = &mut self.lists.wanted;
        wanted.clear();
        keys::each_key(&asked.form, &self.pack.lists().aliases, |hash| wanted.push(Wanted::key(hash, u8::MAX)));
        Wanted::edited(asked.form.squashed, asked.mark, wanted);
        self.take(MOST_NEAR);
    }

    /// Names that stand inside this one, and names one edit from what is left without a generic word at an end.
    pub(super) fn inside(&mut self, asked: &Asked<'_>, edited: bool) {
        // Beside a name that is near already the most popular ones inside are enough.
        let (room, most) = if edited { (MOST_INSIDE, MOST_A_WORD) } else { (MOST_BESIDE, MOST_A_WORD_BESIDE) };
        let wanted = &mut self.lists.wanted;
        wanted.clear();
        words(&asked.form, |hash| wanted.push(Wanted::key(hash, most)));
        let stems = || asked.stems().iter().skip(1).filter(|stem| stem.len() >= 4);
        stems().for_each(|stem| wanted.push(Wanted::key(keys::hash(stem.as_bytes()), most)));
        if edited {
            stems().for_each(|stem| Wanted::edited(stem, Mark::of(self.ecosystem, stem), wanted));
        }
        self.take(room);
    }

    /// Names within two edits share a third of their letters, moved by at most two places.
    pub(super) fn within_two(&mut self, asked: &Asked<'_>, memory: &mut Memory) {
        let text = asked.form.squashed;
        let table = self.pack.table(layout::PIECES);
        let Lists { numbers, pieces, hits, .. } = &mut *self.lists;
        pieces.clear();
        let shortest = text.len().saturating_sub(2).max(9);
        for length in shortest..=text.len() + 2 {
            for number in 0..3 {
                let place = piece(number, length);
                for shift in 0..=4 {
                    let Some(start) = (place.start + shift).checked_sub(2) else { continue };
                    let Some(part) = text.as_bytes().get(start..start + place.len()) else { continue };
                    let hash = piece_hash(number, length, part);
                    pieces.push((hash, table.line(hash)));
                }
            }
        }
        table.touch(pieces.iter().map(|(_, line)| *line));
        hits.clear();
        for (hash, line) in pieces.iter() {
            table.each(*line, *hash, [true, false], |number, _| hits.push(Hit { number, wanted: 0, edited: false }));
            if hits.len() >= MOST_LOOKED_AT {
                break;
            }
        }
        hits.truncate(MOST_LOOKED_AT);
        self.marks.touch(hits.iter().map(|hit| hit.number));
        let room = numbers.len() + MOST_WITHIN_TWO;
        // A third may be a word that many names have: only what is near takes a place.
        for Hit { number, .. } in hits.iter() {
            if numbers.len() >= room {
                break;
            }
            let near = self.marks.get(*number).is_some_and(|mark| mark.may_be_within(asked.mark, 2))
                && !numbers.contains(number)
                && self
                    .names
                    .get(*number)
                    .is_some_and(|record| edit::within(memory.read(record.full).squashed, text, 2));
            if near {
                numbers.push(*number);
            }
        }
    }

    /// Adds what the look-ups give, in their order, at most `room` names. Names that stand there already, and those of other
    /// registries, take no place.
    fn take(&mut self, room: usize) {
        let Lists { numbers, wanted, lines, hits, .. } = &mut *self.lists;
        lines.clear();
        lines.extend(wanted.iter().map(|wanted| self.near.line(wanted.hash)));
        self.near.touch(lines.iter().copied());
        hits.clear();
        for (at, (wanted, line)) in (0..).zip(wanted.iter().zip(lines.iter())) {
            self.near.each(*line, wanted.hash, wanted.kinds, |number, edited| {
                hits.push(Hit { number, wanted: at, edited });
            });
        }
        self.marks.touch(hits.iter().map(|hit| hit.number));
        let limit = numbers.len() + room;
        let (mut asked, mut added) = (0, 0);
        for Hit { number, wanted: index, edited } in hits.iter() {
            if numbers.len() >= limit {
                break;
            }
            if *index != asked {
                (asked, added) = (*index, 0);
            }
            let Some(wanted) = wanted.get(*index as usize) else { continue };
            if added >= wanted.most || numbers.contains(number) {
                continue;
            }
            // A wrong hit may not take the place of a name: what is one edit away is told by its mark.
            let own = self.marks.get(*number).is_some_and(|mark| {
                if *edited { mark.may_be_within(wanted.near, 1) } else { mark.is_of(self.ecosystem) }
            });
            if own {
                numbers.push(*number);
                added += 1;
            }
        }
    }
}

/// The hashes of runs of words of the name, without separators: what stands inside it.
fn words(form: &Form<'_>, mut each: impl FnMut(u64)) {
    const MOST_WORDS: usize = 8;
    for from in 0..form.count().min(MOST_WORDS) {
        let (mut length, mut state) = (0, keys::SEED);
        for word in form.words().take(MOST_WORDS).skip(from) {
            length += word.len();
            state = word.bytes().fold(state, keys::step);
            if length >= 4 && length < form.squashed.len() {
                each(keys::finish(state));
            }
        }
    }
}
