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
use crate::pack::marks::{self, Mark, Marks};
use crate::pack::table::{Line, Table};
use crate::pack::{Aliases, Pack, layout, names};
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
    /// Whether names with this key are wanted, and names that are this text with one byte less.
    kinds: [bool; 2],
    /// What the latter are near to, a number in a list.
    near: u8,
    most: u8,
    /// How many it added.
    added: u8,
    /// Whether it had more names than it might add.
    cut: bool,
}

impl Wanted {
    const fn key(hash: u64, most: u8) -> Self {
        Self { hash, kinds: [true, false], most, near: 0, added: 0, cut: false }
    }

    /// Names that are this text with one letter more, and names that have all but one letter in common with it, in their order.
    /// One letter more in the name: the deletion is a key. One letter less: a key of the target's deletions. One replaced or
    /// swapped: both have a deletion in common.
    fn edited(text: &str, near: u8, wanted: &mut Vec<Self>) {
        let text = text.as_bytes();
        let one = |hash, kinds| Self { kinds, near, ..Self::key(hash, u8::MAX) };
        wanted.push(one(keys::hash(text), [false, true]));
        keys::each_deletion(text, |hash| wanted.push(one(hash, [true, true])));
    }

    /// What stands inside a name: runs of its words, and what is left without a generic word at an end.
    fn inside(asked: &Asked<'_>, most: u8, wanted: &mut Vec<Self>) {
        words(&asked.form, |hash| wanted.push(Self::key(hash, most)));
        wanted.extend(stems(asked).map(|stem| Self::key(keys::hash(stem.as_bytes()), most)));
    }

    /// Whether a name that it gave has the key or the deletion that is looked for, and not only the hash's few bits that stand
    /// in a table.
    fn is_met_by(&self, form: &Form<'_>, edited: bool, aliases: &Aliases) -> bool {
        let squashed = form.squashed.as_bytes();
        let mut met = false;
        let mut own = |hash| met |= hash == self.hash;
        if edited {
            keys::each_deletion(squashed, own);
        } else if keys::hash(squashed) == self.hash {
            return true;
        } else {
            keys::each_key(form, aliases, &mut own);
        }
        met
    }
}

/// What is left of a name without a generic word at an end, where that is long enough to say something.
fn stems<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = &'a str> {
    asked.stems().iter().skip(1).copied().filter(|stem| stem.len() >= 4)
}

/// What a look-up gave: the name, which of them gave it, and whether it is one edit away.
#[derive(Clone, Copy, Debug)]
struct Hit {
    number: u32,
    wanted: u32,
    edited: bool,
    /// Whether the name turned out to have no such key.
    wrong: bool,
}

/// The lists of a search, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Lists {
    numbers: Vec<u32>,
    /// By which hit each number of the last round came.
    chosen: Vec<usize>,
    wanted: Vec<Wanted>,
    /// What they are near to.
    marks: Vec<Mark>,
    /// From which of them on, and from which hit on, it is about what stands inside the name.
    inside: (usize, usize),
    lines: Vec<Line>,
    /// Of thirds, and their hashes.
    pieces: Vec<(u64, Line)>,
    hits: Vec<Hit>,
    /// Their numbers, but for most of those that are one of many: they will hardly be looked at.
    likely: Vec<u32>,
    /// Numbers that were compared before their turn.
    early: Vec<u32>,
}

impl Lists {
    /// Writes down what is looked up for a name: what is near it, and the most popular names inside it.
    pub(super) fn ask(&mut self, pack: &Pack, asked: &Asked<'_>) {
        let wanted = &mut self.wanted;
        wanted.clear();
        keys::each_key(&asked.form, &pack.lists().aliases, |hash| wanted.push(Wanted::key(hash, u8::MAX)));
        Wanted::edited(asked.form.squashed, 0, wanted);
        self.marks.clear();
        self.marks.push(asked.mark);
        self.inside.0 = wanted.len();
        Wanted::inside(asked, MOST_A_WORD_BESIDE, wanted);
        self.find(pack.table(layout::NEAR));
    }

