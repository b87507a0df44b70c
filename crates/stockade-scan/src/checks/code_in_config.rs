//! `code-in-config`: the client runs something else than the server while it reads the entry.

use stockade_model::{Confidence, ConfigCodeKind, Finding, Severity};

use super::{Check, Scene, about, is_shared, place};

pub(super) const CHECK: Check = Check {
    id: "code-in-config",
    summary: "the client runs code or reads files while it loads the config",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/code-in-config.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _) in scene.servers() {
        for code in &server.code {
            let (what, usual) = match code.kind {
                ConfigCodeKind::ShellExpansion => ("a command that the client runs while it loads the file", Severity::High),
                ConfigCodeKind::HeadersHelper => ("a command that the client runs to obtain headers", Severity::Medium),
                ConfigCodeKind::FileInclusion => ("a file that the client puts into the entry", Severity::Medium),
                ConfigCodeKind::InlineSource => ("source text that the client runs", Severity::High),
                ConfigCodeKind::Script => ("a script that the client runs to build its config", Severity::Medium),
            };
            let severity = if is_shared(server.scope) { usual.max(Severity::High) } else { usual };
            let builder = about(&CHECK, severity, CHECK.confidence, server)
                .evidence(format!("`{}`", code.text))
                .counter_evidence("Stockade did not run it and does not know what it gives")
                .help("write the value itself, or take it from an environment variable");
            let message = format!("the entry `{}` holds {what}", server.name.value);
            findings.push(builder.at(place(server, Some(code.span)), what, message));
        }
    }
}
