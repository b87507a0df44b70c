//! `unexplained-process`: something runs that no config accounts for.

use stockade_model::{Confidence, Finding, Location, Severity};

use super::{Check, Scene};

pub(super) const CHECK: Check = Check {
    id: "unexplained-process",
    summary: "an MCP server runs that no config explains, or from somewhere else than its config says",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/unexplained-process.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for process in &scene.inventory.processes {
        let line = process.argv.join(" ");
        let place = Location::Process(process.pid);
        if let (Some(why), true) = (&process.looks_like, process.explained_by.is_empty()) {
            let mut builder = Finding::builder(CHECK.id, CHECK.severity, CHECK.confidence)
                .evidence(why.clone())
                .evidence(format!("launch line: `{line}`"))
                .counter_evidence("it may have been started by hand, by a test, or by a client with a config that Stockade cannot see")
                .help("find out who started it (its parent process), and stop it if nobody knows");
            if let Some(executable) = &process.executable {
                builder = builder.evidence(format!("executable: `{}`", executable.display()));
            }
            let message = format!("process {} looks like an MCP server, and no config explains it", process.pid);
            findings.push(builder.at(place.clone(), "unexplained", message));
        }
        for deviation in &process.deviations {
            let builder = Finding::builder(CHECK.id, CHECK.severity, CHECK.confidence)
                .evidence(format!("launch line: `{line}`"))
                .evidence(format!("explained by {}", process.explained_by.join(", ")))
                .help("restart the client; if it happens again, look at what stands in front of the config's command");
            let message = format!("process {}: {deviation}", process.pid);
            findings.push(builder.at(place.clone(), "runs from somewhere else", message));
        }
    }
}
