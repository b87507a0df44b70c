//! What was found out about a package, as it stands in JSON. [`super::text`] says the same to people.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use stockade_assess::facts::Class;
use stockade_assess::hold::Hold;
use stockade_assess::{Action, Alarm, Known, Said, Subject};
use stockade_model::{Confidence, Persona, Severity};
use stockade_survey::{Looked, State, Step as Looking};

/// Everything about one version of one package.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessment {
    /// Package URL, with the version that would be taken.
    pub purl: String,
    /// The version.
    pub version: String,
    /// Whom it was asked of; absent for an archive.
    pub registry: Option<String>,
    /// When it was published.
    pub published: Fact,
    /// How old it is, in words.
    pub age: Option<String>,
    /// Who published it.
    pub publisher: Fact,
    /// How strongly that is known: `A`, `B`, `C` or `D`.
    pub level: Fact,
    /// How long it waits.
    pub hold: Waiting,
    /// What becomes of it: `show`, `hold` or `block`; absent where nothing was said.
    pub action: Option<Shown>,
    /// What speaks against it, worst first.
    pub alarms: Vec<Found>,
    /// How many alarms are for another persona.
    pub hidden: usize,
    /// What was checked and what was not.
    pub steps: Vec<Step>,
    /// What checks could not look at.
    pub gaps: Vec<Gap>,
    /// What it was compared with, and why: `1.0.15 → 1.0.16 (the version before)`.
    pub compared: Option<String>,
    /// What changed, a line each.
    pub changes: Vec<String>,
    /// What its code can do: `exec`, `http`, `fs-write`; absent where it was not read.
    pub capabilities: Option<Vec<String>>,
    /// The archive.
    pub artifact: Option<Archive>,
    /// What contradicts itself in the registry's answer.
    pub doubts: Vec<String>,
}

/// Something that is known, or why not.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Fact {
    /// What is known.
    pub known: Option<String>,
    /// Why it is not.
    pub unknown: Option<String>,
}

/// What an action is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// It goes on.
    Show,
    /// It waits until somebody accepts it.
    Hold,
    /// It does not run.
    Block,
}

/// How long it waits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Waiting {
    /// `waiting`, `released` or `unknown`.
    pub state: String,
    /// Until when.
    pub until: Option<String>,
    /// Why it was let go (`timer`, `human`, `attestation`), was not, or why that is not known.
    pub why: Option<String>,
}

/// One alarm.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Found {
    /// The check.
    pub check: &'static str,
    /// What it calls for.
    pub action: Shown,
    /// How bad it would be.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One line.
    pub message: String,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// What speaks against it.
    pub counter_evidence: Vec<String>,
    /// How to fix or accept it.
    pub help: Vec<String>,
    /// The lines it rests on, those of the version compared with first.
    pub lines: Vec<Line>,
    /// The reason of the ignore that accepts it.
    pub ignored: Option<String>,
}

/// A line of a package's code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// The version.
    pub version: String,
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: u32,
    /// What stands there.
    pub excerpt: String,
}

/// One thing that was to be checked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// What.
    pub what: String,
    /// `done`, `in-part`, `not-possible` or `not-asked`.
    pub state: String,
    /// What came of it, or why it was not done.
    pub detail: String,
}

/// Something that a check could not look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// The check.
    pub check: String,
    /// The package.
    pub package: String,
    /// What is not known.
    pub what: String,
    /// Why not.
    pub why: String,
}

/// The archive that would be installed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Archive {
    /// Its file's name.
    pub file: String,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its SHA-256, hexadecimal.
    pub sha256: Option<String>,
    /// Its SHA-512, hexadecimal.
    pub sha512: Option<String>,
}

/// Why an ignore accepts an alarm; none where no ignore does.
pub type Accept<'a> = dyn Fn(&Alarm) -> Option<String> + 'a;

impl Assessment {
    /// What was found out, for a reader. `accept` says which alarms somebody accepted.
    pub fn of(looked: &Looked, now: Timestamp, persona: Persona, accept: &Accept<'_>) -> Self {
        let published = looked.published();
        let age = published.known().map(|at| format!("{} old", span(now.duration_since(*at))));
        let level = looked.level();
        let compared = looked.diff.as_ref().map(|diff| format!("{} ({})", diff.title(), diff.because.as_str()));
        Self {
            registry: looked.registry.clone(),
            published: Fact::of(&published, ToString::to_string),
            age,
            publisher: Fact::of(&looked.publisher(), publisher),
            level: Fact::of(&level, |level| level.as_str().to_owned()),
            hold: Waiting::of(&looked.hold),
            steps: looked.steps.iter().map(Step::of).collect(),
            compared,
            changes: looked.diff.iter().flat_map(|diff| &diff.changes).map(ToString::to_string).collect(),
            capabilities: looked.subject.facts.known().map(capabilities),
            artifact: looked.artifact.known().map(|artifact| Archive {
                file: artifact.file.clone(),
                size: artifact.size,
                sha256: artifact.sha256.clone(),
                sha512: artifact.sha512.clone(),
            }),
            doubts: looked.doubts.clone(),
            ..Self::unknown(&looked.subject, &looked.said, "", persona, accept)
        }
    }

