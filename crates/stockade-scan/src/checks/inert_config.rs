//! `inert-config`: somebody thinks this server is configured, but no client reads it here.

use stockade_model::{Confidence, Finding, Severity, State};

use super::{Check, Scene, place};

pub(super) const CHECK: Check = Check {
    id: "inert-config",
    summary: "an entry stands where no client reads it",
    severity: Severity::Low,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/inert-config.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _) in scene.servers() {
        let State::Inert(why) = &server.state else { continue };
        let builder = Finding::builder(CHECK.id, CHECK.severity, CHECK.confidence)
            .server(server)
            .evidence(why.clone())
            .help("move the entry to a file that the client reads, or delete it");
        let message = format!("`{}` never starts from here: {why}", server.name.value);
        findings.push(builder.at(place(server, None), "no client reads this", message));
    }
}
