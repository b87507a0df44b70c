//! Candidates, mechanisms, suppressors, and the ladder of verdicts, put together.
//!
//! Cost: a fixed number of table look-ups for a name of a given length (bounded by [`crate::name::MAX_BYTES`]), and at
//! most [`MOST_CANDIDATES`] comparisons, whatever the size of the pack.

use std::cell::RefCell;

use stockade_model::Ecosystem;

use crate::answer::{Answer, Match, Verdict};
use crate::boost;
use crate::form::{Form, Memory};
use crate::mechanisms::{self, Asked, Mechanism, Pair, Scene, Work, target_of};
use crate::pack::{NameRecord, Pack, layout, malware, names};
use crate::repository;
use crate::subject::Subject;
use crate::suppress;

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
    /// See [`Self::looking_for`].
    wanted: &'a [u32],
}

mod besides;
mod candidates;
mod known_bad;
mod search;
mod stand_in;

pub use candidates::MOST_CANDIDATES;
pub use known_bad::{ADVISORY, KNOWN_MALWARE};
use search::Search;
pub use search::likeness;

/// What an answer works with, kept from one to the next: the next then asks for next to no memory.
#[derive(Default)]
struct Scratch {
    own: Memory,
    search: Search,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Works with what was kept.
fn with_scratch<R>(work: impl FnOnce(&mut Scratch) -> R) -> R {
    SCRATCH.with(|kept| match kept.try_borrow_mut() {
        Ok(mut kept) => work(&mut kept),
        Err(_) => work(&mut Scratch::default()),
    })
}

/// What the pack has under exactly this name.
pub fn record<'a>(pack: &'a Pack, ecosystem: Ecosystem, full: &str) -> Option<NameRecord<'a>> {
    record_at(pack, names::exact_hash(ecosystem, full), ecosystem, full)
}

/// The same, for whoever has the name's [`names::exact_hash`] already.
pub(crate) fn record_at<'a>(pack: &'a Pack, hash: u64, ecosystem: Ecosystem, full: &str) -> Option<NameRecord<'a>> {
    let names = pack.names();
    pack.table(layout::EXACT)
        .get(hash)
        .filter_map(|id| names.get(id))
        .find(|record| record.ecosystem == ecosystem && record.full == full)
}

impl<'a> Engine<'a> {
    /// With a pack.
    pub const fn new(pack: &'a Pack) -> Self {
        let (imported, thresholds) = (malware::Malware::new(&[]), Thresholds::SHIPPED);
        Self { pack, blocklist: true, imported, thresholds, wanted: &[] }
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
        with_scratch(|scratch| self.judge_with(subject, true, scratch))
    }

    /// Judges a subject as if the pack had never seen it: how a new package of this name would fare.
    pub fn judge_as_new(&self, subject: &Subject) -> Answer {
        with_scratch(|scratch| self.judge_with(subject, false, scratch))
    }

    fn judge_with(&self, subject: &Subject, known: bool, scratch: &mut Scratch) -> Answer {
        let Scratch { own, search } = scratch;
        let seen = seen(subject);
        let form = read(subject, seen.as_deref(), own);
        let ecosystem = subject.name.ecosystem;
        let asked = Asked::new(form, ecosystem);
        search.ask(self.pack, &asked);
        let scene = Scene::new(subject, &asked.form, None, self.pack);
        scene.touch();
        search.touch(self.pack);
        let scene = if known { scene.known() } else { scene };
        let record = scene.record;
        let mut matches = Vec::with_capacity(4);
        for mechanism in mechanisms::ALL {
            if let Work::Alone(look) = mechanism.work {
                look(&scene, &mut matches);
            }
        }
        matches.extend(repository::contradiction(&scene));
        let own_standing = record.is_some_and(|record| record.is_protected());
        search.rank(self.pack, &asked, ecosystem, record.map(|record| record.id), 3);
        for likeness in &search.ranked {
            // Between two names that are both worth protecting nobody is the squatter.
            if own_standing && likeness.closeness < 0.9 {
                continue;
            }
            let Some(candidate) = self.pack.names().get(likeness.number) else { continue };
            let target = search.target.read(candidate.full);
            matches.extend(self.pair_match(&scene, &asked, &candidate, &target, likeness.mechanism));
        }
        let ranked: Vec<u32> = search.ranked.iter().map(|likeness| likeness.number).collect();
        for (other, mechanism) in self.besides(&scene, &asked.form, &ranked) {
            let target = search.target.read(other.full);
            matches.extend(self.pair_match(&scene, &asked, &other, &target, mechanism));
        }
        let mut known = self::known(record.as_ref(), self.pack);
        self.malware(&scene, &mut matches, &mut known);
        boost::apply(&scene, &mut matches);
        matches.sort_by(|a, b| {
            (b.verdict, b.confidence).cmp(&(a.verdict, a.confidence)).then_with(|| b.closeness.total_cmp(&a.closeness))
        });
        self.keep(&mut matches);
        let missing = missing(subject, record.as_ref());
        Answer {
            verdict: matches.iter().map(|found| found.verdict).max().unwrap_or(Verdict::Clean),
            known,
            missing,
            matches,
            pack_version: self.pack.version(),
        }
    }

