//! Are the packages the ones that were meant? Asks the name engine about every package that a launch or a project file names.
//!
//! Constraints:
//! - the engine is asked once for each distinct package, in parallel; the pack is opened when the first one is asked about;
//! - one place gives one finding, of the check with the strongest reason; what else speaks for it is its evidence;
//! - nothing is looked up: a fact that no config, no pack and nobody else ([`Told`]) tells stays unknown, and findings list it.
//!
//! Layout: [`knowledge`] holds the pack, `seat` finds the places where packages are named, `judge` asks the engine,
//! [`address`] reads which name a part asks for, `plain` does both for dependencies that are no MCP packages, `said` turns an answer into a finding. The checks
//! themselves are `checks/<id>.rs`.

use std::collections::HashMap;

use rayon::prelude::*;
use stockade_model::{Confidence, Decision, Inventory, Launch, Persona, Severity};

pub mod address;
pub mod knowledge;

mod judge;
mod plain;
pub(crate) mod said;
mod seat;
mod told;

pub(crate) use seat::not_public;

pub use told::Told;

pub use knowledge::{Knowledge, Known, Opened, Unusable};

use crate::Options;
use crate::allow_list::{does_not_lift, lifts_alarms};
use judge::{Judgement, Reason};
use seat::Seat;

/// A package at a place, and why it is probably not the one that was meant.
pub(crate) struct Named<'a> {
    /// Where.
    pub(crate) seat: Seat<'a>,
    /// The strongest reason: decides which check speaks.
    pub(crate) reason: Reason,
    /// What else speaks for it, one line each.
    pub(crate) more: Vec<String>,
    /// Facts that would have mattered and that nobody told.
    pub(crate) missing: Vec<&'static str>,
    /// The pack it was judged with.
    pub(crate) pack_version: u64,
}

/// Every package that there is something to say about.
#[derive(Default)]
pub(crate) struct Names<'a> {
    named: Vec<Named<'a>>,
}

impl<'a> Names<'a> {
    /// Judges every package of the inventory. Says nothing where there is no pack: [`Knowledge::problem`] says why.
    pub(crate) fn judge(inventory: &'a Inventory, launches: &'a [Launch], options: &'a Options) -> Self {
        let seats = seat::all(inventory, launches);
        if seats.is_empty() && inventory.dependencies.is_empty() {
            return Self::default();
        }
        let Ok(Some(known)) = options.knowledge.known() else { return Self::default() };
        let told = &options.elsewhere.told;
        let mut distinct = Vec::new();
        let mut number_of = HashMap::new();
        for seat in &seats {
            number_of.entry(&seat.asked).or_insert_with(|| {
                distinct.push(&seat.asked);
                distinct.len() - 1
            });
        }
        let judgements: Vec<Judgement> =
            distinct.par_iter().with_min_len(4).map(|asked| judge::judge(asked, known, told.of(asked))).collect();
        let numbers: Vec<Option<usize>> = seats.iter().map(|seat| number_of.get(&seat.asked).copied()).collect();
        let mut named: Vec<Named<'a>> = Vec::new();
        let mut add = |seat: Seat<'a>, judgement: &Judgement| {
            let reasons = at_seat(&judgement.reasons, &seat, launches, options);
            let Some((reason, rest)) = reasons.split_first() else { return };
            let more = rest.iter().filter(|other| other.severity > Severity::Info).map(Reason::line).collect();
            let (missing, pack_version) = (judgement.missing.clone(), judgement.pack_version);
            named.push(Named { seat, reason: reason.clone(), more, missing, pack_version });
        };
        for (seat, number) in seats.into_iter().zip(numbers) {
            if let Some(judgement) = number.and_then(|number| judgements.get(number)) {
                add(seat, judgement);
            }
        }
        for (dependency, judgement) in plain::judge(inventory, known) {
            add(seat::of_dependency(inventory, dependency), &judgement);
        }
        Self { named }
    }

    /// What a check has to say.
    pub(crate) fn of(&self, check: &str) -> impl Iterator<Item = &Named<'a>> {
        self.named.iter().filter(move |named| named.reason.check == check)
    }
}

/// The reasons as they hold at one place, strongest first.
fn at_seat(reasons: &[Reason], seat: &Seat<'_>, launches: &[Launch], options: &Options) -> Vec<Reason> {
    let mut here: Vec<Reason> =
        reasons.iter().filter(|reason| !seat.is_own || reason.holds_for_own()).cloned().collect();
    if let Some(alias) = &seat.alias {
        here.extend(judge::alias(alias, &seat.asked, options.knowledge.pack().ok().flatten()));
    }
    if here.is_empty() {
        return here;
    }
    if let Some(url) = seat.elsewhere {
        here.retain(|reason| reason.check != "unknown-name");
        for reason in &mut here {
            reason.confidence = lower(reason.confidence);
            reason.counter.push(format!("it comes from `{url}`, which may hold other code under this name"));
        }
    }
    if let Some(path) = seat.shadow {
        for reason in &mut here {
            reason.counter.push(format!("the local copy `{}` runs instead", path.display()));
        }
    }
    if let Some(decision) = approval(seat, launches, options) {
        for reason in &mut here {
            if let Some(refused) = does_not_lift(&decision) {
                reason.evidence.push(refused);
            } else if lifts_alarms(&decision) && !reason.is_denied() {
                reason.severity = Severity::Info;
                reason.persona = reason.persona.max(Persona::Pedantic);
                reason.counter.push(format!("the allow-list says that {}", decision.reason));
            }
        }
    }
    judge::sort(&mut here);
    here
}

/// What the allow-lists say of exactly this.
fn approval(seat: &Seat<'_>, launches: &[Launch], options: &Options) -> Option<Decision> {
    let (lists, today) = (&options.allow_lists, options.today);
    if lists.lists.is_empty() {
        return None;
    }
    let part = seat.part?;
    let launch = launches.get(seat.launch?)?;
    let judged = lists.judge_launch(launch, seat.file, today);
    let judged = judged.into_iter().find(|judged| judged.part.is_some_and(|other| std::ptr::eq(other, part)))?;
    Some(judged.decision)
}

const fn lower(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}
