//! What the counters of one store hold, in memory: the sum of what its log says.
//!
//! Constraints:
//! - it changes by [`Tally::apply`] alone, with records that stand in the log, so every process comes to the same sums;
//! - a window that is over stays for a while, because a rollback belongs to the window it was reserved in and a clock
//!   may go back; how long is said by [`KEPT_SLOTS`], by number and not by time, so that no clock can sweep it away.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use stockade_policy::counter::{Claim, Key, StoreError};
use stockade_policy::decimal::{Decimal, NumberError};

use super::record::{Amount, Record};
use crate::counters::window::{Kept, duration};

/// How many slots of one counter are remembered, the newest and those before it.
const KEPT_SLOTS: usize = 8;

/// How many reservations of a slot are remembered to be taken back. Who asks twice asks soon.
const KEPT_MARKS: usize = 256;

/// One counter.
#[derive(Debug)]
enum Counter {
    /// By the slot's number.
    Slots(BTreeMap<i64, Slot>),
    /// Oldest first, and their sum where it is known: it is only kept so that nobody has to add them up again.
    Sliding { entries: VecDeque<Entry>, sum: Option<Decimal> },
}

/// One window of a counter.
#[derive(Clone, Debug)]
struct Slot {
    sum: Decimal,
    /// The reservations that were taken back, the latest last.
    back: VecDeque<u128>,
}

/// One amount in a sliding window.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: i64,
    mark: u128,
    amount: Decimal,
}

/// A sum without one of its parts; none where 38 digits cannot hold what is left.
fn less(sum: Decimal, entry: &Entry) -> Option<Decimal> {
    sum.minus(entry.amount).ok()
}

fn total<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Decimal, NumberError> {
    entries.into_iter().map(|entry| entry.amount).try_fold(Decimal::ZERO, Decimal::plus)
}

/// All counters of a store.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counters: HashMap<Key, Counter>,
}

/// A claim that does not fit.
#[derive(Debug)]
pub(super) struct TooMuch {
    pub(super) claim: usize,
    pub(super) value: Decimal,
    pub(super) retry_after: Option<Duration>,
}

impl Tally {
    /// What a counter holds at a moment.
    pub(super) fn value(&self, key: &Key, at: i64) -> Result<Decimal, NumberError> {
        let kept = Kept::of(key.window);
        match (self.counters.get(key), kept) {
            (None, _) => Ok(Decimal::ZERO),
            (Some(Counter::Slots(slots)), _) => Ok(slots.get(&kept.slot(at)).map_or(Decimal::ZERO, |slot| slot.sum)),
            (Some(Counter::Sliding { entries, sum }), Kept::Sliding(length)) => {
                let over = |entry: &&Entry| entry.at <= at.saturating_sub(length);
                let known = sum.and_then(|sum| entries.iter().take_while(over).try_fold(sum, less));
                known.map_or_else(|| total(entries.iter().skip_while(over)), Ok)
            }
            (Some(Counter::Sliding { entries, .. }), _) => total(entries),
        }
    }

    /// Whether all claims fit together at a moment.
    pub(super) fn fit(&self, claims: &[Claim], at: i64) -> Result<Option<TooMuch>, StoreError> {
        for (place, claim) in claims.iter().enumerate() {
            let number = |error: NumberError| StoreError::Number {
                counter: claim.key.counter.clone(),
                reason: error.to_string(),
            };
            let value = self.value(&claim.key, at).map_err(number)?;
            // Claims before it in the same call on the same counter count with it.
            let before = claims.iter().take(place).filter(|other| other.key == claim.key);
            let sum = before.chain([claim]).map(|claim| claim.amount).try_fold(value, Decimal::plus).map_err(number)?;
            if claim.limit.is_some_and(|limit| !limit.holds(sum)) {
                let alone = claim.limit.is_some_and(|limit| limit.holds(claim.amount));
                let retry_after = if alone { self.room_in(claim, sum, at) } else { None };
                return Ok(Some(TooMuch { claim: place, value, retry_after }));
            }
        }
        Ok(None)
    }

    /// How long until a claim fits that would now come to `sum`.
    fn room_in(&self, claim: &Claim, mut sum: Decimal, at: i64) -> Option<Duration> {
        let kept = Kept::of(claim.key.window);
        let Kept::Sliding(length) = kept else { return kept.rest(at) };
        let Some(Counter::Sliding { entries, .. }) = self.counters.get(&claim.key) else { return None };
        for entry in entries.iter().skip_while(|entry| entry.at <= at.saturating_sub(length)) {
            sum = sum.minus(entry.amount).ok()?;
            if claim.limit.is_none_or(|limit| limit.holds(sum)) {
                return duration(entry.at.saturating_add(length).saturating_sub(at));
            }
        }
        None
    }

