//! `unlisted-server`: somebody keeps a list of approved servers, and this one is not on it.

use stockade_model::{
    Component, Confidence, Decision, Finding, FindingBuilder, Location, MentionReason, Rule, Severity, Target, Verdict,
};

use super::{Check, Scene, about, place};
use crate::allow_list::{Subject, UNLISTED};
use crate::ignore;

pub(super) const CHECK: Check = Check {
    id: super::UNLISTED_SERVER,
    summary: "what a server runs is on no list of approved servers",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/unlisted-server.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let (lists, today) = (&scene.options.allow_lists, scene.options.today);
    for (server, launch) in scene.servers() {
        let at = scene.inventory.source(server.source).map(|file| file.path.as_path());
        for judged in lists.judge_launch(launch, at, today).iter().filter(|judged| judged.decision.code == UNLISTED) {
            let decision = &judged.decision;
            let mut builder = about(&CHECK, severity(decision.verdict), CHECK.confidence, server);
            if let Some(package) = judged.part.and_then(Component::package) {
                builder = builder.package(package);
            }
            let message = format!("`{}`: {}", server.name.value, decision.reason);
            findings.push(explained(builder, decision, scene).at(place(server, judged.span), "not approved", message));
        }
    }
    // What a workflow or container file starts. Other packages that files name may never run.
    for mention in scene.inventory.mentions.iter().filter(|mention| mention.reason == MentionReason::LaunchLine) {
        let component = component(mention);
        let at = scene.inventory.source(mention.source).map(|file| file.path.as_path());
        let decision = lists.judge(&Subject::of(&component, at), today);
        if decision.code == UNLISTED {
            let builder =
                Finding::builder(CHECK.id, severity(decision.verdict), CHECK.confidence).package(&mention.package);
            let place = Location::span(mention.source, mention.span);
            findings.push(explained(builder, &decision, scene).at(place, "not approved", decision.reason.clone()));
        }
    }
}

/// As strict as the list is.
const fn severity(verdict: Verdict) -> Severity {
    match verdict {
        Verdict::Allow => Severity::Low,
        Verdict::Ask => Severity::Medium,
        Verdict::Deny => Severity::High,
    }
}

/// A package that a file names, as a component of a launch.
pub(super) fn component(mention: &stockade_model::Mention) -> Component {
    let package = mention.package.clone();
    let target = if package.ecosystem == stockade_model::Ecosystem::Oci {
        let digest = match &mention.pin {
            stockade_model::Pin::Hash(digest) => Some(digest.clone()),
            _ => None,
        };
        let tag = match &mention.pin {
            stockade_model::Pin::Tag(tag) => Some(tag.clone()),
            _ => None,
        };
        Target::Image { package, digest, tag }
    } else {
        Target::Package { package, entry: None }
    };
    Component::new(stockade_model::Role::Server, target, mention.pin.clone())
}

/// Puts what a decision says into a finding: evidence, help, and the entries it names as further places.
pub(super) fn explained(builder: FindingBuilder, decision: &Decision, scene: &Scene<'_>) -> FindingBuilder {
    let mut builder = decision.evidence.iter().fold(builder, FindingBuilder::evidence);
    for help in &decision.help {
        builder = match &help.replacement {
            Some(replacement) => builder.replacement(help.text.clone(), replacement.clone()),
            None => builder.help(help.text.clone()),
        };
    }
    let place = |rule: &Rule| Some(Location::span(ignore::source_of(scene.inventory, &rule.file)?, rule.span));
    for (rule, label) in [(&decision.nearest, "the nearest entry"), (&decision.rule, "decides")] {
        if let Some(place) = rule.as_ref().and_then(place) {
            builder = builder.related(place, label);
        }
    }
    builder
}
