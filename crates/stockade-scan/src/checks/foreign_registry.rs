//! `foreign-registry`: a project, an argument or the entry's environment sends the package client to another registry.

use stockade_model::{Confidence, Finding, Registry, RegistryOrigin, Severity};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "foreign-registry",
    summary: "the package comes from another registry than the user configured",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/foreign-registry.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _, component) in scene.components() {
        for registry in component.registries.iter().filter(|registry| registry.is_foreign()) {
            let url = registry.url.as_deref().unwrap_or("the client's default");
            let own = registry.users_own.as_deref().unwrap_or("the client's default");
            let severity = if registry.additional { Severity::Medium } else { CHECK.severity };
            let mut builder = about(&CHECK, severity, CHECK.confidence, server)
                .evidence(format!("{} names `{url}`", who(registry)))
                .evidence(format!("the user's own registry is {own}"))
                .help("set the registry in your own configuration if it is yours; otherwise remove the line that names it");
            if let Some(package) = component.package() {
                builder = builder.package(package);
            }
            if registry.additional {
                builder = builder.evidence("whoever publishes the same name there with a higher version is installed");
            }
            let name = component.package().map_or("the package", |package| package.name.as_str());
            let message = if registry.additional {
                format!("`{name}` may also come from `{url}`, which {} adds", who(registry))
            } else {
                format!("`{name}` comes from `{url}`, which {} names", who(registry))
            };
            findings.push(builder.at(place(server, component.span), "fetched from another registry", message));
        }
    }
}

fn who(registry: &Registry) -> String {
    match (&registry.file, registry.origin) {
        (Some(file), _) => format!("`{}`", file.display()),
        (None, RegistryOrigin::Argument) => "an argument of the launch line".to_owned(),
        (None, RegistryOrigin::Environment) => "the entry's environment".to_owned(),
        (None, RegistryOrigin::Project) => "a file of the project".to_owned(),
        (None, RegistryOrigin::User | RegistryOrigin::ClientDefault) => "the user's configuration".to_owned(),
    }
}
