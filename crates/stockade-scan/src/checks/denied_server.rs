//! `denied-server`: somebody said that this must not be started, and it would be.

use stockade_model::{Component, Confidence, Finding, Location, Severity};

use super::unlisted_server::{component, explained};
use super::{Check, Scene, about, place};
use crate::allow_list::{DENIED, PERHAPS_DENIED, Subject};

pub(super) const CHECK: Check = Check {
    id: super::DENIED_SERVER,
    summary: "what a server runs is on a list of denied servers",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/denied-server.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let (lists, today) = (&scene.options.allow_lists, scene.options.today);
    for (server, launch) in scene.servers() {
        let at = scene.inventory.source(server.source).map(|file| file.path.as_path());
        for judged in lists.judge_launch(launch, at, today) {
            let Some((severity, confidence)) = dials(judged.decision.code) else { continue };
            let mut builder = about(&CHECK, severity, confidence, server);
            if let Some(package) = judged.part.and_then(Component::package) {
                builder = builder.package(package);
            }
            let message = format!("`{}`: {}", server.name.value, judged.decision.reason);
            let builder = explained(builder, &judged.decision, scene);
            findings.push(builder.at(place(server, judged.span), "denied", message));
        }
    }
    for mention in &scene.inventory.mentions {
        let component = component(mention);
        let at = scene.inventory.source(mention.source).map(|file| file.path.as_path());
        let decision = lists.judge(&Subject::of(&component, at), today);
        let Some((severity, confidence)) = dials(decision.code) else { continue };
        let builder = Finding::builder(CHECK.id, severity, confidence).package(&mention.package);
        let place = Location::span(mention.source, mention.span);
        findings.push(explained(builder, &decision, scene).at(place, "denied", decision.reason.clone()));
    }
}

/// A launch that leaves the version open may come to a denied one, or may not.
fn dials(code: &str) -> Option<(Severity, Confidence)> {
    match code {
        DENIED => Some((CHECK.severity, CHECK.confidence)),
        PERHAPS_DENIED => Some((Severity::Medium, Confidence::Medium)),
        _ => None,
    }
}
