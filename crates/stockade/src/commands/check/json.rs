//! The JSON of `stockade check --json`. Version 1 only grows. Specs are written as they are judged, one a line.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::{Confidence, Severity, Verdict};
use stockade_names::answer;

use super::judge;
use super::{Checked, Item};
use crate::packages::report::Assessment;

/// Version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// A report of `stockade check --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// 1. A later version of the program adds members without changing this; it changes when members change or go.
    #[schemars(range(min = 1, max = 1))]
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) pack: Pack,
    /// In the order in which they were given.
    pub(super) specs: Vec<Spec>,
    pub(super) summary: Summary,
    pub(super) exit: Exit,
}

/// What made the report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    pub(super) name: String,
    pub(super) version: String,
}

/// What it was judged with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pack {
    pub(super) version: u64,
    pub(super) sha256: String,
    /// Why it is not the one that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
}

/// One spec.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Spec {
    /// As it was given, secrets replaced.
    spec: String,
    /// The line of the standard input it stands on.
    line: Option<u64>,
    /// `name`, `purl`, `archive` or `launch`; absent where it could not be understood.
    kind: Option<String>,
    /// The strictest of its parts; absent where it could not be understood.
    decision: Option<Verdict>,
    /// Why it could not be understood.
    error: Option<String>,
    /// How to write it.
    hint: Option<String>,
    /// How it was understood.
    notes: Vec<String>,
    /// Wrappers and launcher, outermost first.
    via: Vec<String>,
    parts: Vec<Part>,
}

/// One part of what a spec brings in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Part {
    /// Package URL; absent where it is no package.
    purl: Option<String>,
    /// What it is, for people.
    what: String,
    decision: Verdict,
    /// What decided: `name`, `allow-list`, `opaque`, `package` (its registry, its code, or what settings ask), `absent` (its
    /// registry has no such package or version) or `nothing`.
    decided_by: String,
    /// A mechanism, a check, a code of the allow-list, `opaque`, `no-such-package`, `unknown`, `approved`, `note`, `by-name-alone` (nobody was asked)
    /// or `clean`.
    reason: String,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    /// What is said of its name; absent where its name could not be judged.
    name: Option<Name>,
    /// Why nothing is known of its name, or what cannot be known.
    unknown: Option<String>,
    /// The name it should be compared with.
    resembles: Option<Target>,
    /// What its registry and its code say; absent where it is no package that is looked up.
    package: Option<Assessment>,
    /// Why nothing could be looked up.
    lookup_error: Option<String>,
    allow_list: List,
    /// What to add to the settings so that it is approved.
    approval: Option<String>,
}

/// The answer of the name engine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Name {
    /// `clean`, `note`, `confirm` or `block`.
    verdict: String,
    matches: Vec<Match>,
    /// What the pack knows of the name.
    known: Vec<String>,
    /// Facts that would have mattered and that are not known offline.
    lacking: Vec<String>,
}

/// One way in which the name could be mistaken.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Match {
    mechanism: String,
    /// Its number in the taxonomy; 0 for known malware.
    number: u8,
    verdict: String,
    confidence: Confidence,
    /// 0 to 1; only ranks.
    closeness: f32,
    target: Option<Target>,
    evidence: Vec<String>,
    counter_evidence: Vec<String>,
}

/// What a name could be mistaken for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Target {
    ecosystem: String,
    name: String,
    mechanism: String,
    /// npm: downloads a month. PyPI: rank.
    popularity: Option<u64>,
    owner: Option<String>,
}

/// The word of the allow-list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct List {
    decision: Verdict,
    /// `listed`, `no-list`, `unlisted`, `denied` or `perhaps-denied`.
    code: String,
    reason: String,
    evidence: Vec<String>,
    help: Vec<Help>,
}

/// How to get another answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Help {
    text: String,
    replacement: Option<String>,
}

