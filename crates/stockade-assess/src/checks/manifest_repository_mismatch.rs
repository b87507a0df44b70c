//! `manifest-repository-mismatch`: the certificate names another repository than the manifest.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::provenance::place;

pub(super) const CHECK: Check = Check {
    id: "manifest-repository-mismatch",
    summary: "the package was built from another repository than its manifest names",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/manifest-repository-mismatch.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(identity) = release.provenance.known().and_then(|found| found.identity()) else { return };
    let Some(claimed) = scene.need(&CHECK, "the repository it names", &release.repository, said) else { return };
    let (Some(claimed), Some(proved)) = (claimed.as_deref().and_then(place), identity.place()) else { return };
    if claimed == proved {
        return;
    }
    let owner = |place: &str| place.rsplit_once('/').map(|(owner, _)| owner.to_owned());
    let mut say = scene.alarm(&CHECK, Action::Hold);
    if owner(&claimed) == owner(&proved) {
        say = scene
            .weighed(&CHECK, Action::Show, Severity::Low, Confidence::Medium)
            .counter("both repositories have the same owner");
    }
    let alarm = say
        .evidence(format!("its manifest names {claimed}"))
        .evidence(format!("its certificate names {proved}, and the certificate is proved"))
        .help("take the certificate's word for where it comes from")
        .help(accept(&CHECK))
        .say(
            "built from another repository",
            format!("`{}` was built from {proved} and names {claimed}", scene.subject.shown()),
        );
    said.alarms.push(alarm);
}
