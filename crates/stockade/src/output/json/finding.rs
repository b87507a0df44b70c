//! What checks say, what ignores cover, what could not be read and what cannot be seen.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::{Confidence, Persona, ProblemKind, Severity};

use super::place::Place;
use crate::place::Places;

/// A finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// The check's id.
    check: String,
    severity: Severity,
    confidence: Confidence,
    persona: Persona,
    message: String,
    place: Place,
    /// What stands at that place.
    label: String,
    related: Vec<Related>,
    /// The id of the server it is about.
    server: Option<String>,
    client: Option<String>,
    /// The package URL it is about.
    package: Option<String>,
    evidence: Vec<String>,
    counter_evidence: Vec<String>,
    help: Vec<Help>,
}

/// A further place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Related {
    place: Place,
    label: String,
}

/// How to fix or accept it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Help {
    text: String,
    /// The exact text to write instead.
    replacement: Option<String>,
}

/// A finding that an ignore covers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Suppressed {
    /// Why it is accepted.
    reason: String,
    /// Where that is written.
    ignore: Place,
    /// Whether that is a comment in the config, and not in settings.
    inline: bool,
    finding: Finding,
}

/// Something that could not be read, or not without doubt.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Problem {
    kind: ProblemKind,
    message: String,
    client: Option<String>,
    /// Whether something was left unread because of it.
    incomplete: bool,
    place: Place,
}

/// Something that this scan cannot see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gap {
    client: Option<String>,
    what: String,
    path: Option<String>,
}

impl Finding {
    pub(super) fn of(finding: &stockade_model::Finding, places: &Places<'_>) -> Self {
        let related = finding
            .related
            .iter()
            .map(|(location, label)| Related { place: Place::of(location, places), label: label.clone() });
        let help =
            finding.help.iter().map(|help| Help { text: help.text.clone(), replacement: help.replacement.clone() });
        Self {
            check: finding.check.to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            persona: finding.persona,
            message: finding.message.clone(),
            place: Place::of(&finding.primary, places),
            label: finding.label.clone(),
            related: related.collect(),
            server: finding.server.clone(),
            client: finding.client.map(|client| client.to_string()),
            package: finding.package.clone(),
            evidence: finding.evidence.clone(),
            counter_evidence: finding.counter_evidence.clone(),
            help: help.collect(),
        }
    }
}

impl Suppressed {
    pub(super) fn of(suppressed: &stockade_scan::Suppressed, places: &Places<'_>) -> Self {
        Self {
            reason: suppressed.reason.clone(),
            ignore: Place::of(&suppressed.ignore, places),
            inline: suppressed.inline,
            finding: Finding::of(&suppressed.finding, places),
        }
    }
}

impl Problem {
    pub(super) fn of(problem: &stockade_model::Problem, places: &Places<'_>) -> Self {
        Self {
            kind: problem.kind,
            message: problem.message.clone(),
            client: problem.client.map(|client| client.to_string()),
            incomplete: problem.kind.is_incomplete(),
            place: Place::of(&problem.location, places),
        }
    }
}

impl Gap {
    pub(super) fn of(gap: &stockade_model::Gap) -> Self {
        Self {
            client: gap.client.map(|client| client.to_string()),
            what: gap.what.clone(),
            path: gap.path.as_ref().map(|path| path.display().to_string()),
        }
    }
}
