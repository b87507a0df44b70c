//! `opaque-launch`: nobody can say what runs without running it.

use stockade_model::{Confidence, Finding, Severity, launch::OpaqueReason};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "opaque-launch",
    summary: "what the launch line runs cannot be known without running it",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/opaque-launch.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, launch) in scene.servers() {
        for opaque in &launch.opaque {
            let (severity, help) = judge(opaque.reason);
            let builder = about(&CHECK, severity, CHECK.confidence, server).evidence(opaque.detail.clone()).help(help);
            let message = format!("it cannot be known what `{}` runs: {}", server.name.value, opaque.detail);
            findings.push(builder.at(place(server, opaque.span), opaque.detail.clone(), message));
        }
    }
}

/// Severity follows from who chooses what runs: a shell or source text can do anything, an unset variable usually names a path.
const fn judge(reason: OpaqueReason) -> (Severity, &'static str) {
    match reason {
        OpaqueReason::ShellSyntax => (Severity::High, "start the program directly, without a shell, one command only"),
        OpaqueReason::InlineCode => (Severity::High, "move the source into a package or file that can be pinned and read"),
        OpaqueReason::TooDeep => (Severity::High, "remove the wrappers"),
        OpaqueReason::RemoteChoice => (Severity::Medium, "name the package or address itself instead of a service that picks one"),
        OpaqueReason::Unexpanded => (Severity::Medium, "write the value out, or set the variable where the client reads it"),
        OpaqueReason::UnknownArgument => (Severity::Medium, "remove the argument, or report it as missing from Stockade's table"),
        OpaqueReason::Indirect => (Severity::Medium, "name the program that the task or script starts"),
        OpaqueReason::Empty => (Severity::Low, "give the entry a `command` or a `url`, or delete it"),
    }
}