    /// Finds the lines of the look-ups.
    fn find(&mut self, table: Table<'_>) {
        self.lines.clear();
        self.lines.extend(self.wanted.iter().map(|wanted| table.line(wanted.hash)));
    }

    /// Asks for the memory of what is looked up.
    pub(super) fn touch(&self, pack: &Pack) {
        pack.table(layout::NEAR).touch(self.lines.iter().copied());
    }
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
    /// Where the last round of look-ups begins in the numbers.
    start: usize,
    /// How many names the look-ups of the last round may add: those in front, and those of what stands inside the name.
    room: [usize; 2],
    /// Whether a hit of it was wrong.
    wrong: bool,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(pack: &'a Pack, ecosystem: Ecosystem, lists: &'a mut Lists) -> Self {
        lists.numbers.clear();
        lists.early.clear();
        Self {
            pack,
            names: pack.names(),
            marks: pack.marks(),
            near: pack.table(layout::NEAR),
            ecosystem,
            lists,
            compared: 0,
            start: 0,
            room: [0; 2],
            wrong: false,
        }
    }

    /// The places of those that were not given before.
    pub(super) fn unseen(&mut self) -> std::ops::Range<usize> {
        let unseen = self.compared..self.lists.numbers.len();
        self.names.fetch(self.lists.numbers.get(unseen.clone()).unwrap_or(&[]));
        self.compared = unseen.end;
        unseen
    }

    /// The number at a place, if it was not compared before its turn.
    pub(super) fn number(&self, place: usize) -> Option<u32> {
        self.lists.numbers.get(place).copied().filter(|number| !self.lists.early.contains(number))
    }

    /// Whether the name at a place is more than a part of the name that is asked for: see [`Self::near`].
    pub(super) fn is_near(&self, place: usize) -> bool {
        let hit = place.checked_sub(self.start).and_then(|at| self.lists.chosen.get(at));
        hit.is_some_and(|hit| *hit < self.lists.inside.1)
    }

    /// Whether the name at a place stands there in vain: by a wrong hit, where others found no room. Where all find room a wrong
    /// hit is harmless, since names are compared themselves.
    pub(super) fn is_in_the_way(&mut self, place: usize, form: &Form<'_>) -> bool {
        let Lists { chosen, wanted, hits, .. } = &mut *self.lists;
        let hit = place.checked_sub(self.start).and_then(|at| hits.get_mut(*chosen.get(at)?));
        let Some(hit) = hit else { return false };
        let wanted = wanted.get(hit.wanted as usize).filter(|wanted| wanted.cut);
        if wanted.is_some_and(|wanted| !wanted.is_met_by(form, hit.edited, &self.pack.lists().aliases)) {
            (hit.wrong, self.wrong) = (true, true);
        }
        hit.wrong
    }

    /// Gives the places of those that stood there in vain to others; says whether there was one.
    pub(super) fn replace(&mut self) -> bool {
        if !std::mem::take(&mut self.wrong) {
            return false;
        }
        let Lists { numbers, chosen, hits, .. } = &*self.lists;
        let right = |hit: &usize| hits.get(*hit).is_some_and(|hit| !hit.wrong);
        let before = numbers.iter().skip(self.start).zip(chosen).filter(|(_, hit)| right(hit));
        let before: Vec<u32> = before.map(|(number, _)| *number).collect();
        self.choose();
        // Those that were compared already stand in front.
        let Lists { numbers, chosen, .. } = &mut *self.lists;
        let mut now: Vec<(u32, usize)> = numbers.drain(self.start..).zip(chosen.drain(..)).collect();
        now.sort_by_key(|(number, _)| !before.contains(number));
        self.compared = self.start + now.iter().filter(|(number, _)| before.contains(number)).count();
        numbers.extend(now.iter().map(|(number, _)| *number));
        chosen.extend(now.iter().map(|(_, hit)| *hit));
        true
    }

    /// Names that share a key with the one that was [asked for](Lists::ask), or are one edit away, and the most popular ones
    /// that stand inside it. Beside a name that is near those are enough, and whether one is near is seen only when it is read:
    /// all of them are asked for together, since most of the time would go into waiting for their memory.
    pub(super) fn near(&mut self) {
        self.take([MOST_NEAR, MOST_BESIDE]);
    }

