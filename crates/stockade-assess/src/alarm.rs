//! What a check says: a finding for every report, the action it calls for, and the lines inside the package it rests on.

use serde::{Deserialize, Serialize};
use stockade_model::{Finding, Verdict};

use crate::facts::Fact;

/// What an assessment calls for, least first. Severity says how bad it is, this says what becomes of the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It goes on, and is shown.
    Show,
    /// It waits until somebody accepts it.
    Hold,
    /// It does not run.
    Block,
}

impl Action {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Hold => "hold",
            Self::Block => "block",
        }
    }

    /// The same on the scale of all decisions.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Show => Verdict::Allow,
            Self::Hold => Verdict::Ask,
            Self::Block => Verdict::Deny,
        }
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// One line of a package's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The version it stands in.
    pub version: String,
    /// The file, as named inside the package.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// What stands there, shortened.
    pub excerpt: String,
}

impl Line {
    /// The line of a fact.
    pub fn of(version: &str, fact: &Fact) -> Self {
        Self { version: version.to_owned(), file: fact.file.clone(), line: fact.line, excerpt: fact.excerpt.clone() }
    }

    /// `index.js:12`.
    pub fn place(&self) -> String {
        if self.line == 0 { self.file.clone() } else { format!("{}:{}", self.file, self.line) }
    }
}

/// What a check has to say about one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What becomes of the package.
    pub action: Action,
    /// What is reported.
    pub finding: Finding,
    /// The lines it rests on: those of the version compared with first.
    pub lines: Vec<Line>,
}

/// Something a check would have looked at and could not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// The check.
    pub check: &'static str,
    /// The package URL.
    pub package: String,
    /// What is not known.
    pub what: &'static str,
    /// Why not.
    pub why: String,
}

/// Everything the checks say.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What was found, worst first once all is said.
    pub alarms: Vec<Alarm>,
    /// What could not be looked at. A package with gaps is not clean, it is not known to be bad.
    pub gaps: Vec<Gap>,
}

impl Said {
    /// What becomes of it all: the strictest action, none where nothing was said.
    pub fn action(&self) -> Option<Action> {
        self.alarms.iter().map(|alarm| alarm.action).max()
    }

    /// The alarms of a check.
    pub fn of<'a>(&'a self, check: &'a str) -> impl Iterator<Item = &'a Alarm> {
        self.alarms.iter().filter(move |alarm| alarm.finding.check == check)
    }

    /// Worst first, then by check and message: the order of every report.
    pub fn sort(&mut self) {
        self.alarms.sort_by(|a, b| {
            let weight = |alarm: &Alarm| (alarm.action, alarm.finding.severity, alarm.finding.confidence);
            let name = |alarm: &Alarm| (alarm.finding.check, alarm.finding.message.clone());
            weight(b).cmp(&weight(a)).then_with(|| name(a).cmp(&name(b)))
        });
        self.gaps.sort();
        self.gaps.dedup();
    }
}
