//! `repository-one-way-claim`: the package names a repository that publishes something else.

use stockade_model::{Confidence, Severity, package::normalise_pypi};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::provenance::place;

pub(super) const CHECK: Check = Check {
    id: "repository-one-way-claim",
    summary: "the package names a repository that does not name the package",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/repository-one-way-claim.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(claimed) = scene.need(&CHECK, "the repository it names", &release.repository, said) else { return };
    let Some(claimed) = claimed.as_deref().and_then(place) else { return };
    let proved = release.provenance.known().and_then(|found| found.identity()).and_then(crate::Identity::place);
    if proved.as_ref() == Some(&claimed) {
        return;
    }
    let Some(backlink) = scene.need(&CHECK, "what that repository publishes", &scene.subject.backlink, said) else {
        return;
    };
    let name = &scene.subject.package.name;
    let same = |other: &String| match scene.subject.package.ecosystem {
        stockade_model::Ecosystem::Pypi => normalise_pypi(other) == *name,
        _ => other == name,
    };
    if backlink.packages.iter().any(same) {
        return;
    }
    let theirs = match backlink.packages.as_slice() {
        [] => "publishes no package".to_owned(),
        some => {
            format!("publishes {}", some.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let alarm = scene
        .alarm(&CHECK, Action::Hold)
        .evidence(format!("its manifest names {claimed}"))
        .evidence(format!("that repository {theirs}, after {}", backlink.source))
        .help("look at the repository's own instructions for the name of its package")
        .help(accept(&CHECK))
        .say("a claim that is not returned", format!("`{name}` names {claimed}, which does not name it"));
    said.alarms.push(alarm);
}
