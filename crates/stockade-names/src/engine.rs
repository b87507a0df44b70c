//! Candidates, mechanisms, suppressors, and the ladder of verdicts, put together.
//!
//! Cost: a fixed number of table look-ups for a name of a given length (bounded by [`crate::name::MAX_BYTES`]), and at
//! most [`MOST_CANDIDATES`] comparisons, whatever the size of the pack.

use std::cell::Cell;

use stockade_model::Ecosystem;

use crate::answer::{Answer, Match, Verdict};
use crate::boost;
use crate::form::Form;
use crate::mechanisms::{self, Mechanism, Pair, Scene, Work, target_of};
use crate::pack::{NameRecord, Pack, layout, malware, names};
use crate::subject::Subject;
use crate::suppress;

/// Where nothing is as close as this, names within two edits are looked for.
const WIDE: f32 = 0.6;
/// npm names with at least so many downloads a month, and PyPI names of at least this rank, are about the ten thousand most
/// popular ones of each: one source alone does not block them, since hoaxes aim at them.
const VERY_POPULAR: Thresholds = Thresholds { downloads: 2_000_000, rank: 10_000, ..Thresholds::SHIPPED };

/// Where a likeness becomes worth a question. Chosen by cross-validation over campaigns (`docs/names.md`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Only npm names with at least so many downloads a month.
    pub downloads: u64,
    /// Only PyPI names of at least this rank.
    pub rank: u64,
    /// Only likenesses at least this close.
    pub closeness: f32,
    /// Only names whose telling part has at least so many letters: shorter ones are one edit from everything.
    pub core: usize,
}

impl Thresholds {
    /// What the program uses.
    pub const SHIPPED: Self = Self { downloads: 20_000, rank: 4_000, closeness: 0.8, core: 5 };

    /// Whether a name is in wide enough use to be worth imitating. One whose use nobody knows is not.
    fn prominent(&self, record: &NameRecord<'_>) -> bool {
        match (record.ecosystem, record.popularity) {
            (_, None) => false,
            (Ecosystem::Pypi, Some(rank)) => rank <= self.rank,
            (_, Some(downloads)) => downloads >= self.downloads,
        }
    }
}

/// The engine: a pack, ready to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Engine<'a> {
    pack: &'a Pack,
    blocklist: bool,
    imported: malware::Malware<'a>,
    thresholds: Thresholds,
}

mod candidates;
mod known_bad;
mod stand_in;

pub use candidates::MOST_CANDIDATES;
use candidates::{Candidates, Lists};

/// What the pack has under exactly this name.
pub fn record<'a>(pack: &'a Pack, ecosystem: Ecosystem, full: &str) -> Option<NameRecord<'a>> {
    let names = pack.names();
    pack.table(layout::EXACT)
        .get(names::exact_hash(ecosystem, full))
        .filter_map(|id| names.get(id))
        .find(|record| record.ecosystem == ecosystem && record.full == full)
}

impl<'a> Engine<'a> {
    /// With a pack.
    pub const fn new(pack: &'a Pack) -> Self {
        Self { pack, blocklist: true, imported: malware::Malware::new(&[]), thresholds: Thresholds::SHIPPED }
    }

    /// The same without known malware: what would the other rules have said?
    #[must_use]
    pub const fn without_blocklist(mut self) -> Self {
        self.blocklist = false;
        self
    }

    /// The same with more known malware than the pack has: what [`crate::pack::store::Store::imported`] gives.
    #[must_use]
    pub const fn with_imported(mut self, lines: &'a [u8]) -> Self {
        self.imported = malware::Malware::new(lines);
        self
    }

