//! `outside-dependency`: something comes in that no registry answers for: from an address, or under a name that is free.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Said};
use crate::hostile::MOST_LINES;
use crate::outside::{address, owner};
use crate::subject::Outside;

pub(super) const CHECK: Check = Check {
    id: "outside-dependency",
    summary: "the package depends on something that no registry answers for",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/outside-dependency.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    free(scene, said);
    own(scene, said);
    let below: Vec<&Outside> = scene.subject.outside.iter().filter(|one| one.address.is_some()).collect();
    if below.is_empty() {
        return;
    }
    let mut say = scene.alarm(&CHECK, Action::Show);
    for one in below.iter().take(MOST_LINES) {
        let through = one.through.last().map_or_else(String::new, stockade_model::Package::purl);
        say =
            say.evidence(format!("{through} takes `{}` from {}", one.name, one.address.as_deref().unwrap_or_default()));
    }
    let message = format!("`{}` brings in what no registry answers for: {}", scene.subject.shown(), names(&below));
    said.alarms.push(say.help(accept(&CHECK)).say("from an address", message));
}

/// Names that nobody has: whoever registers one decides what runs.
fn free(scene: &Scene<'_>, said: &mut Said) {
    // What a dependency may go without genuine ones name before they publish it, and its own manifest is the author's.
    let grave = |one: &&Outside| !one.optional || one.through.len() == 1;
    let free = scene.subject.outside.iter().filter(|one| one.address.is_none());
    let (grave, rest): (Vec<&Outside>, Vec<&Outside>) = free.partition(grave);
    let action = if scene.is_dependency() { Action::Show } else { Action::Hold };
    free_names(scene, &grave, action, Severity::High, said);
    free_names(scene, &rest, Action::Show, Severity::Medium, said);
}

fn free_names(scene: &Scene<'_>, free: &[&Outside], action: Action, severity: Severity, said: &mut Said) {
    if free.is_empty() {
        return;
    }
    let mut say = scene.weighed(&CHECK, action, severity, Confidence::High);
    for one in free.iter().take(MOST_LINES) {
        let through = one.through.last().map_or_else(String::new, stockade_model::Package::purl);
        say = say.evidence(format!("{through} asks for `{}`, and the registry has no such package", one.name));
    }
    let message = format!("`{}` depends on a name that anybody can take: {}", scene.subject.shown(), names(free));
    let say = say.help("do not install it: whoever registers the name decides what runs");
    let say = say.help("if it is a package of another registry, tie its name to that registry");
    said.alarms.push(say.help(accept(&CHECK)).say("a free name", message));
}

/// What its own manifest takes from an address. One that the version before took from the same owner is no news.
fn own(scene: &Scene<'_>, said: &mut Said) {
    let ecosystem = scene.subject.package.ecosystem;
    let Some(now) = scene.subject.release().and_then(|release| release.dependencies.known()) else { return };
    let then = scene.subject.baseline_release().and_then(|release| release.dependencies.known());
    let found = now.iter().filter_map(|(name, asked)| Some((name, address(ecosystem, asked)?)));
    let is_new = |(name, asked): &(&String, &str)| {
        let before = then.and_then(|then| address(ecosystem, then.get(*name)?));
        then.is_some() && before.is_none_or(|before| owner(before) != owner(asked))
    };
    let (new, old): (Vec<_>, Vec<_>) = found.partition(is_new);
    for (found, is_new) in [(new, true), (old, false)] {
        if found.is_empty() {
            continue;
        }
        let action = if is_new && !scene.is_dependency() { Action::Hold } else { Action::Show };
        let mut say = scene.alarm(&CHECK, action);
        for (name, address) in found.iter().take(MOST_LINES) {
            say = say.evidence(format!("it takes `{name}` from {address}"));
        }
        say = match scene.diff {
            Some(diff) if is_new => say.evidence(format!("{} did not", diff.old.version)),
            Some(diff) => say.counter(format!("{} did so too", diff.old.version)),
            None => say.counter("there is no earlier version to compare it with"),
        };
        let all: Vec<String> = found.iter().map(|(name, _)| format!("`{name}`")).collect();
        let began = if is_new { "begins to take" } else { "takes" };
        let message = format!(
            "`{}` {began} from an address what a registry should answer for: {}",
            scene.subject.shown(),
            all.join(", ")
        );
        let say = say.help("look at what is there; nothing of it is checked, and it can be another thing tomorrow");
        said.alarms.push(say.help(accept(&CHECK)).say("from an address", message));
    }
}

fn names(all: &[&Outside]) -> String {
    let mut names: Vec<String> = all.iter().map(|one| format!("`{}`", one.name)).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}