    /// Takes in what the log says.
    pub(super) fn apply(&mut self, record: Record) -> Result<(), NumberError> {
        match record {
            Record::Store { .. } => {}
            Record::Add { at, mark, amounts } => {
                for Amount { key, amount } in amounts {
                    self.add(key, at, mark, amount)?;
                }
            }
            Record::Back { at, mark, amounts } => {
                // Asked before any is: two of them may be of one counter.
                let due: Vec<bool> = amounts.iter().map(|of| !self.is_back(&of.key, at, mark)).collect();
                for (Amount { key, amount }, _) in amounts.into_iter().zip(due).filter(|(_, due)| *due) {
                    self.take_back(&key, at, mark, amount);
                }
            }
            Record::Sum { key, slot, sum, back } => {
                if let Counter::Slots(slots) = self.counter(key) {
                    slots.insert(slot, Slot { sum, back: back.into() });
                }
            }
        }
        Ok(())
    }

    fn counter(&mut self, key: Key) -> &mut Counter {
        let kept = Kept::of(key.window);
        self.counters.entry(key).or_insert_with(|| match kept {
            Kept::Sliding(_) => Counter::Sliding { entries: VecDeque::new(), sum: Some(Decimal::ZERO) },
            Kept::Slots(_) | Kept::Always => Counter::Slots(BTreeMap::new()),
        })
    }

    fn add(&mut self, key: Key, at: i64, mark: u128, amount: Decimal) -> Result<(), NumberError> {
        let kept = Kept::of(key.window);
        match self.counter(key) {
            Counter::Slots(slots) => {
                let slot = slots.entry(kept.slot(at)).or_insert(Slot { sum: Decimal::ZERO, back: VecDeque::new() });
                slot.sum = slot.sum.plus(amount)?;
                while slots.len() > KEPT_SLOTS {
                    slots.pop_first();
                }
            }
            Counter::Sliding { entries, sum } => {
                if let Kept::Sliding(length) = kept {
                    while let Some(first) = entries.pop_front_if(|entry| entry.at <= at.saturating_sub(length)) {
                        *sum = sum.and_then(|sum| less(sum, &first));
                    }
                }
                // Clocks of several processes differ by little, so the place is near the end.
                let place = entries.iter().rposition(|entry| entry.at <= at).map_or(0, |before| before + 1);
                entries.insert(place, Entry { at, mark, amount });
                *sum = sum.and_then(|sum| sum.plus(amount).ok()).or_else(|| total(entries.iter()).ok());
            }
        }
        Ok(())
    }

    /// Whether a reservation in a slot was taken back. In a sliding window its entries are gone then.
    fn is_back(&self, key: &Key, at: i64, mark: u128) -> bool {
        let Some(Counter::Slots(slots)) = self.counters.get(key) else { return false };
        slots.get(&Kept::of(key.window).slot(at)).is_some_and(|slot| slot.back.contains(&mark))
    }

    fn take_back(&mut self, key: &Key, at: i64, mark: u128, amount: Decimal) {
        match self.counters.get_mut(key) {
            Some(Counter::Slots(slots)) => {
                if let Some(slot) = slots.get_mut(&Kept::of(key.window).slot(at)) {
                    // NOTE: a difference that 38 digits cannot hold leaves the sum as it is, which denies more, never less.
                    let rest = slot.sum.minus(amount).unwrap_or(slot.sum);
                    slot.sum = rest.max(Decimal::ZERO);
                    if slot.back.back() != Some(&mark) {
                        slot.back.push_back(mark);
                    }
                    while slot.back.len() > KEPT_MARKS {
                        slot.back.pop_front();
                    }
                }
            }
            Some(Counter::Sliding { entries, sum }) => {
                let ours = |entry: &Entry| entry.mark == mark && entry.amount == amount;
                if let Some(entry) = entries.iter().position(ours).and_then(|place| entries.remove(place)) {
                    *sum = sum.and_then(|sum| less(sum, &entry)).or_else(|| total(entries.iter()).ok());
                }
            }
            None => {}
        }
    }

    /// The shortest log that comes to the same sums. Counters whose windows are long over are left out.
    pub(super) fn records(&self, now: i64) -> Vec<Record> {
        let mut records = Vec::new();
        let mut all: Vec<_> = self.counters.iter().collect();
        all.sort_by_key(|(key, _)| *key);
        for (key, counter) in all {
            match (counter, Kept::of(key.window)) {
                (Counter::Slots(slots), kept) => {
                    let over = |slot: i64| match kept {
                        Kept::Slots(length) => slot.saturating_add(2).saturating_mul(length) < now,
                        _ => false,
                    };
                    if slots.keys().all(|slot| over(*slot)) {
                        continue;
                    }
                    let sum = |(number, slot): (&i64, &Slot)| Record::Sum {
                        key: key.clone(),
                        slot: *number,
                        sum: slot.sum,
                        back: slot.back.iter().copied().collect(),
                    };
                    records.extend(slots.iter().map(sum));
                }
                (Counter::Sliding { entries, .. }, Kept::Sliding(length)) => {
                    let live = entries.iter().filter(|entry| entry.at > now.saturating_sub(length));
                    records.extend(live.map(|entry| Record::Add {
                        at: entry.at,
                        mark: entry.mark,
                        amounts: vec![Amount { key: key.clone(), amount: entry.amount }],
                    }));
                }
                (Counter::Sliding { .. }, _) => {}
            }
        }
        records
    }
}
