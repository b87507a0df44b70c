//! `credential-harvest`: secrets of several unrelated families in one package.

use stockade_model::{Confidence, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::hostile::{self, Act, MOST_LINES};

pub(super) const CHECK: Check = Check {
    id: "credential-harvest",
    summary: "the package reads secrets of several unrelated services",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/credential-harvest.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let (name, least) = (&scene.subject.package.name, scene.setting.limits.secret_families);
    let found = hostile::harvest(facts, name);
    let families = hostile::distinct(&found);
    if families < least {
        return;
    }
    let mut kinds: Vec<&str> = found.iter().map(|(family, _)| *family).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let message =
        format!("`{}` names secrets of {families} unrelated kinds: {}", scene.subject.shown(), kinds.join(", "));
    let done = Act::Harvest.done(facts, name, least);
    if !done.is_empty() {
        let weight = hostile::weigh(*scene, Act::Harvest, &done, facts);
        said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
        return;
    }
    // Variables alone: a server for several services reads those. That it began to is another thing.
    let old = scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)));
    let began = old.filter(|(_, old)| hostile::distinct(&hostile::harvest(old, name)) < least);
    let mut say = match began {
        Some((baseline, _)) => scene
            .weighed(&CHECK, Action::Hold, Severity::Medium, Confidence::Medium)
            .evidence(format!("{} did not", baseline.version)),
        None => scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low),
    };
    for fact in hostile::first_of_each(&found).into_iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let say = say.counter("nothing shows that files with secrets are read and sent");
    said.alarms.push(
        say.help("give it only the variables it needs").help(accept(&CHECK)).say("many kinds of secrets", message),
    );
}
