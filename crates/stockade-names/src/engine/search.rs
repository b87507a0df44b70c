//! Which names one name could be mistaken for: candidates compared with it, the weightiest kept.
//!
//! - what is near makes the wider search pointless, and the wider search is most of the cost of those names that need it;
//! - of two that weigh the same the one with the smaller number, which is the more prominent one, comes first.

use stockade_model::Ecosystem;

use super::candidates::{Candidates, Lists};
use crate::form::Memory;
use crate::mechanisms::{self, Asked, Mechanism, Pair};
use crate::pack::Pack;
use crate::pack::marks::Mark;

/// Where nothing is as close as this, names within two edits are looked for.
const WIDE: f32 = 0.6;

/// What a search works with, and what it found.
#[derive(Default)]
pub(super) struct Search {
    pub(super) target: Memory,
    other: Memory,
    lists: Lists,
    pub(super) ranked: Vec<Ranked>,
}

impl Search {
    /// Writes down what is looked up for a name; [`Self::rank`] does it. Between them the memory of it is on its way.
    pub(super) fn ask(&mut self, pack: &Pack, asked: &Asked<'_>) {
        self.lists.ask(pack, asked);
    }

    /// Asks for that memory.
    pub(super) fn touch(&self, pack: &Pack) {
        self.lists.touch(pack);
    }

    /// Leaves the names that the one that was [asked for](Self::ask) could be mistaken for in [`Self::ranked`], likeliest first,
    /// at most `most`.
    pub(super) fn rank(&mut self, pack: &Pack, asked: &Asked<'_>, ecosystem: Ecosystem, own: Option<u32>, most: usize) {
        let (names, marks) = (pack.names(), pack.marks());
        let Self { target, other, lists, ranked } = self;
        ranked.clear();
        let mut closest = 0.0_f32;
        let mut seen = Candidates::new(pack, ecosystem, lists);
        let mut compare_new = |seen: &mut Candidates<'_>, closest: &mut f32| {
            loop {
                for place in seen.unseen() {
                    let Some(number) = seen.number(place).filter(|number| Some(*number) != own) else { continue };
                    let Some(full) = names.full(number).filter(|full| *full != asked.form.full) else { continue };
                    let form = target.read(full);
                    if seen.is_in_the_way(place, &form) {
                        continue;
                    }
                    let mark = marks.get(number).unwrap_or_else(|| Mark::of(ecosystem, form.squashed));
                    let Some(best) = compare(&Pair::new(asked, &form, mark, pack, false)) else { continue };
                    if seen.is_near(place) {
                        *closest = closest.max(best.closeness);
                    }
                    // Whatever its prominence, it would not be kept.
                    let last = ranked.last().filter(|_| ranked.len() >= most);
                    if last.is_some_and(|last| best.closeness + 0.35 < last.weight) {
                        continue;
                    }
                    let prominence = names.get(number).map_or(0.0, |record| record.prominence());
                    let weight = best.closeness + 0.35 * prominence;
                    keep(ranked, most, Ranked { number, mechanism: best.mechanism, closeness: best.closeness, weight });
                }
                if !seen.replace() {
                    break;
                }
            }
        };
        seen.near();
        compare_new(&mut seen, &mut closest);
        // What is nearer than a part of the name can be makes the wider search pointless.
        if closest < WIDE {
            seen.widen();
            seen.within_two(asked, other);
            compare_new(&mut seen, &mut closest);
            seen.inside(asked);
            compare_new(&mut seen, &mut closest);
        }
    }
}

/// A mechanism and how close it found two names.
#[derive(Clone, Copy)]
struct Found {
    mechanism: &'static Mechanism,
    closeness: f32,
}

/// A name, how close it is by which mechanism, and how much that weighs.
#[derive(Clone, Copy)]
pub(super) struct Ranked {
    pub(super) number: u32,
    pub(super) mechanism: &'static Mechanism,
    pub(super) closeness: f32,
    weight: f32,
}

/// Keeps the `most` weightiest, those that weigh the same in the order of their numbers.
fn keep(ranked: &mut Vec<Ranked>, most: usize, new: Ranked) {
    let before = |old: &Ranked| old.weight.total_cmp(&new.weight).then_with(|| new.number.cmp(&old.number)).is_gt();
    let place = ranked.iter().rposition(before).map_or(0, |last| last + 1);
    if place < most {
        ranked.truncate(most - 1);
        ranked.insert(place, new);
    }
}

/// The closest mechanism between two names; none where nobody would mistake them.
fn compare(pair: &Pair<'_>) -> Option<Found> {
    let mut best: Option<Found> = None;
    for work in mechanisms::pairs() {
        if work.needs & !pair.holds != 0 {
            continue;
        }
        if best.is_some_and(|best| best.closeness >= work.most) {
            break;
        }
        if let Some(likeness) = (work.compare)(pair)
            && best.is_none_or(|best| likeness.closeness > best.closeness)
        {
            best = Some(Found { mechanism: work.mechanism, closeness: likeness.closeness });
        }
    }
    best
}

/// The mechanism by which one name could be mistaken for another, and how close they are.
pub fn likeness(candidate: &str, target: &str, pack: &Pack) -> Option<(&'static str, f32)> {
    let (mut ours, mut theirs) = (Memory::default(), Memory::default());
    let asked = Asked::new(ours.read(candidate), Ecosystem::Npm);
    let target = Asked::new(theirs.read(target), Ecosystem::Npm);
    let pair = Pair::new(&asked, &target.form, target.mark, pack, false);
    compare(&pair).map(|found| (found.mechanism.id, found.closeness))
}
