//! The JSON of `stockade diff --json`. Version 1 only grows.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use stockade_assess::{Known, diff};
use stockade_survey::{Comparison, Profile};

use super::tools::{self, ToolChange};
use crate::commands::Failure;
use crate::exit::Verdict;
use crate::packages::report::{Assessment, Fact, Line, Shown, publisher};

/// Version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// A report of `stockade diff --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// 1. A later version of the program adds members without changing this; it changes when members change or go.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
    /// The version that is compared with.
    pub(super) old: Side,
    /// The version that is looked at.
    pub(super) new: Side,
    /// How far it is: `patch`, `minor`, `major`, `same`, `down`; absent where a version cannot be read.
    pub(super) step: Option<String>,
    /// What changed, by subject, what calls for most first.
    pub(super) changes: Vec<Change>,
    /// What comes in with it and moved.
    pub(super) dependencies: Vec<Moved>,
    /// What became of the definitions of its tools: `compared`, or what of them was not, and why.
    pub(super) tools: String,
    /// The definitions that came, went, or say something else.
    pub(super) tool_changes: Vec<ToolChange>,
    /// What could not be compared.
    pub(super) unknown: Vec<Unknown>,
    /// What is said of the new version as an update from the old one.
    pub(super) assessment: Assessment,
    exit: Exit,
}

/// One version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Side {
    /// The package URL, or the archive's name.
    pub(super) name: String,
    pub(super) version: String,
    pub(super) published: Fact,
    pub(super) publisher: Fact,
    /// `A`, `B`, `C` or `D`.
    pub(super) level: Fact,
    /// What it asks for: names and ranges.
    pub(super) dependencies: List,
    /// What runs when it is installed: the script and its command.
    pub(super) install_scripts: List,
    /// What its code can do.
    pub(super) capabilities: List,
    /// The hosts that stand in it.
    pub(super) hosts: List,
    /// The constant recipients that stand in it.
    pub(super) recipients: List,
    /// The tools that its code defines, by name.
    pub(super) tools: List,
}

/// Things that are known, or why they are not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct List {
    /// What is known.
    pub(super) known: Option<Vec<String>>,
    /// Why it is not.
    pub(super) unknown: Option<String>,
}

/// One change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// What it is about: `publisher`, `provenance`, `recipient`, `install-script`, `capability`, `host`, `secret`, `act`, `code`,
    /// `dependency` or `tool`.
    pub(super) about: String,
    /// `added`, `removed`, `changed` or `more`.
    sign: String,
    /// What it is called: `constant recipient`.
    what: String,
    /// What it is now; what it was, where it was removed.
    value: String,
    /// What it was, where it was something else.
    before: Option<String>,
    /// The rule that looked at it: `D1` to `D12`.
    pub(super) rule: Option<String>,
    /// What it calls for.
    pub(super) action: Shown,
    /// All of it in one line.
    pub(super) text: String,
    /// The line of the old version: the same there, else the nearest of its kind in that file.
    pub(super) old: Option<Line>,
    /// The line of the new version.
    pub(super) new: Option<Line>,
}

/// A package that came, went, or has another version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Moved {
    /// Package URL, with the new version, or the one that went.
    pub(super) purl: String,
    /// `added`, `removed`, `changed`.
    pub(super) sign: String,
    /// The version it had.
    pub(super) before: Option<String>,
    /// What pulls it in, the server first.
    pub(super) through: Vec<String>,
    /// What changed inside; absent where that was not looked at.
    pub(super) changes: Option<Vec<Change>>,
}

/// Something that could not be compared.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Unknown {
    pub(super) what: String,
    pub(super) why: String,
}

/// How the run ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Exit {
    /// As if `--no-exit-codes` were not given.
    code: u8,
    reasons: Vec<String>,
}

impl Document {
    pub(super) fn of(compared: &Comparison, assessment: Assessment, verdict: &Verdict) -> Self {
        let diff = &compared.diff;
        Self {
            schema_version: SCHEMA_VERSION,
            old: Side::of(&compared.old),
            new: Side::of(&compared.new),
            step: diff.step.map(|step| step.as_str().to_owned()),
            changes: diff.changes.iter().map(Change::of).collect(),
            dependencies: diff.dependencies.iter().map(Moved::of).collect(),
            tools: tools::said(&compared.old, &compared.new),
            tool_changes: tools::changes(compared),
            unknown: (diff.unknown.iter())
                .map(|(what, why)| Unknown { what: what.clone(), why: why.clone() })
                .collect(),
            assessment,
            exit: Exit { code: verdict.code, reasons: verdict.reasons.clone() },
        }
    }

    /// As it is written.
    pub(super) fn text(&self) -> Result<String, Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::new(format!("could not write JSON: {error}")))?;
        Ok(crate::visible::json(&text).into_owned() + "\n")
    }
}

impl Side {
    fn of(profile: &Profile) -> Self {
        let pairs =
            |map: &BTreeMap<String, String>| map.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let all = |set: &BTreeSet<String>| set.iter().cloned().collect();
        Self {
            name: profile.name.clone(),
            version: profile.version.clone(),
            published: Fact::of(&profile.published, Clone::clone),
            publisher: Fact::of(&profile.publisher, publisher),
            level: Fact::of(&profile.level, |level| level.as_str().to_owned()),
            dependencies: List::of(&profile.dependencies, pairs),
            install_scripts: List::of(&profile.scripts, pairs),
            capabilities: List::of(&profile.capabilities, all),
            hosts: List::of(&profile.hosts, all),
            recipients: List::of(&profile.recipients, all),
            tools: List::of(&profile.tools, |tools| tools.by_name.keys().cloned().collect()),
        }
    }
}

impl List {
    fn of<T>(known: &Known<T>, list: impl FnOnce(&T) -> Vec<String>) -> Self {
        match known {
            Known::Known(value) => Self { known: Some(list(value)), unknown: None },
            Known::Unknown(why) => Self { known: None, unknown: Some(why.clone()) },
        }
    }
}

impl Change {
    fn of(change: &diff::Change) -> Self {
        let line = |line: &stockade_assess::Line| Line {
            version: line.version.clone(),
            file: line.file.clone(),
            line: line.line,
            excerpt: line.excerpt.clone(),
        };
        Self {
            about: word(&change.aspect),
            sign: word(&change.sign),
            what: change.what.clone(),
            value: change.value.clone(),
            before: change.before.clone(),
            rule: change.rule.map(|rule| format!("{rule:?}")),
            action: Shown::of(change.action),
            text: change.to_string(),
            old: change.old.as_ref().map(line),
            new: change.new.as_ref().map(line),
        }
    }
}

impl Moved {
    fn of(moved: &diff::dependencies::Moved) -> Self {
        Self {
            purl: moved.package.purl(),
            sign: word(&moved.sign),
            before: moved.before.clone(),
            through: moved.through.iter().map(stockade_model::Package::purl).collect(),
            changes: moved.diff.as_ref().map(|diff| diff.changes.iter().map(Change::of).collect()),
        }
    }
}

/// The word that an enumeration has in JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The JSON Schema of the report, as it stands in `schema/`.
pub fn schema() -> String {
    crate::generated::pretty(&schemars::schema_for!(Document))
}
