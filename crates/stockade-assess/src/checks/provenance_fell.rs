//! `provenance-fell`: the versions before had stronger evidence. D12.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::known::Known;
use crate::provenance::Level;
use crate::trust;

pub(super) const CHECK: Check = Check {
    id: "provenance-fell",
    summary: "the versions before had stronger evidence of who published them",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/provenance-fell.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(before) = trust::reference(scene.subject) else { return };
    let (old, new) = match (&before.level, release.level()) {
        (Known::Known(old), Known::Known(new)) => (*old, new),
        (Known::Unknown(why), _) => {
            scene.gap(&CHECK, "the level of the versions before", why.clone(), said);
            return;
        }
        // `provenance-missing` notes the gap; evidence that does not hold is said by `provenance-invalid`.
        (_, Known::Unknown(_)) => return,
    };
    // From C to D is a registry that says less, not a publisher who proves less.
    if new >= old || old < Level::B {
        return;
    }
    // The same repository built it: who pressed the button is less certain, where it was built is not.
    let identity = release.provenance.known().and_then(|found| found.identity());
    if let (Known::Known(Some(old)), Some(new)) = (&before.identity, identity)
        && old.is_same_repository(new)
    {
        return;
    }
    let alarm = scene
        .alarm(&CHECK, Action::Hold)
        .evidence(format!("{} ({}) is of level {old}: {}", before.version, before.because, old.meaning()))
        .evidence(format!("this version is of level {new}: {}", new.meaning()))
        .help("ask the project why; somebody with a stolen token publishes without its workflow")
        .help(accept(&CHECK))
        .say(
            "weaker evidence than before",
            format!("the evidence of `{}` is weaker than that of {}", scene.subject.shown(), before.version),
        );
    said.alarms.push(alarm);
}
