//! Judges everything that a spec brings in: by its name, and by the allow-list.
//!
//! - the stricter of the two counts; an approval answers the question that a name raises, and lifts no denial; a
//!   project's own answers nothing about its names;
//! - what cannot be known is asked about, and what nobody could judge is said to be so: neither is ever clean.

use std::path::Path;

use jiff::civil::Date;
use stockade_model::{Component, Confidence, Decision, Package, Severity, Target, Verdict};
use stockade_names::answer::{self, Answer, Match};
use stockade_names::{Engine, Facts, Name, Subject, edit, engine};
use stockade_scan::allow_list::{self, AllowLists};
use stockade_scan::names::address;

use super::look::Look;
use super::spec::{Meaning, is_judged};

/// How far down the list of the most used names a blocked name is compared, if nothing else says what it imitates.
const MOST_USED: u32 = 20_000;
/// Only notes at least this close say what a blocked name imitates.
const TELLING: f32 = 0.6;

/// One part of what a spec brings in, judged.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// It; none for what cannot be known.
    pub(super) component: Option<Component>,
    /// What is said of its name; none where it has none that could be judged.
    pub(super) answer: Option<Answer>,
    /// Why its name says nothing, or what cannot be known.
    pub(super) unjudged: Option<String>,
    /// What it could be mistaken for, to be shown beside it.
    pub(super) resembles: Option<Match>,
    /// What the allow-list says.
    pub(super) list: Decision,
    /// The project's own approval, which does not answer what the name raises.
    pub(super) refused: Option<String>,
    /// The stricter of all.
    pub(super) decision: Verdict,
    /// What decided.
    pub(super) by: By,
    /// How bad that is; none where nothing speaks against it.
    pub(super) alarm: Option<(Severity, Confidence)>,
    /// The entry that would approve it, where an entry helps.
    pub(super) approval: Option<String>,
    /// What its registry and its code say.
    pub(super) look: Option<Look>,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The name.
    Name,
    /// The allow-list: its [`Decision::code`] says more.
    List,
    /// That nobody can know.
    Opaque,
    /// What its registry or its code says, or what settings ask.
    Package,
    /// The registry has no such thing.
    Absent,
    /// Nothing speaks against it.
    Nothing,
}

impl By {
    /// The word used in outputs.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::List => "allow-list",
            Self::Opaque => "opaque",
            Self::Package => "package",
            Self::Absent => "absent",
            Self::Nothing => "nothing",
        }
    }
}

impl Part {
    /// Whether nobody could say anything: not the pack, and no list.
    pub(super) fn is_unknown(&self) -> bool {
        self.unjudged.is_some() && self.list.code != allow_list::LISTED && self.decision == Verdict::Allow
    }

    /// The package, where it is one.
    pub(super) fn package(&self) -> Option<&Package> {
        self.component.as_ref().and_then(Component::package)
    }

    /// The package, image or repository whose name is judged.
    pub(super) fn named(&self) -> Option<Package> {
        address::named(&self.component.as_ref()?.target)
    }

    /// The version that would run, where it is fixed.
    pub(super) fn version(&self) -> Option<&str> {
        self.package().and_then(|package| package.version.as_deref())
    }

    /// What weighs most, in one word: a mechanism, a code of the allow-list, `opaque`, `unknown`, `clean`.
    pub(super) fn word(&self) -> &'static str {
        match self.by {
            By::Name => {
                self.answer.as_ref().and_then(|answer| answer.matches.first()).map_or("name", |found| found.mechanism)
            }
            By::List => self.list.code,
            By::Opaque => "opaque",
            By::Package => self.look.as_ref().and_then(Look::worst).map_or("package", |found| found.check),
            By::Absent => "no-such-package",
            By::Nothing if self.is_unknown() => "unknown",
            By::Nothing if self.answer.as_ref().is_some_and(|answer| answer.verdict == answer::Verdict::Confirm) => {
                "approved"
            }
            By::Nothing if self.answer.as_ref().is_some_and(|answer| answer.verdict == answer::Verdict::Note) => "note",
            By::Nothing => "clean",
        }
    }
}