    /// Forgets the names inside, since nothing is near: [`Self::inside`] finds more of them.
    pub(super) fn widen(&mut self) {
        let Lists { numbers, chosen, inside, early, .. } = &mut *self.lists;
        let (mut hits, mut left) = (chosen.iter(), self.start);
        numbers.retain(|number| {
            if left > 0 {
                left -= 1;
                return true;
            }
            let near = hits.next().is_some_and(|hit| *hit < inside.1);
            if !near {
                early.push(*number);
            }
            near
        });
        chosen.clear();
        self.compared = numbers.len();
        self.start = self.compared;
    }

    /// Names that stand inside this one, and names one edit from what is left without a generic word at an end.
    pub(super) fn inside(&mut self, asked: &Asked<'_>) {
        let wanted = &mut self.lists.wanted;
        wanted.clear();
        Wanted::inside(asked, MOST_A_WORD, wanted);
        self.lists.marks.clear();
        for (near, stem) in (0..).zip(stems(asked)) {
            Wanted::edited(stem, near, wanted);
            self.lists.marks.push(Mark::of(self.ecosystem, stem));
        }
        self.lists.inside.0 = 0;
        self.lists.find(self.near);
        self.lists.touch(self.pack);
        self.take([0, MOST_INSIDE]);
    }

    /// Names within two edits share a third of their letters, moved by at most two places.
    pub(super) fn within_two(&mut self, asked: &Asked<'_>, memory: &mut Memory) {
        let text = asked.form.squashed;
        let table = self.pack.table(layout::PIECES);
        let Lists { numbers, chosen, pieces, hits, .. } = &mut *self.lists;
        chosen.clear();
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
        table.touch_behind(pieces.iter().copied());
        hits.clear();
        for (hash, line) in pieces.iter() {
            let hit = |(number, _)| Hit { number, wanted: 0, edited: false, wrong: false };
            if table.may_have(*line, *hash) {
                table.both(*line, *hash).for_each(|found| hits.push(hit(found)));
            }
            if hits.len() >= MOST_LOOKED_AT {
                break;
            }
        }
        hits.truncate(MOST_LOOKED_AT);
        self.marks.touch(hits.iter().map(|hit| hit.number));
        // A third may be a word that many names have: only what is near takes a place.
        let start = numbers.len();
        for Hit { number, .. } in hits.iter() {
            let near = self.marks.get(*number).is_some_and(|mark| mark.may_be_within(asked.mark, 2));
            if near && !numbers.contains(number) {
                numbers.push(*number);
            }
        }
        self.names.fetch(numbers.get(start..).unwrap_or(&[]));
        let mut left = MOST_WITHIN_TWO;
        let mut at = 0;
        numbers.retain(|number| {
            at += 1;
            let kept = at <= start
                || left > 0
                    && (self.names.full(*number)).is_some_and(|full| edit::within(memory.read(full).squashed, text, 2));
            left -= usize::from(kept && at > start);
            kept
        });
        self.start = numbers.len();
    }

    /// Adds what the look-ups give, in their order, at most so many names.
    fn take(&mut self, room: [usize; 2]) {
        (self.start, self.room, self.wrong) = (self.lists.numbers.len(), room, false);
        self.collect();
        self.choose();
    }

    /// Writes down what the look-ups give.
    fn collect(&mut self) {
        let Lists { wanted, inside, lines, hits, likely, .. } = &mut *self.lists;
        let near = self.near;
        near.touch_behind(wanted.iter().map(|wanted| wanted.hash).zip(lines.iter().copied()));
        hits.clear();
        likely.clear();
        inside.1 = usize::MAX;
        for (at, (wanted, line)) in wanted.iter().zip(lines.iter()).enumerate() {
            if at == inside.0 {
                inside.1 = hits.len();
            }
            if !near.may_have(*line, wanted.hash) {
                continue;
            }
            let [first, second] = wanted.kinds;
            let mut few = if wanted.most < u8::MAX { wanted.most.saturating_mul(2) } else { u8::MAX };
            for (number, edited) in near.both(*line, wanted.hash) {
                let kind = if edited { second } else { first };
                if !kind {
                    continue;
                }
                if few > 0 {
                    few -= 1;
                    likely.push(number);
                }
                hits.push(Hit { number, wanted: at as u32, edited, wrong: false });
            }
        }
        inside.1 = inside.1.min(hits.len());
        self.marks.touch(likely.iter().copied());
        self.names.touch(likely.iter().copied());
    }

