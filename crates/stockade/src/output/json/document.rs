//! The whole report.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::{Os, Severity};

use super::finding::{Finding, Gap, Problem, Suppressed};
use super::server::{Config, Mention, RunningProcess, Secret, Server};
use super::summary::{Baseline, Exit, Summary};
use crate::place::Places;
use crate::view::View;

/// A report of `stockade scan --json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// 1. A later version of the program adds members without changing this; it changes when members change or go.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
    tool: Tool,
    scan: Scan,
    /// Files that were read and belong to a client.
    configs: Vec<Config>,
    servers: Vec<Server>,
    /// MCP packages that project files name.
    mentions: Vec<Mention>,
    /// Plain-text secrets outside of server entries.
    secrets: Vec<Secret>,
    processes: Vec<RunningProcess>,
    /// Worst first.
    findings: Vec<Finding>,
    /// Findings that ignores cover.
    suppressed: Vec<Suppressed>,
    problems: Vec<Problem>,
    gaps: Vec<Gap>,
    /// Absent without `--baseline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Baseline>,
    summary: Summary,
    exit: Exit,
}

/// What made the report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    name: String,
    version: String,
}

/// What was scanned.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Scan {
    home: String,
    os: Os,
    /// Where system-wide configs were looked for; absent where they were left out.
    root: Option<String>,
    /// Whether it was the running user's own home.
    live: bool,
    /// Project directories that were looked at.
    projects: Vec<String>,
    /// What fails the run.
    fail_on: Severity,
    /// What to know of how it was judged: that another knowledge pack was used than the one that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Document {
    /// Of what is shown.
    pub fn of(view: &View, places: &Places<'_>) -> Self {
        let report = &view.report;
        let inventory = &report.inventory;
        Self {
            schema_version: super::SCHEMA_VERSION,
            tool: Tool { name: "stockade".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            scan: Scan {
                home: view.facts.home.display().to_string(),
                os: view.facts.os,
                root: view.facts.root.as_ref().map(|root| root.display().to_string()),
                live: view.facts.live,
                projects: inventory.projects.iter().map(|path| path.display().to_string()).collect(),
                fail_on: view.facts.fail_on,
                note: view.facts.note.clone(),
            },
            configs: inventory.configs.iter().map(|config| Config::of(config, places)).collect(),
            servers: view.servers().map(|(server, launch)| Server::of(server, launch, places)).collect(),
            mentions: inventory.mentions.iter().map(|mention| Mention::of(mention, places)).collect(),
            secrets: inventory.secrets.iter().map(|(source, secret)| Secret::of(*source, secret, places)).collect(),
            processes: inventory.processes.iter().map(RunningProcess::of).collect(),
            findings: report.findings.iter().map(|finding| Finding::of(finding, places)).collect(),
            suppressed: view.suppressed().iter().map(|suppressed| Suppressed::of(suppressed, places)).collect(),
            problems: view.problems().iter().map(|problem| Problem::of(problem, places)).collect(),
            gaps: inventory.gaps.iter().map(Gap::of).collect(),
            baseline: view.baseline.as_ref().map(Baseline::of),
            summary: Summary::of(view),
            exit: Exit::of(view),
        }
    }
}
