//! `secret-in-config`: a credential stands in a file as plain text.

use stockade_model::{Confidence, Finding, Location, Secret, Severity};

use super::{Check, Scene, about, is_shared};

pub(super) const CHECK: Check = Check {
    id: "secret-in-config",
    summary: "a credential stands in a config file as plain text",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/secret-in-config.md"),
    run,
};

/// Kinds that only a key's name told: the value may be something harmless.
static BY_NAME: &[&str] = &["password", "cookie", "authorization", "api-key", "token", "secret", "url-parameter"];

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _) in scene.servers() {
        for secret in &server.secrets {
            // What comes with a checkout is known to everybody who can read the repository.
            let severity = if is_shared(server.scope) { Severity::High } else { CHECK.severity };
            let mut builder = about(&CHECK, severity, confidence(secret), server).evidence(evidence(secret)).help(
                "put the value into the environment or a secret store, and write a reference here: `${NAME}` where the client expands it",
            );
            builder = builder.help("replace the credential at its issuer if this file was ever shared");
            let message = format!("{} of `{}` stands here as plain text", what(secret), server.name.value);
            findings.push(builder.at(Location::span(server.source, secret.span), secret.kind, message));
        }
    }
    for (source, secret) in &scene.inventory.secrets {
        let builder = Finding::builder(CHECK.id, Severity::Low, confidence(secret))
            .evidence(evidence(secret))
            .help("put the value into the environment or a secret store");
        let message = format!("{} stands in a file that MCP clients read", what(secret));
        findings.push(builder.at(Location::span(*source, secret.span), secret.kind, message));
    }
}

fn confidence(secret: &Secret) -> Confidence {
    if BY_NAME.contains(&secret.kind) { CHECK.confidence } else { Confidence::High }
}

fn evidence(secret: &Secret) -> String {
    match &secret.key {
        Some(key) if BY_NAME.contains(&secret.kind) => format!("the value of `{key}` is no reference"),
        _ => format!("the value has the form of a {}", secret.kind),
    }
}

fn what(secret: &Secret) -> String {
    match &secret.key {
        Some(key) => format!("the value of `{key}` ({})", secret.kind),
        None => format!("a {}", secret.kind),
    }
}