    /// Chooses among the hits of the last round. Names that stand there already, and those of other registries, take no place.
    fn choose(&mut self) {
        let Lists { numbers, chosen, wanted, marks: near, inside, hits, .. } = &mut *self.lists;
        numbers.truncate(self.start);
        chosen.clear();
        let mut room = self.room;
        let own = marks::Own::of(self.ecosystem);
        let mut last = u32::MAX;
        for (at, Hit { number, wanted: index, edited, wrong }) in hits.iter().enumerate() {
            let [front, behind] = &mut room;
            let room = if at < inside.1 { front } else { behind };
            let Some(wanted) = wanted.get_mut(*index as usize) else { continue };
            if last != *index {
                last = *index;
                wanted.added = 0;
            }
            if wanted.added >= wanted.most || *room == 0 {
                wanted.cut = true;
                continue;
            }
            if *wrong || numbers.contains(number) {
                continue;
            }
            let own = self.marks.get(*number).is_some_and(|mark| {
                if *edited {
                    near.get(usize::from(wanted.near)).is_some_and(|near| mark.may_be_within(*near, 1))
                } else {
                    own.has(mark)
                }
            });
            if !own {
                continue;
            }
            *room -= 1;
            wanted.added += 1;
            numbers.push(*number);
            chosen.push(at);
        }
        let [front, behind] = room;
        let count = wanted.len();
        let (others, inside) = wanted.split_at_mut(inside.0.min(count));
        if front == 0 {
            others.iter_mut().for_each(|wanted| wanted.cut = true);
        }
        if behind == 0 {
            inside.iter_mut().for_each(|wanted| wanted.cut = true);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::testing::pack;
    use crate::pack::lists::StoredLists;

    #[test]
    fn only_a_name_with_that_very_key_meets_a_look_up() {
        let aliases = Aliases::default();
        let mut memory = Memory::default();
        let mut meets = |wanted: &Wanted, name, edited| wanted.is_met_by(&memory.read(name), edited, &aliases);
        let key = Wanted::key(keys::hash(b"react"), 2);
        assert!(meets(&key, "react", false) && meets(&key, "@types/react", false) && meets(&key, "react-mcp", false));
        assert!(!meets(&key, "reactive", false) && !meets(&key, "react", true));
        assert!(meets(&key, "re-actx", true) && !meets(&key, "vue", true));
    }

    /// A hit is a few bits of a hash: one in ten thousand is wrong.
    #[test]
    fn a_wrong_hit_gives_its_place_to_the_next_name() {
        let names = [("unrelated", 900), ("figma", 800), ("@a/figma", 700), ("@b/figma", 600)];
        let pack = pack(&names.map(|(name, use_)| (Ecosystem::Npm, name, use_)), &[], StoredLists::default());
        let mut lists = Lists::default();
        let mut seen = Candidates::new(&pack, Ecosystem::Npm, &mut lists);
        seen.room = [0, MOST_BESIDE];
        seen.lists.wanted = vec![Wanted::key(keys::hash(b"figma"), 2)];
        let hit = |number| Hit { number, wanted: 0, edited: false, wrong: false };
        seen.lists.hits = (0..4).map(hit).collect();
        seen.choose();
        let mut memory = Memory::default();
        let mut compared = |seen: &mut Candidates<'_>| -> Vec<String> {
            let mut found = Vec::new();
            for place in seen.unseen() {
                let full = seen.number(place).and_then(|number| pack.names().full(number)).unwrap();
                if !seen.is_in_the_way(place, &memory.read(full)) {
                    found.push(full.to_owned());
                }
            }
            found
        };
        assert_eq!(compared(&mut seen), ["figma"]);
        assert!(seen.replace());
        assert_eq!(compared(&mut seen), ["@a/figma"], "what was compared already is not compared again");
        assert!(!seen.replace());
    }
}