    /// The same with other thresholds, to measure what they do.
    #[must_use]
    pub const fn with_thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// The pack.
    pub const fn pack(&self) -> &'a Pack {
        self.pack
    }

    /// Judges a subject.
    pub fn judge(&self, subject: &Subject) -> Answer {
        self.judge_with(subject, record(self.pack, subject.name.ecosystem, &subject.name.full))
    }

    /// Judges a subject as if the pack had never seen it: how a new package of this name would fare.
    pub fn judge_as_new(&self, subject: &Subject) -> Answer {
        self.judge_with(subject, None)
    }

    fn judge_with(&self, subject: &Subject, record: Option<NameRecord<'a>>) -> Answer {
        let mut scratch = SCRATCH.take();
        let form = form_of(subject, std::mem::take(&mut scratch.own));
        let scene = Scene::new(subject, &form, record, self.pack);
        let mut matches = Vec::with_capacity(4);
        for mechanism in mechanisms::ALL {
            if let Work::Alone(look) = mechanism.work {
                look(&scene, &mut matches);
            }
        }
        let own_standing = record.is_some_and(|record| record.is_protected());
        let own = record.map(|record| record.id);
        for Ranked { record: candidate, found: likeness, .. } in
            self.ranked(&form, subject.name.ecosystem, own, 3, &mut scratch)
        {
            // Between two names that are both worth protecting nobody is the squatter.
            if own_standing && likeness.closeness < 0.9 {
                continue;
            }
            scratch.target.read(candidate.full);
            matches.extend(self.pair_match(&scene, &candidate, &scratch.target, likeness));
        }
        let mut known = known(record.as_ref(), self.pack);
        self.malware(&scene, &mut matches, &mut known);
        boost::apply(&scene, &mut matches);
        matches.sort_by(|a, b| {
            (b.verdict, b.confidence).cmp(&(a.verdict, a.confidence)).then_with(|| b.closeness.total_cmp(&a.closeness))
        });
        matches.truncate(Answer::MOST);
        scratch.own = form;
        SCRATCH.set(scratch);
        Answer {
            verdict: matches.iter().map(|found| found.verdict).max().unwrap_or(Verdict::Clean),
            known,
            missing: missing(subject, record.as_ref()),
            matches,
            pack_version: self.pack.version(),
        }
    }

    /// The names that this one is most likely to be mistaken for, likeliest first.
    pub fn nearest(&self, subject: &Subject, most: usize) -> Vec<(NameRecord<'a>, &'static str)> {
        let form = form_of(subject, Form::default());
        let own = record(self.pack, subject.name.ecosystem, &subject.name.full).map(|record| record.id);
        let mut scratch = SCRATCH.take();
        let ranked = self.ranked(&form, subject.name.ecosystem, own, most, &mut scratch);
        SCRATCH.set(scratch);
        ranked.into_iter().map(|ranked| (ranked.record, ranked.found.mechanism.id)).collect()
    }

    fn ranked(
        &self,
        form: &Form,
        ecosystem: Ecosystem,
        own: Option<u32>,
        most: usize,
        scratch: &mut Scratch,
    ) -> Vec<Ranked<'a>> {
        let names = self.pack.names();
        let mut found: Vec<Ranked<'a>> = Vec::with_capacity(8);
        let Scratch { target, other, lists, .. } = scratch;
        let mut seen = Candidates::new(self.pack, ecosystem, lists);
        let mut compare_new = |seen: &mut Candidates<'_>, found: &mut Vec<Ranked<'a>>| {
            let unseen = seen.unseen();
            names.fetch(unseen);
            for id in unseen {
                let Some(record) =
                    names.get(*id).filter(|record| record.ecosystem == ecosystem && Some(record.id) != own)
                else {
                    continue;
                };
                if record.full == form.full {
                    continue;
                }
                target.read(record.full);
                if let Some(best) = compare(form, target, self.pack) {
                    found.push(Ranked { weight: best.closeness + 0.35 * record.prominence(), record, found: best });
                }
            }
        };
        seen.near(form);
        compare_new(&mut seen, &mut found);
        // What is nearer than a part of the name can be makes the wider search pointless.
        let wide = !found.iter().any(|ranked| ranked.found.closeness >= WIDE);
        if wide {
            seen.within_two(&form.squashed, other);
            compare_new(&mut seen, &mut found);
        }
        seen.inside(form, wide);
        compare_new(&mut seen, &mut found);
        found.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.record.id.cmp(&b.record.id)));
        found.truncate(most);
        found
    }

    fn pair_match(
        &self,
        scene: &Scene<'_>,
        target: &NameRecord<'a>,
        target_form: &Form,
        found: Found,
    ) -> Option<Match> {
        let pair = Pair::new(scene.form, target_form, self.pack, true);
        let Work::Pair(compare, _) = found.mechanism.work else { return None };
        let likeness = compare(&pair)?;
        let reasons = suppress::reasons(scene, target, target_form, found.mechanism.id, self.thresholds.core);
        // A scope is flattened everywhere; it is worth a question where the scoped one is a server to be imitated.
        let flattened = found.mechanism.id == "scope-flatten";
        let worth = target.is_protected() || (!flattened && self.thresholds.prominent(target));
        let close = likeness.closeness >= self.thresholds.closeness && found.mechanism.asks;
        let likely = close && !reasons.iter().any(|reason| reason.strong) && is_small(scene, target);
        // Asked last: most names have an answer by now.
        let stands_for =
            if likely && !worth && !flattened { stand_in::of(self.pack, target, target_form) } else { None };
        let asks = likely && (worth || stands_for.is_some());
        let verdict = if asks { Verdict::Confirm } else { Verdict::Note };
        let mut hit = Scene::found(found.mechanism, Some(target_of(target, self.pack)), verdict, likeness.closeness);
        hit.evidence.push(likeness.evidence);
        if let Some(popularity) = target.popularity {
            let text = suppress::popularity(target.ecosystem, popularity);
            hit.evidence.push(["`", target.full, "` is in wide use (", &text, ")"].concat());
        }
        if let Some(protected) = stands_for {
            hit.evidence.push(["`", target.full, "` is how people write `", protected, "`"].concat());
        }
        hit.counter_evidence.extend(reasons.into_iter().map(|reason| reason.text));
        Some(hit)
    }
}