    /// The names that this one is most likely to be mistaken for, likeliest first.
    pub fn nearest(&self, subject: &Subject, most: usize) -> Vec<(NameRecord<'a>, &'static str)> {
        with_scratch(|Scratch { own, search }| {
            let seen = seen(subject);
            let ecosystem = subject.name.ecosystem;
            let asked = Asked::new(read(subject, seen.as_deref(), own), ecosystem);
            let known = record(self.pack, ecosystem, &subject.name.full).map(|record| record.id);
            search.ask(self.pack, &asked);
            search.touch(self.pack);
            search.rank(self.pack, &asked, ecosystem, known, most);
            let names = self.pack.names();
            let scene = Scene::new(subject, &asked.form, None, self.pack);
            let ranked: Vec<u32> = search.ranked.iter().map(|found| found.number).collect();
            let besides =
                self.besides(&scene, &asked.form, &ranked).into_iter().map(|(other, found)| (other, found.id));
            let ranked = search.ranked.iter();
            let ranked = ranked.filter_map(|found| Some((names.get(found.number)?, found.mechanism.id)));
            besides.chain(ranked).take(most).collect()
        })
    }

    fn pair_match(
        &self,
        scene: &Scene<'_>,
        asked: &Asked<'_>,
        target: &NameRecord<'a>,
        form: &Form<'_>,
        mechanism: &Mechanism,
    ) -> Option<Match> {
        let mark = self.pack.marks().get(target.id)?;
        let pair = Pair::new(asked, form, mark, self.pack, true);
        let Work::Pair { compare, .. } = mechanism.work else { return None };
        let likeness = compare(&pair)?;
        let mut against = Vec::new();
        let taken_back = suppress::reasons(scene, target, form, mechanism.id, self.thresholds.core, &mut against);
        // A scope is flattened everywhere; it is worth a question where the scoped one is a server to be imitated.
        let flattened = mechanism.id == "scope-flatten";
        let worth = target.is_protected() || (!flattened && self.thresholds.prominent(target));
        let close = likeness.closeness >= self.thresholds.closeness && mechanism.asks;
        let likely = close && !taken_back && is_small(scene, target);
        // Asked last: most names have an answer by now.
        let stands_for = if likely && !worth && !flattened { stand_in::of(self.pack, target, form) } else { None };
        let asks = likely && (worth || stands_for.is_some());
        let verdict = if asks { Verdict::Confirm } else { Verdict::Note };
        let mut hit = Scene::found(mechanism, Some(target_of(target, self.pack)), verdict, likeness.closeness);
        hit.evidence.reserve_exact(2);
        hit.evidence.push(likeness.evidence);
        if let Some(popularity) = target.popularity {
            hit.evidence.push(suppress::in_use(
                target.ecosystem,
                popularity,
                ["`", target.full, "` is in wide use ("],
                ")",
            ));
        }
        if let Some(protected) = stands_for {
            hit.evidence.push(["`", target.full, "` is how people write `", protected, "`"].concat());
        }
        hit.counter_evidence = against;
        Some(hit)
    }
}

/// What a name with letters of other scripts looks like, as they stand for what they look like: that is found.
fn seen(subject: &Subject) -> Option<String> {
    let full = &subject.name.full;
    if full.is_ascii() {
        return None;
    }
    let skeleton = mechanisms::unicode_homoglyph::skeleton(full);
    Some(skeleton.chars().filter(char::is_ascii).collect::<String>().to_lowercase())
}

/// The name as its parts, or what it looks like.
fn read<'a>(subject: &'a Subject, seen: Option<&'a str>, memory: &'a mut Memory) -> Form<'a> {
    let full = subject.name.full.as_str();
    let mut form = memory.read(seen.unwrap_or(full));
    form.full = full;
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
        None if !record.stood_in_registry() => {
            lines.push("known from a catalogue alone: no list of the registry has it".to_owned());
        }
        None => lines.push("known by name alone: no popularity".to_owned()),
    }
    if let Some(claimed) = pack.claimed(record) {
        lines.push(format!("one catalogue claims that it comes from `{claimed}`"));
    } else if let Some(owner) = pack.holder(record) {
        let repository = record.repository.and_then(|repository| pack.owners().text(repository)).unwrap_or("?");
        lines.push(match record.sources {
            1 => format!("a catalogue ties it to `{owner}/{repository}`"),
            sources => format!("catalogues tie it to `{owner}/{repository}` ({sources} sources)"),
        });
    }
    if record.is_protected() {
        lines.push("one of the names that are worth protecting".to_owned());
    }
    lines
}

fn missing(subject: &Subject, record: Option<&NameRecord<'_>>) -> Vec<&'static str> {
    let facts = &subject.facts;
    let mut missing = Vec::with_capacity(6);
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
