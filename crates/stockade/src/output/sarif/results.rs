//! Findings as results, problems and gaps as notifications.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use stockade_model::Finding;
use stockade_scan::Suppressed;

use super::log::{Location, Notification, Outcome, Reference, Suppression, Text};
use super::rules::{self, level};
use super::{Page, plain};
use crate::checks;
use crate::visible::line;

impl Page<'_> {
    pub(super) fn results(&self) -> Vec<Outcome> {
        let standing = self.view.report.findings.iter().map(|finding| self.result(finding, None));
        let suppressed = self.view.suppressed().iter().map(|by| self.result(&by.finding, Some(by)));
        standing.chain(suppressed).collect()
    }

    fn result(&self, finding: &Finding, by: Option<&Suppressed>) -> Outcome {
        let related = (1..).zip(&finding.related).map(|(id, (place, label))| Location {
            id: Some(id),
            message: Some(rules::text(&plain(if label.is_empty() { "see also" } else { label }))),
            ..self.location(place, None)
        });
        let suppression = by.map(|by| Suppression {
            kind: if by.inline { "inSource" } else { "external" },
            status: "accepted",
            justification: line(&by.reason).into_owned(),
            location: self.location(&by.ignore, None),
        });
        let mut primary = self.location(&finding.primary, finding.server.as_deref());
        if !finding.label.is_empty() {
            primary.message = Some(rules::text(&plain(&finding.label)));
        }
        Outcome {
            rule_id: finding.check,
            rule_index: checks::position(finding.check),
            level: level(finding.severity),
            message: message(finding),
            locations: vec![primary],
            related_locations: related.collect(),
            partial_fingerprints: BTreeMap::from([("stockadeFinding/v1", self.fingerprint(finding))]),
            suppressions: suppression.into_iter().collect(),
            properties: properties(finding),
        }
    }

    /// Stays the same when lines move, and on another machine with the same files.
    fn fingerprint(&self, finding: &Finding) -> String {
        let place = self.location(&finding.primary, None).physical_location.map(|at| at.artifact_location);
        let place = place.map(|at| format!("{}:{}", at.uri_base_id.unwrap_or(""), at.uri)).unwrap_or_default();
        let server = finding.server.as_deref().unwrap_or("");
        let hash = Sha256::digest([finding.check, server, &place, &finding.message].join("\0"));
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    pub(super) fn notifications(&self) -> Vec<Notification> {
        let problems = self.view.problems().iter().map(|problem| Notification {
            descriptor: Reference { id: rules::problem(problem.kind) },
            level: if problem.kind.is_incomplete() { "error" } else { "warning" },
            message: rules::text(&plain(&problem.message)),
            locations: vec![self.location(&problem.location, None)],
        });
        let gaps = self.view.report.inventory.gaps.iter().map(|gap| {
            let client = gap.client.map(|client| format!("{client}: ")).unwrap_or_default();
            let place = gap.path.as_ref().map(|path| stockade_model::Location::Path(path.clone()));
            Notification {
                descriptor: Reference { id: rules::GAP.to_owned() },
                level: "note",
                message: rules::text(&plain(&format!("{client}{}", gap.what))),
                locations: place.iter().map(|place| self.location(place, None)).collect(),
            }
        });
        problems.chain(gaps).collect()
    }
}

/// What is wrong, then how to mend it: code scanning shows nothing else beside the line.
fn message(finding: &Finding) -> Text {
    let mut text = plain(&finding.message);
    for help in &finding.help {
        text.push_str(&format!("\nhelp: {}", plain(&help.text)));
        if let Some(replacement) = &help.replacement {
            let several = if replacement.contains('\n') { "\n" } else { " " };
            let replacement = replacement.lines().map(plain).collect::<Vec<_>>().join("\n");
            text.push_str(&format!(":{several}{replacement}"));
        }
    }
    Text { text, markdown: None }
}

fn properties(finding: &Finding) -> BTreeMap<&'static str, serde_json::Value> {
    let mut properties = BTreeMap::from([
        ("severity", json!(finding.severity)),
        ("confidence", json!(finding.confidence)),
        ("persona", json!(finding.persona)),
        ("evidence", json!(finding.evidence)),
        ("counterEvidence", json!(finding.counter_evidence)),
    ]);
    properties.extend(finding.client.map(|client| ("client", json!(client))));
    properties.extend(finding.package.as_ref().map(|package| ("package", json!(package))));
    properties
}