    /// Of a package of which nothing was found out, for this reason, and what is said of it nevertheless.
    pub fn unknown(subject: &Subject, said: &Said, why: &str, persona: Persona, accept: &Accept<'_>) -> Self {
        let unknown = || Fact { known: None, unknown: Some(why.to_owned()) };
        let shown = |alarm: &&Alarm| alarm.finding.persona <= persona;
        let alarms: Vec<Found> =
            said.alarms.iter().filter(shown).map(|alarm| Found::of(alarm, accept(alarm))).collect();
        let standing = said.alarms.iter().filter(|alarm| accept(alarm).is_none());
        Self {
            purl: subject.package.purl(),
            version: subject.version().to_owned(),
            registry: None,
            published: unknown(),
            age: None,
            publisher: unknown(),
            level: unknown(),
            hold: Waiting { state: "unknown".to_owned(), until: None, why: Some(why.to_owned()) },
            action: standing.map(|alarm| alarm.action).max().map(Shown::of),
            hidden: said.alarms.len() - alarms.len(),
            alarms,
            steps: Vec::new(),
            gaps: said.gaps.iter().map(Gap::of).collect(),
            compared: None,
            changes: Vec::new(),
            capabilities: None,
            artifact: None,
            doubts: Vec::new(),
        }
    }

    /// What could not be done, or not whole, of what was to be.
    pub fn not_possible(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is_lacking())
    }
}

impl Gap {
    fn of(gap: &stockade_assess::Gap) -> Self {
        let (check, what) = (gap.check.to_owned(), gap.what.to_owned());
        Self { check, package: gap.package.clone(), what, why: gap.why.clone() }
    }
}

fn capabilities(facts: &stockade_assess::facts::Facts) -> Vec<String> {
    let mut all: Vec<String> = facts.of(Class::Capability).map(|fact| fact.value.clone()).collect();
    if facts.of(Class::DynamicCode).next().is_some() {
        all.push("dynamic-code".to_owned());
    }
    all.dedup();
    all
}

/// Who published, in a few words.
pub fn publisher(publisher: &stockade_assess::Publisher) -> String {
    let mut text = publisher.account.clone();
    if let Some(trusted) = &publisher.trusted {
        text.push_str(&format!(", through the trusted publisher {trusted}"));
    }
    if let Some(approver) = &publisher.approver {
        text.push_str(&format!(", approved by {approver}"));
    }
    text
}

impl Fact {
    /// With the words for what is known.
    pub fn of<T>(fact: &Known<T>, words: impl FnOnce(&T) -> String) -> Self {
        match fact {
            Known::Known(value) => Self { known: Some(words(value)), unknown: None },
            Known::Unknown(why) => Self { known: None, unknown: Some(why.clone()) },
        }
    }
}

impl Shown {
    /// The same of an assessment.
    pub const fn of(action: Action) -> Self {
        match action {
            Action::Show => Self::Show,
            Action::Hold => Self::Hold,
            Action::Block => Self::Block,
        }
    }

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Hold => "hold",
            Self::Block => "block",
        }
    }
}

impl Waiting {
    fn of(hold: &Hold) -> Self {
        match hold {
            Hold::Waiting { until, because } => {
                Self { state: "waiting".to_owned(), until: Some(until.to_string()), why: because.clone() }
            }
            Hold::Released(by) => Self { state: "released".to_owned(), until: None, why: Some(by.as_str().to_owned()) },
            Hold::Unknown(why) => Self { state: "unknown".to_owned(), until: None, why: Some(why.clone()) },
        }
    }
}

impl Found {
    /// One alarm.
    pub fn of(alarm: &Alarm, ignored: Option<String>) -> Self {
        let finding = &alarm.finding;
        Self {
            check: finding.check,
            action: Shown::of(alarm.action),
            severity: finding.severity,
            confidence: finding.confidence,
            message: finding.message.clone(),
            evidence: finding.evidence.clone(),
            counter_evidence: finding.counter_evidence.clone(),
            help: finding.help.iter().map(|help| help.text.clone()).collect(),
            lines: (alarm.lines.iter())
                .map(|line| Line {
                    version: line.version.clone(),
                    file: line.file.clone(),
                    line: line.line,
                    excerpt: line.excerpt.clone(),
                })
                .collect(),
            ignored,
        }
    }
}

const NOT_POSSIBLE: &str = "not-possible";
const IN_PART: &str = "in-part";

impl Step {
    /// Whether something of it should have been looked at and could not be.
    pub fn is_lacking(&self) -> bool {
        [NOT_POSSIBLE, IN_PART].contains(&self.state.as_str())
    }

    /// What it is called for people, where it was not done.
    pub fn label(&self) -> &'static str {
        if self.state == IN_PART { "in part" } else { "not checked" }
    }

    fn of(step: &Looking) -> Self {
        let state = match step.state {
            State::Done(_) => "done",
            State::InPart(_) => IN_PART,
            State::NotPossible(_) => NOT_POSSIBLE,
            State::NotAsked(_) => "not-asked",
        };
        let detail = step.state.detail().to_owned();
        Self { what: step.what.id().to_owned(), state: state.to_owned(), detail }
    }
}

/// A span of time in words.
pub fn span(duration: SignedDuration) -> String {
    stockade_assess::checks::span(duration)
}
