//! `rewritten-version`: the registry says something else of a version than it said when this machine looked before.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept, span};
use crate::alarm::{Action, Said};

pub(super) const CHECK: Check = Check {
    id: "rewritten-version",
    summary: "the registry says another time or another digest of the version than it said before",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/rewritten-version.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(release) = scene.subject.release() else { return };
    let Some(before) = &release.before else { return };
    let shown = scene.subject.shown();
    for (file, old, new) in before.rewritten() {
        let of = if file.is_empty() { String::new() } else { format!(" of `{file}`") };
        let alarm = scene
            .alarm(&CHECK, Action::Hold)
            .evidence(format!("the digest{of} was {old}"))
            .evidence(format!("now it is {new}"))
            .help("a version does not change: find out from the project whether it published this one twice")
            .help(accept(&CHECK))
            .say("other bytes than before", format!("`{shown}` has other bytes than when this machine looked before"));
        said.alarms.push(alarm);
    }
    let (Some(then), Some(now)) = (before.published, release.published.known().copied()) else { return };
    let back = then.duration_since(now);
    // Registries and their mirrors round times, and nobody gains a hold by it.
    if back > scene.setting.limits.skew {
        let alarm = scene
            .alarm(&CHECK, Action::Hold)
            .evidence(format!("the registry said that it was published at {then}, and says {now} now"))
            .evidence("an earlier time would end its hold: the later one counts")
            .help("ask whoever runs the registry why the time of a version changes")
            .help(accept(&CHECK))
            .say("a time that moved", format!("`{shown}` became {} older than its registry said before", span(back)));
        said.alarms.push(alarm);
    }
}
