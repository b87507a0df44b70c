//! What is kept of an answer: a line of `results.jsonl`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stockade_assess::{Action, Alarm};
use stockade_model::{Ecosystem, Package};
use stockade_survey::{Looked, State};

/// A package.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Row {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
    /// The version that a client would take, then those before it.
    pub(super) versions: Vec<Version>,
    /// The file of the first of them.
    pub(super) file: Option<String>,
    pub(super) unread: Vec<String>,
}

/// A version.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Version {
    pub(super) version: String,
    /// What it was compared with.
    pub(super) before: Option<String>,
    pub(super) said: Vec<Said>,
    /// Steps that could not be made, with the reason.
    pub(super) missing: Vec<String>,
}

/// An alarm.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Said {
    pub(super) check: String,
    pub(super) action: Action,
    pub(super) severity: String,
    pub(super) message: String,
    /// The lines it rests on.
    pub(super) lines: Vec<String>,
}

impl Row {
    pub(super) fn of(looked: &Looked) -> Self {
        Self {
            ecosystem: looked.subject.package.ecosystem,
            name: looked.subject.package.name.clone(),
            versions: vec![Version::of(looked)],
            file: looked.artifact.known().map(|artifact| artifact.file.clone()),
            unread: Vec::new(),
        }
    }

    pub(super) fn failed(package: &Package, why: &str) -> Self {
        Self {
            ecosystem: package.ecosystem,
            name: package.name.clone(),
            versions: Vec::new(),
            file: None,
            unread: vec![why.to_owned()],
        }
    }

    /// Whether it says anything about false alarms: its archive was read, and it had updates.
    pub(super) fn counts(&self) -> bool {
        self.versions.len() > 1 && self.file.is_some()
    }

    pub(super) fn is_of(&self, ecosystem: Ecosystem, name: &str) -> bool {
        self.ecosystem == ecosystem && self.name == Package::new(ecosystem, name).name
    }

    /// For progress.
    pub(super) fn line(&self) -> String {
        let worst = self.versions.iter().flat_map(|version| &version.said).map(|said| said.action).max();
        let worst = worst.map_or("nothing", Action::as_str);
        let unread = self.unread.first().map(|why| format!("  ({why})")).unwrap_or_default();
        format!("{}: {} versions, {worst}{unread}", self.name, self.versions.len())
    }
}

impl Version {
    pub(super) fn of(looked: &Looked) -> Self {
        let missing = looked.steps.iter().filter_map(|step| match &step.state {
            State::NotPossible(why) => Some(format!("{}: {why}", step.what.id())),
            _ => None,
        });
        Self {
            version: looked.subject.version().to_owned(),
            before: looked.subject.baseline.known().map(|baseline| baseline.version.clone()),
            said: looked.said.alarms.iter().map(Said::of).collect(),
            missing: missing.collect(),
        }
    }
}

impl Said {
    fn of(alarm: &Alarm) -> Self {
        let line = |line: &stockade_assess::Line| format!("{} {}: {}", line.version, line.place(), line.excerpt);
        Self {
            check: alarm.finding.check.to_owned(),
            action: alarm.action,
            severity: alarm.finding.severity.to_string(),
            message: alarm.finding.message.clone(),
            lines: alarm.lines.iter().take(4).map(line).collect(),
        }
    }
}

/// What was looked at before. A line that a stopped run left half written is left out.
pub(super) fn read(results: &Path) -> Result<Vec<Row>> {
    if !results.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(results).with_context(|| format!("could not read {}", results.display()))?;
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}