/// The counts.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// All of them.
    pub specs: usize,
    /// With the decision `allow`, and nothing in them that nobody could judge.
    pub allowed: usize,
    /// With the decision `ask`.
    pub to_ask: usize,
    /// With the decision `deny`.
    pub denied: usize,
    /// With a part that nobody could judge, whatever the decision.
    pub unknown: usize,
    /// With a part of which not everything that was asked for could be looked at.
    pub incomplete: usize,
    /// Packages of which nothing but the name is known, since the run was offline.
    pub lacking: usize,
    /// Not understood.
    pub wrong: usize,
}

/// How the run ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Exit {
    /// As if `--no-exit-codes` were not given.
    pub(super) code: u8,
    pub(super) reasons: Vec<String>,
}

impl Spec {
    pub(super) fn of(item: &Item) -> Self {
        let mut out = Self {
            spec: item.text.clone(),
            line: item.line,
            kind: None,
            decision: None,
            error: None,
            hint: None,
            notes: Vec::new(),
            via: Vec::new(),
            parts: Vec::new(),
        };
        match &item.result {
            Err(wrong) => {
                out.error = Some(wrong.message.clone());
                out.hint.clone_from(&wrong.hint);
            }
            Ok(checked) => {
                out.kind = Some(checked.kind.as_str().to_owned());
                out.decision = Some(checked.decision());
                out.notes.clone_from(&checked.notes);
                out.via.clone_from(&checked.via);
                out.parts = checked.parts.iter().map(|part| Part::of(part, checked)).collect();
            }
        }
        out
    }
}

impl Part {
    fn of(part: &judge::Part, checked: &Checked) -> Self {
        Self {
            purl: part.package().map(stockade_model::Package::purl),
            what: checked.what(part),
            decision: part.decision,
            decided_by: part.by.as_str().to_owned(),
            reason: super::reason(part).to_owned(),
            severity: part.alarm.map(|(severity, _)| severity),
            confidence: part.alarm.map(|(_, confidence)| confidence),
            name: part.answer.as_ref().map(Name::of),
            unknown: part.unjudged.clone(),
            resembles: part.resembles.as_ref().and_then(target),
            package: part.look.as_ref().map(|look| look.assessment.clone()),
            lookup_error: part.look.as_ref().and_then(|look| Some(look.error.as_ref()?.0.clone())),
            allow_list: List {
                decision: part.list.verdict,
                code: part.list.code.to_owned(),
                reason: part.list.reason.clone(),
                evidence: part.list.evidence.iter().chain(&part.refused).cloned().collect(),
                help: (part.list.help.iter())
                    .map(|help| Help { text: help.text.clone(), replacement: help.replacement.clone() })
                    .collect(),
            },
            approval: part.approval.clone(),
        }
    }
}

impl Name {
    fn of(answer: &answer::Answer) -> Self {
        let matches = answer.matches.iter().map(|found| Match {
            mechanism: found.mechanism.to_owned(),
            number: found.number,
            verdict: found.verdict.as_str().to_owned(),
            confidence: found.confidence,
            closeness: found.closeness,
            target: target(found),
            evidence: found.evidence.clone(),
            counter_evidence: found.counter_evidence.clone(),
        });
        Self {
            verdict: answer.verdict.as_str().to_owned(),
            matches: matches.collect(),
            known: answer.known.clone(),
            lacking: answer.missing.iter().map(|fact| (*fact).to_owned()).collect(),
        }
    }
}

fn target(found: &answer::Match) -> Option<Target> {
    found.target.as_ref().map(|target| Target {
        ecosystem: target.ecosystem.purl_type().to_owned(),
        name: target.name.clone(),
        mechanism: found.mechanism.to_owned(),
        popularity: target.popularity,
        owner: target.owner.clone(),
    })
}

/// The JSON Schema of the report, as it stands in `schema/`.
pub fn schema() -> String {
    crate::generated::pretty(&schemars::schema_for!(Document))
}

/// JSON on one line that is safe to print.
pub(super) fn compact(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(crate::visible::json(&serde_json::to_string(value)?).into_owned())
}
