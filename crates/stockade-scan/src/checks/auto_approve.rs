//! `auto-approve`: tools run without anybody being asked.

use stockade_model::{Approval, Confidence, Finding, Server, Severity, Span};

use super::{Check, Scene, about, is_shared, place};

pub(super) const CHECK: Check = Check {
    id: "auto-approve",
    summary: "the client calls tools of this server without asking",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/auto-approve.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _) in scene.servers() {
        for approval in &server.approvals {
            let (usual, what) = match &approval.value {
                Approval::Start => {
                    started(server, approval.span, findings);
                    continue;
                }
                Approval::All => (CHECK.severity, "every tool".to_owned()),
                Approval::Tools(tools) => (Severity::Low, format!("{} tools ({})", tools.len(), tools.join(", "))),
            };
            // A checkout that approves its own server takes the decision from the one it belongs to.
            let severity =
                if is_shared(server.scope) && approval.value == Approval::All { Severity::High } else { usual };
            let builder = about(&CHECK, severity, CHECK.confidence, server)
                .evidence(format!("{what} of the server run without a question"))
                .help("remove the setting, or list only tools that read and cannot send");
            let message = format!("`{}` may use {what} without asking", server.name.value);
            findings.push(builder.at(place(server, Some(approval.span)), "no question asked", message));
        }
    }
}

/// Whoever writes the checkout decides what starts on the machine of everybody who opens it.
fn started(server: &Server, span: Span, findings: &mut Vec<Finding>) {
    let builder = about(&CHECK, Severity::High, CHECK.confidence, server)
        .evidence("the client would ask before it starts a server of a checkout; a setting answers for the user")
        .help("remove `enableAllProjectMcpServers` or `enabledMcpjsonServers` from the settings");
    let message = format!("`{}` starts without a question as soon as the checkout is opened", server.name.value);
    findings.push(builder.at(place(server, Some(span)), "no question asked", message));
}
