//! The checks as rules, and the kinds of problems as notifications.

use std::collections::BTreeMap;

use serde_json::json;
use stockade_model::{Confidence, ProblemKind, Severity};

use super::log::{Configuration, Descriptor, Text};
use crate::checks;

/// The id of the notification for what cannot be seen.
pub(super) const GAP: &str = "gap";

/// The id of the notification for a problem.
pub(super) fn problem(kind: ProblemKind) -> String {
    format!("problem/{}", kind.as_str())
}

/// Every check, whether it found something or not.
pub(super) fn all() -> Vec<Descriptor> {
    checks::all()
        .map(|check| Descriptor {
            id: check.id.to_owned(),
            short_description: text(check.summary),
            full_description: Some(text(why(check.page).unwrap_or(check.summary))),
            help: Some(Text { text: check.page.to_owned(), markdown: Some(check.page.to_owned()) }),
            default_configuration: Some(Configuration { level: level(check.severity) }),
            properties: BTreeMap::from([
                ("tags", json!(["security", "supply-chain", "mcp"])),
                ("precision", json!(precision(check.confidence))),
                ("security-severity", json!(security_severity(check.severity))),
            ]),
        })
        .collect()
}

/// Every kind of notification.
pub(super) fn notifications() -> Vec<Descriptor> {
    use ProblemKind::{
        ChangedWhileRead, DuplicateKey, Encoding, Entry, Knowledge, NotRegular, SymlinkLoop, Syntax, TooDeep, TooLarge,
        Truncated, Unasked, Unreadable,
    };
    let kinds = [
        (Unreadable, "the system refused to give a file"),
        (TooLarge, "a file is larger than any config"),
        (NotRegular, "a config's place holds something that is no file"),
        (SymlinkLoop, "a config's place is a loop of links"),
        (Encoding, "a file is not UTF-8"),
        (Syntax, "a file is not of its format"),
        (TooDeep, "a file is nested too deep"),
        (ChangedWhileRead, "a file changed while it was read"),
        (DuplicateKey, "a key stands twice in one object"),
        (Entry, "a server entry has a shape that no client documents"),
        (Truncated, "a search stopped at its limit"),
        (Unasked, "a registry that should have been asked could not be"),
        (Knowledge, "what package names are judged with cannot be used"),
    ];
    let descriptor = |id: String, what: &str| Descriptor {
        id,
        short_description: text(what),
        full_description: None,
        help: None,
        default_configuration: None,
        properties: BTreeMap::new(),
    };
    let mut all: Vec<Descriptor> = kinds.into_iter().map(|(kind, what)| descriptor(problem(kind), what)).collect();
    all.push(descriptor(GAP.to_owned(), "something that this scan cannot see"));
    all
}

/// SARIF's word for a severity.
pub(crate) const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A number that code scanning sorts into its own classes; 0 is none of them.
const fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

const fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "very-high",
        Confidence::Medium => "high",
        Confidence::Low => "low",
    }
}

/// The paragraph that says why a check matters.
fn why(page: &'static str) -> Option<&'static str> {
    let (_, rest) = page.split_once("## Why it matters\n")?;
    rest.trim().split("\n\n").next()
}

pub(crate) fn text(text: &str) -> Text {
    Text { text: text.to_owned(), markdown: None }
}
