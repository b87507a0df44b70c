//! `publish-burst`: many releases within two days.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept, span};
use crate::alarm::{Action, Said};
use crate::version::Version;

pub(super) const CHECK: Check = Check {
    id: "publish-burst",
    summary: "the package had many releases within a short time",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/publish-burst.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(history) = scene.history(&CHECK, said) else { return };
    let ecosystem = history.package.ecosystem;
    // Pre-releases come from machines, as often as somebody commits.
    let plain = |version: &str| Version::parse(ecosystem, version).is_none_or(|version| !version.is_prerelease());
    let releases = history.releases.iter().filter(|release| plain(&release.version));
    let mut times: Vec<_> = releases.filter_map(crate::Release::appeared).collect();
    if times.is_empty() {
        if !history.releases.is_empty() {
            scene.gap(&CHECK, "when its versions were published", "the registry does not say", said);
        }
        return;
    }
    times.sort();
    let (limits, now) = (scene.setting.limits, scene.setting.now);
    // What was long ago says nothing about this version.
    let recent: Vec<_> = times.into_iter().filter(|at| now.duration_since(*at) < limits.new_name).collect();
    let burst = recent.windows(limits.burst.max(1)).find_map(|window| {
        let (first, last) = (window.first()?, window.last()?);
        (last.duration_since(*first) <= limits.burst_window).then_some(*first)
    });
    let Some(first) = burst else { return };
    let within = recent.iter().filter(|at| **at >= first && at.duration_since(first) <= limits.burst_window).count();
    let new = scene.is_new_name();
    let say = if new {
        scene.weighed(&CHECK, Action::Hold, Severity::Medium, Confidence::Medium)
    } else {
        scene.alarm(&CHECK, Action::Show).persona(Persona::Pedantic).counter("the name is not new")
    };
    let window = span(limits.burst_window);
    let say = say.evidence(format!("{within} releases within {window}, from {first} on"));
    let message = format!("`{}` had {within} releases within {window}", scene.subject.package.name);
    said.alarms
        .push(say.help("look at what these versions changed").help(accept(&CHECK)).say("many releases", message));
}
