//! `unpinned`: the registry decides at every start which code runs.

use stockade_model::{Component, Confidence, Finding, Pin, Role, Severity, Target};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "unpinned",
    summary: "a server is fetched without a fixed version, so that a new release runs unseen",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/unpinned.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _, component) in scene.components() {
        if component.shadow.is_some() {
            continue;
        }
        let (severity, how) = match &component.pin {
            Pin::Nothing => (Severity::Medium, "no version at all".to_owned()),
            Pin::Tag(tag) => (Severity::Medium, format!("the tag `{tag}`, which can move")),
            Pin::Range(range) => (Severity::Low, format!("the range `{range}`")),
            Pin::Hash(_) | Pin::Exact(_) | Pin::NotApplicable => continue,
        };
        let name = name(component);
        let mut builder = about(&CHECK, severity, CHECK.confidence, server)
            .evidence(format!("the launch line names {how}"))
            .help(advice(component));
        if let Some(package) = component.package() {
            builder = builder.package(package);
        }
        let part = if component.role == Role::Additional { "code beside the server" } else { "the server" };
        let message = format!("{part} `{name}` is not pinned: the next release runs without anybody having looked at it");
        findings.push(builder.at(place(server, component.span), how, message));
    }
}

fn name(component: &Component) -> String {
    match &component.target {
        Target::Package { package, .. } | Target::Image { package, .. } => package.name.clone(),
        Target::Git { url, .. } | Target::Archive { url } | Target::Remote { url } => url.clone(),
        Target::Local { path, .. } => path.display().to_string(),
        Target::Program { name, .. } | Target::Builtin { name } => name.clone(),
        Target::Inline { language } => language.clone(),
    }
}

fn advice(component: &Component) -> String {
    match &component.target {
        Target::Image { package, .. } => format!("name the image by digest: `{}@sha256:…`", package.name),
        Target::Git { .. } => "name a full commit id instead of a branch or tag".to_owned(),
        Target::Archive { .. } => "install from a registry with an exact version, or keep a copy whose hash you know".to_owned(),
        Target::Package { package, .. } if package.ecosystem == stockade_model::Ecosystem::Pypi => {
            format!("name an exact version: `{}==<version>`", package.name)
        }
        _ => format!("name an exact version: `{}@<version>`", name(component)),
    }
}
