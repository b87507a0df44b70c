//! The counts, the baseline, and how the run ended.

use schemars::JsonSchema;
use serde::Serialize;

use crate::view::{Compared, View};

/// The counts. Nothing is hidden without being counted here.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Servers in this report.
    servers: usize,
    /// Findings in this report, by severity.
    findings: BySeverity,
    hidden: Hidden,
    /// Findings that ignores cover.
    suppressed: usize,
    /// Findings that the baseline already holds.
    known: usize,
    problems: usize,
    gaps: usize,
}

/// Counts of findings.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct BySeverity {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

/// What filters hide.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hidden {
    /// Findings for a more sensitive persona.
    persona: usize,
    /// Findings below `--min-confidence`.
    min_confidence: usize,
    /// Findings of other checks.
    check: usize,
    /// Findings about other servers.
    server: usize,
    /// Servers that `--server` leaves out.
    servers: usize,
}

/// What differs from the baseline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Baseline {
    path: String,
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<Changed>,
}

/// A server that says something else now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Changed {
    server: String,
    changes: Vec<String>,
}

/// How the run ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Exit {
    /// 0, 1 or 3, as if `--no-exit-codes` were not given.
    code: u8,
    reasons: Vec<String>,
}

impl Summary {
    pub(super) fn of(view: &View) -> Self {
        use stockade_model::Severity::{Critical, High, Info, Low, Medium};
        let mut findings = BySeverity::default();
        for finding in &view.report.findings {
            *match finding.severity {
                Critical => &mut findings.critical,
                High => &mut findings.high,
                Medium => &mut findings.medium,
                Low => &mut findings.low,
                Info => &mut findings.info,
            } += 1;
        }
        let hidden = &view.hidden;
        Self {
            servers: view.servers.len(),
            findings,
            hidden: Hidden {
                persona: hidden.persona,
                min_confidence: hidden.confidence,
                check: hidden.check,
                server: hidden.server,
                servers: hidden.servers,
            },
            suppressed: view.suppressed().len(),
            known: view.baseline.as_ref().map_or(0, |compared| compared.known),
            problems: view.problems().len(),
            gaps: view.report.inventory.gaps.len(),
        }
    }
}

impl Baseline {
    pub(super) fn of(compared: &Compared) -> Self {
        let difference = &compared.difference;
        let changed = difference
            .changed
            .iter()
            .map(|(server, changes)| Changed { server: server.clone(), changes: changes.clone() });
        Self {
            path: compared.path.display().to_string(),
            added: difference.added.clone(),
            removed: difference.removed.clone(),
            changed: changed.collect(),
        }
    }
}

impl Exit {
    pub(super) fn of(view: &View) -> Self {
        Self { code: view.verdict.code, reasons: view.verdict.reasons.clone() }
    }
}