/// A mechanism and how close it found two names.
#[derive(Clone, Copy)]
struct Found {
    mechanism: &'static Mechanism,
    closeness: f32,
}

/// What a search works with, kept from one to the next: a search then asks for next to no memory.
#[derive(Debug, Default)]
struct Scratch {
    own: Form,
    target: Form,
    other: Form,
    lists: Lists,
}

thread_local! {
    static SCRATCH: Cell<Scratch> = Cell::default();
}

/// A name, how close it is, and how much that weighs.
struct Ranked<'a> {
    record: NameRecord<'a>,
    found: Found,
    weight: f32,
}

/// The closest mechanism between two names; none where nobody would mistake them.
fn compare(candidate: &Form, target: &Form, pack: &Pack) -> Option<Found> {
    let pair = Pair::new(candidate, target, pack, false);
    let mut best: Option<Found> = None;
    for (mechanism, compare, most) in mechanisms::pairs() {
        if best.is_some_and(|best| best.closeness >= *most) {
            break;
        }
        if let Some(likeness) = compare(&pair)
            && best.is_none_or(|best| likeness.closeness > best.closeness)
        {
            best = Some(Found { mechanism, closeness: likeness.closeness });
        }
    }
    best
}

/// The mechanism by which one name could be mistaken for another, and how close they are.
pub fn likeness(candidate: &str, target: &str, pack: &Pack) -> Option<(&'static str, f32)> {
    compare(&Form::new(candidate), &Form::new(target), pack).map(|found| (found.mechanism.id, found.closeness))
}

/// The name as its parts; letters of other scripts stand as what they look like, so that they are found.
/// `form` lends its memory.
fn form_of(subject: &Subject, mut form: Form) -> Form {
    let full = &subject.name.full;
    if full.is_ascii() {
        form.read(full);
        return form;
    }
    let skeleton = mechanisms::unicode_homoglyph::skeleton(full);
    form.read(&skeleton.chars().filter(char::is_ascii).collect::<String>().to_lowercase());
    form.full.clone_from(full);
    form
}

/// Whether the subject has less than a hundredth of the target's use, or nobody knows.
fn is_small(scene: &Scene<'_>, target: &NameRecord<'_>) -> bool {
    let own = scene.subject.facts.popularity.or(scene.record.and_then(|record| record.popularity));
    match (own, target.popularity) {
        (Some(own), Some(theirs)) if target.ecosystem == Ecosystem::Pypi => own as f64 * 0.01 > theirs as f64,
        (Some(own), Some(theirs)) => (own as f64) < theirs as f64 * 0.01,
        _ => true,
    }
}

fn known(record: Option<&NameRecord<'_>>, pack: &Pack) -> Vec<String> {
    let Some(record) = record else { return vec!["the pack does not know this name".to_owned()] };
    let mut lines = Vec::new();
    match record.popularity {
        Some(popularity) => lines.push(suppress::popularity(record.ecosystem, popularity)),
        None => lines.push("known by name alone: no popularity".to_owned()),
    }
    let owners = pack.owners();
    if let Some(owner) = record.owner.and_then(|owner| owners.text(owner)) {
        let repository = record.repository.and_then(|repository| owners.text(repository)).unwrap_or("?");
        lines.push(format!("catalogues tie it to `{owner}/{repository}` ({} sources)", record.sources));
    }
    if record.is_protected() {
        lines.push("one of the names that are worth protecting".to_owned());
    }
    lines
}

fn missing(subject: &Subject, record: Option<&NameRecord<'_>>) -> Vec<&'static str> {
    let facts = &subject.facts;
    let mut missing = Vec::new();
    if facts.popularity.is_none() && record.is_none_or(|record| record.popularity.is_none()) {
        missing.push("popularity");
    }
    if facts.publisher.is_none() {
        missing.push("publisher");
    }
    if facts.age_days.is_none() {
        missing.push("age");
    }
    if facts.repository.is_none() && record.is_none_or(|record| record.repository.is_none()) {
        missing.push("repository");
    }
    if facts.version.is_none() {
        missing.push("version");
    }
    if facts.install_hook.is_none() {
        missing.push("install hooks");
    }
    missing
}
