//! Definitions of tools in a difference, as they stand in JSON.
//!
//! - they are read from the code of both archives and nothing is started: what was not readable is said;
//! - what models are told anew is searched for hidden instructions, as the gate does it for listings; it is shown, and
//!   neither holds nor blocks.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_assess::Known;
use stockade_assess::diff;
use stockade_model::{Confidence, Severity, Told, Tool, Tools};
use stockade_policy::prose;
use stockade_survey::{Comparison, Profile};

use super::{json, words};

/// All that there is was compared.
pub(super) const COMPARED: &str = "compared";
/// Places that are named; more are counted.
const MOST_PLACES: usize = 3;

/// A definition of a tool that came, went, or says something else.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToolChange {
    /// What it is called. `{…}` stands for what is worked out at run time.
    pub(super) name: String,
    /// `added`, `removed` or `changed`.
    pub(super) sign: String,
    /// Where it stood in the old version: `index.js:12`.
    pub(super) old_at: Option<String>,
    /// Where it stands in the new version.
    pub(super) new_at: Option<String>,
    /// What models are told; absent where that is the same.
    pub(super) description: Option<Text>,
    /// What it takes, as a schema or as the code that makes one; absent where that is the same.
    pub(super) input: Option<Text>,
    /// What of that is new and looks like hidden instructions.
    pub(super) hits: Vec<Hit>,
}

/// A text of a definition, in both versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Text {
    /// What it was; absent where there was none, or it is worked out at run time.
    pub(super) old: Option<String>,
    /// What it is; absent where there is none, or it is worked out at run time.
    pub(super) new: Option<String>,
    /// What changed, on one line: `[-gone-]`, `{+come+}`, and `…` for what stayed. Absent where one of both is.
    pub(super) difference: Option<String>,
    /// Whether both are known whole.
    pub(super) whole: bool,
}

/// Something that looks like hidden instructions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hit {
    /// The rule's id.
    pub(super) rule: String,
    /// What it finds.
    summary: String,
    /// How bad it is if it is meant so.
    pub(super) severity: Severity,
    /// How often it is meant so.
    confidence: Confidence,
    /// `description` or `input`.
    pub(super) part: &'static str,
    /// What stands there, with hidden characters written out.
    pub(super) excerpt: String,
}

/// What became of the definitions, for both sides.
pub(super) fn said(old: &Profile, new: &Profile) -> String {
    let (was, is) = match (&old.tools, &new.tools) {
        (Known::Known(was), Known::Known(is)) => (was, is),
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => return format!("not compared: {why}"),
    };
    if was.by_name.is_empty() && is.by_name.is_empty() && was.is_empty() && is.is_empty() {
        return "not compared: none stands in the code of either version, as far as it is known how tools are defined"
            .to_owned();
    }
    let unread: Vec<String> = [(old, was), (new, is)].iter().filter_map(|(side, tools)| unread(side, tools)).collect();
    if unread.is_empty() {
        return COMPARED.to_owned();
    }
    format!("compared as far as they stand in the code; {}", unread.join("; "))
}

/// What of one side could not be read.
fn unread(side: &Profile, tools: &Tools) -> Option<String> {
    let mut all = Vec::new();
    if tools.unread_count > 0 {
        let places = tools.unread.iter().take(MOST_PLACES).map(|place| format!("{}:{}", place.file, place.line));
        let places: Vec<String> = places.collect();
        let more =
            if usize::try_from(tools.unread_count).is_ok_and(|count| count > places.len()) { ", …" } else { "" };
        let (count, are) =
            (tools.unread_count, if tools.unread_count == 1 { "place defines" } else { "places define" });
        let why = "their names are worked out at run time, or there are more than are read";
        all.push(format!("{count} {are} tools that were not read: {why} ({}{more})", places.join(", ")));
    }
    if tools.in_part() > 0 {
        let (part, of) = (tools.in_part(), tools.by_name.len());
        all.push(format!("the description or input of {part} of {of} tools is not readable there, or not all of it"));
    }
    (!all.is_empty()).then(|| format!("{}: {}", side.version, all.join(", ")))
}

/// The definitions that changed.
pub(super) fn changes(compared: &Comparison) -> Vec<ToolChange> {
    let names = |profile: &Profile| profile.tools.known().map(|tools| tools.by_name.keys().cloned().collect());
    let own: Vec<String> = names(&compared.new).unwrap_or_default();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    compared.diff.tools.iter().map(|change| ToolChange::of(change, &own)).collect()
}

impl ToolChange {
    fn of(change: &diff::ToolChange, own: &[&str]) -> Self {
        let at = |tool: &Option<Tool>| tool.as_ref().map(|tool| format!("{}:{}", tool.place.file, tool.place.line));
        let (old, new) = (change.old.as_ref(), change.new.as_ref());
        let one = old.is_none() || new.is_none();
        let text = |part: fn(&Tool) -> &Told| Text::of(old.map(part), new.map(part));
        let description = (one || change.is_described_anew()).then(|| text(|tool| &tool.description));
        let input = (one || change.takes_other_input()).then(|| text(|tool| &tool.input));
        let mut hits = Vec::new();
        hits.extend(description.iter().flat_map(|text| text.hits("description", own)));
        hits.extend(input.iter().flat_map(|text| text.hits("input", own)));
        Self {
            name: change.name.clone(),
            sign: json::word(&change.sign),
            old_at: at(&change.old),
            new_at: at(&change.new),
            description,
            input,
            hits,
        }
    }
}

impl Text {
    fn of(old: Option<&Told>, new: Option<&Told>) -> Self {
        let text = |told: Option<&Told>| told.and_then(Told::text).map(str::to_owned);
        let (was, is) = (text(old), text(new));
        let difference = was.as_deref().zip(is.as_deref()).and_then(|(was, is)| words::between(was, is));
        Self { difference, old: was, new: is, whole: [old, new].into_iter().flatten().all(Told::is_whole) }
    }

    /// What is told anew and looks like hidden instructions.
    fn hits(&self, part: &'static str, own: &[&str]) -> Vec<Hit> {
        let context = prose::Context { own, others: &[] };
        let find = |text: &Option<String>| text.as_ref().map(|text| prose::text(text, context)).unwrap_or_default();
        let before = find(&self.old);
        let known = |hit: &prose::Hit| before.iter().any(|old| old.rule == hit.rule && old.excerpt == hit.excerpt);
        let new = find(&self.new).into_iter().filter(|hit| !known(hit));
        new.map(|hit| Hit {
            rule: hit.rule.to_owned(),
            summary: hit.summary.to_owned(),
            severity: hit.severity,
            confidence: hit.confidence,
            part,
            excerpt: hit.excerpt,
        })
        .collect()
    }
}
