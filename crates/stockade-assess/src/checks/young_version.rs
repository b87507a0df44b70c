//! `young-version`: a version that is not old enough to have been looked at.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, span};
use crate::alarm::{Action, Said};
use crate::hold::{self, Hold, ReleasedBy};

pub(super) const CHECK: Check = Check {
    id: "young-version",
    summary: "the version was published so recently that nobody can have looked at it",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/young-version.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let now = scene.setting.now;
    match hold::with(scene.subject, scene.setting, scene.diff) {
        Hold::Unknown(why) => scene.gap(&CHECK, "when it was published", why, said),
        Hold::Released(ReleasedBy::Timer | ReleasedBy::Human) => {}
        Hold::Released(ReleasedBy::Attestation) => {
            let mended = scene.subject.mends.join(", ");
            let alarm = scene
                .weighed(&CHECK, Action::Show, Severity::Info, Confidence::High)
                .evidence(format!("it mends {mended}"))
                .counter("it comes from the same trusted publisher, and nothing in it calls for more than being shown")
                .help("nothing has to be done")
                .say(
                    "young, and let go",
                    format!("`{}` is young and was not held: it mends {mended}", scene.subject.shown()),
                );
            said.alarms.push(alarm);
        }
        Hold::Waiting { until, because } => {
            let at = scene.subject.release().and_then(crate::Release::appeared).unwrap_or(now);
            let mut say = scene.alarm(&CHECK, Action::Hold).evidence(format!("it is held until {until}"));
            say = if at > now.saturating_add(scene.setting.limits.skew).unwrap_or(now) {
                say.evidence(format!("the registry says it was published at {at}, which has not come yet"))
            } else {
                say.evidence(format!("it was published at {at}, {} ago", span(now.duration_since(at))))
            };
            if let Some(because) = because {
                say = say.evidence(because);
            }
            say = match scene.diff {
                Some(diff) => say.evidence(format!("compared with {}, {}", diff.old.version, diff.because.as_str())),
                None => say.evidence("there is no earlier version to compare it with"),
            };
            let message = format!("`{}` was published {} ago", scene.subject.shown(), span(now.duration_since(at)));
            let say = say.help("take the version before it, or wait");
            said.alarms.push(say.say("a new version", message));
        }
    }
}