/// Who judges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'a> {
    /// The names.
    pub(super) engine: Engine<'a>,
    /// What somebody approved.
    pub(super) lists: &'a AllowLists,
    /// Where it would be started: says which projects' lists count.
    pub(super) at: Option<&'a Path>,
    /// For what expires.
    pub(super) today: Date,
}

impl Judge<'_> {
    /// Judges every part of a spec.
    pub(super) fn judge(&self, meaning: &Meaning) -> Vec<Part> {
        let launch = &meaning.launch;
        let mut listed = self.lists.judge_launch(launch, self.at, self.today);
        let mut parts = Vec::new();
        for component in &launch.components {
            let at = listed.iter().position(|judged| judged.part.is_some_and(|part| std::ptr::eq(part, component)));
            let list = at.map_or_else(nothing_said, |at| listed.remove(at).decision);
            parts.push(self.part(component, list));
        }
        let unknown = listed.into_iter().find(|judged| judged.part.is_none()).map(|judged| judged.decision);
        for (number, opaque) in launch.opaque.iter().enumerate() {
            let list = unknown.clone().filter(|_| number == 0).unwrap_or_else(nothing_said);
            let by_list = list.verdict > Verdict::Ask;
            parts.push(Part {
                component: None,
                answer: None,
                unjudged: Some(opaque.detail.clone()),
                resembles: None,
                decision: list.verdict.max(Verdict::Ask),
                by: if by_list { By::List } else { By::Opaque },
                alarm: Some((if by_list { Severity::High } else { Severity::Medium }, Confidence::High)),
                approval: None,
                refused: None,
                look: None,
                list,
            });
        }
        parts
    }

    /// Judges a part again, by what its registry told besides.
    pub(super) fn again(&self, part: &mut Part, told: Facts) {
        let Some(component) = part.component.clone().filter(|_| part.answer.is_some()) else { return };
        let look = part.look.take();
        *part = Part { look, ..self.told(&component, part.list.clone(), told) };
    }

    fn part(&self, component: &Component, list: Decision) -> Part {
        self.told(component, list, Facts::default())
    }

    fn told(&self, component: &Component, list: Decision, told: Facts) -> Part {
        let (subject, unjudged) = match subject(component, told) {
            Ok(subject) => (Some(subject), None),
            Err(why) => (None, Some(why)),
        };
        let answer = subject.as_ref().map(|subject| self.engine.judge(subject));
        // Known malware is known of every registry, and vendors' repositories by their names; only of some is it known which
        // names are in use.
        let unjudged = unjudged.or_else(|| {
            answer.as_ref().filter(|answer| answer.verdict < answer::Verdict::Confirm)?;
            match component.package().map(|package| package.ecosystem) {
                Some(ecosystem) if is_judged(ecosystem) => None,
                Some(ecosystem) => Some(format!("the pack holds no names of {}", ecosystem.purl_type())),
                None => Some(nameless(&component.target).to_owned()),
            }
        });
        let verdict = answer.as_ref().map_or(answer::Verdict::Clean, |answer| answer.verdict);
        let approved = allow_list::lifts_alarms(&list);
        let refused = allow_list::does_not_lift(&list).filter(|_| verdict >= answer::Verdict::Confirm);
        let by_name = match verdict {
            answer::Verdict::Block => Verdict::Deny,
            answer::Verdict::Confirm if !approved => Verdict::Ask,
            _ => Verdict::Allow,
        };
        let (by, alarm) = if by_name >= list.verdict && by_name > Verdict::Allow {
            let confidence = answer.as_ref().and_then(|answer| answer.matches.first()).map(|found| found.confidence);
            (By::Name, Some((verdict.severity(), confidence.unwrap_or(Confidence::Low))))
        } else {
            match by_list(&list) {
                Some(alarm) => (By::List, Some(alarm)),
                None => (By::Nothing, None),
            }
        };
        let resembles =
            answer.as_ref().zip(subject.as_ref()).and_then(|(answer, subject)| self.resembles(answer, subject));
        let approval = (by == By::Name && by_name == Verdict::Ask)
            .then(|| allow_list::approval(&allow_list::Subject::of(component, self.at)))
            .flatten();
        let decision = by_name.max(list.verdict);
        let component = Some(component.clone());
        Part { component, answer, unjudged, resembles, list, refused, decision, by, alarm, approval, look: None }
    }

    /// What an alarm should be shown beside: the first target that raised it; of known malware also what a note says, or
    /// the most used name within two letters.
    fn resembles(&self, answer: &Answer, subject: &Subject) -> Option<Match> {
        if answer.verdict < answer::Verdict::Confirm {
            return None;
        }
        let with_target = || answer.matches.iter().filter(|found| found.target.is_some());
        let raised = with_target().find(|found| found.verdict >= answer::Verdict::Confirm);
        // A name that stands for itself imitates nothing: an advisory about it is about its versions.
        if raised.is_none() && self.stands_for_itself(&subject.name) {
            return None;
        }
        let told = || with_target().find(|found| found.closeness >= TELLING);
        raised.or_else(told).cloned().or_else(|| self.within_two(&subject.name))
    }

    /// Whether the pack knows a name as a package in use.
    fn stands_for_itself(&self, name: &Name) -> bool {
        let record = engine::record(self.engine.pack(), name.ecosystem, &name.full);
        record.is_some_and(|record| record.is_protected() || record.popularity.is_some() || record.sources >= 2)
    }

    fn within_two(&self, name: &Name) -> Option<Match> {
        let pack = self.engine.pack();
        let length = name.full.len();
        if length < 7 {
            return None;
        }
        let names = pack.names();
        let near = (0..MOST_USED).filter_map(|id| names.get(id)).find(|record| {
            record.ecosystem == name.ecosystem
                && record.full != name.full
                && record.full.len().abs_diff(length) <= 2
                && edit::distance(record.full, &name.full, 2).is_some()
        })?;
        let (mechanism, closeness) = engine::likeness(&name.full, near.full, pack)?;
        let number = stockade_names::mechanisms::find(mechanism).map_or(0, |mechanism| mechanism.number);
        Some(Match {
            mechanism,
            number,
            target: Some(stockade_names::mechanisms::target_of(&near, pack)),
            closeness,
            verdict: answer::Verdict::Note,
            confidence: Confidence::Low,
            evidence: Vec::new(),
            counter_evidence: Vec::new(),
        })
    }
}

