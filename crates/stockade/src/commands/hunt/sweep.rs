//! Judges a batch of names on all cores, in order, and keeps what the filters let through.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use stockade_model::Ecosystem;
use stockade_names::answer::{Match, Verdict};
use stockade_names::{Engine, Pack, Subject, engine};

use super::input::Line;
use super::row::Row;

/// What is listed.
#[derive(Clone, Debug)]
pub(super) struct Filters {
    /// Where names live that do not say so.
    pub(super) ecosystem: Option<Ecosystem>,
    /// The lowest verdict.
    pub(super) least: Verdict,
    /// Only these mechanisms; empty means all.
    pub(super) mechanisms: Vec<String>,
    /// Only look-alikes of these names; empty means all.
    pub(super) targets: Vec<(Option<Ecosystem>, String)>,
}

impl Filters {
    /// The targets as the pack numbers them: each name is held against them, however many others it is nearer to.
    pub(super) fn numbers(&self, pack: &Pack) -> Vec<u32> {
        let places = |ecosystem: Option<Ecosystem>| match ecosystem {
            Some(ecosystem) => vec![ecosystem],
            None => vec![Ecosystem::Npm, Ecosystem::Pypi],
        };
        let all =
            self.targets.iter().flat_map(|(ecosystem, name)| places(*ecosystem).into_iter().map(move |e| (e, name)));
        all.filter_map(|(ecosystem, name)| Some(engine::record(pack, ecosystem, name)?.id)).collect()
    }

    /// The match that is listed: the worst that fits. What has no target (known malware, mostly) is about the name itself,
    /// and fits `--target` where the name also looks like one of those, which is then named.
    fn pick(&self, matches: &[Match]) -> Option<Match> {
        let wanted = matches.iter().find(|found| self.is_wanted(found)).and_then(|found| found.target.as_ref());
        let fits = |found: &&Match| {
            let mechanism = self.mechanisms.is_empty() || self.mechanisms.iter().any(|id| id == found.mechanism);
            let target =
                self.targets.is_empty() || self.is_wanted(found) || (found.target.is_none() && wanted.is_some());
            found.verdict >= self.least && mechanism && target
        };
        // Matches come worst first.
        let mut found = matches.iter().find(fits)?.clone();
        if found.target.is_none() && !self.targets.is_empty() {
            found.target = wanted.cloned();
        }
        Some(found)
    }

    fn is_wanted(&self, found: &Match) -> bool {
        found.target.as_ref().is_some_and(|target| {
            let same = |(ecosystem, name): &(Option<Ecosystem>, String)| {
                ecosystem.is_none_or(|ecosystem| ecosystem == target.ecosystem) && *name == target.name
            };
            self.targets.iter().any(same)
        })
    }
}

/// What became of a line.
pub(super) enum Seen {
    /// No look-alike, or none that the filters let through.
    Nothing,
    /// A look-alike.
    Row(Box<Row>),
    /// No name.
    Wrong(String),
}

/// Every line of a batch, in its order.
pub(super) fn sweep(engine: &Engine<'_>, filters: &Filters, batch: &[Line]) -> Vec<(u64, Seen)> {
    batch.par_iter().map(|line| (line.number, look(engine, filters, line))).collect()
}

fn look(engine: &Engine<'_>, filters: &Filters, line: &Line) -> Seen {
    let subject = match line.text.as_ref().map_err(Clone::clone).and_then(|text| subject(text, filters.ecosystem)) {
        Ok(subject) => subject,
        Err(why) => return Seen::Wrong(why),
    };
    let answer = engine.judge(&subject);
    let Some(found) = filters.pick(&answer.matches) else { return Seen::Nothing };
    Seen::Row(Box::new(Row::of(line.number, subject.name.ecosystem, &subject.name.full, &answer, &found)))
}

fn subject(text: &str, ecosystem: Option<Ecosystem>) -> Result<Subject, String> {
    let (ecosystem, name) = match text.split_once(':') {
        Some(("npm", name)) => (Ecosystem::Npm, name),
        Some(("pypi", name)) => (Ecosystem::Pypi, name),
        Some((front, _)) => return Err(format!("`{front}` is neither `npm` nor `pypi`")),
        None => match ecosystem {
            Some(ecosystem) => (ecosystem, text),
            None => return Err("it does not say where it lives: `npm:NAME`, `pypi:NAME`, or --ecosystem".to_owned()),
        },
    };
    Subject::new(ecosystem, name).map_err(|error| error.to_string())
}