/// The name that is judged; the error says why there is none.
fn subject(component: &Component, told: Facts) -> Result<Subject, String> {
    let Some(package) = address::named(&component.target) else { return Err(nameless(&component.target).to_owned()) };
    if let Some(shadow) = &component.shadow {
        return Err(format!("`{}` runs instead of the package that is named", shadow.path.display()));
    }
    let mut subject =
        Subject::new(package.ecosystem, address::asked_name(&package)).map_err(|error| error.to_string())?;
    subject.facts = Facts { version: package.version.or(told.version.clone()), ..told };
    subject.claims.alias = component.claimed.clone();
    Ok(subject)
}

/// Why a part has no name to judge.
fn nameless(target: &Target) -> &'static str {
    match target {
        Target::Local { .. } | Target::Program { .. } => "it is a file of this machine, which has no name to judge",
        Target::Remote { .. } => "it runs elsewhere: only the allow-list can say something",
        Target::Inline { .. } => "it is source text in the launch line",
        Target::Builtin { .. } => "it is part of the client",
        _ => "it comes straight from an address, not from a registry",
    }
}

fn by_list(list: &Decision) -> Option<(Severity, Confidence)> {
    let severity = match (list.code, list.verdict) {
        (allow_list::DENIED, _) | (allow_list::UNLISTED, Verdict::Deny) => Severity::High,
        (allow_list::PERHAPS_DENIED, _) | (allow_list::UNLISTED, Verdict::Ask) => Severity::Medium,
        (allow_list::UNLISTED, Verdict::Allow) => Severity::Low,
        _ => return None,
    };
    Some((severity, Confidence::High))
}

/// Where the list has no word on a part: what nobody can know, if nobody keeps a list.
fn nothing_said() -> Decision {
    Decision::new(Verdict::Allow, allow_list::NO_LIST, "nobody keeps a list of approved servers")
}
