//! `time-gate`: the code waits for hours, or for a date, before it acts.

use std::collections::BTreeSet;

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::facts::{Class, Fact};
use crate::hostile::{Act, MOST_LINES};

pub(super) const CHECK: Check = Check {
    id: "time-gate",
    summary: "the package waits for hours or for a date where it does something that needs an explanation",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/time-gate.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let gates: Vec<&Fact> = facts.of(Class::TimeGate).collect();
    if gates.is_empty() {
        return;
    }
    let (name, least) = (&scene.subject.package.name, scene.setting.limits.secret_families);
    let acts: Vec<&Fact> = Act::ALL.iter().flat_map(|act| act.done(facts, name, least)).collect();
    let files: BTreeSet<&str> = acts.iter().map(|fact| fact.file.as_str()).collect();
    let (beside, alone): (Vec<&Fact>, Vec<&Fact>) =
        gates.into_iter().partition(|gate| files.contains(gate.file.as_str()));
    let shown = scene.subject.shown();
    let old = scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)));
    // Both came with this version: that they stand in two files is the author's choice.
    let came = |fact: &&Fact| old.is_some_and(|(_, old)| old.like(fact).is_none());
    let (gates, act) = (alone.iter().copied().find(|gate| came(gate)), acts.iter().copied().find(came));
    if let (Some(gate), Some(act), Some((baseline, _)), true) = (gates, act, old, beside.is_empty()) {
        let say = scene
            .alarm(&CHECK, Action::Hold)
            .evidence(format!("{} did neither", baseline.version))
            .line(Line::of(scene.subject.version(), gate))
            .line(Line::of(scene.subject.version(), act))
            .counter("they stand in different files")
            .help("do not install it before somebody has read these lines")
            .help(accept(&CHECK));
        let message = format!("`{shown}` began to wait for hours or for a date, and to do something grave");
        said.alarms.push(say.say("waits, and acts", message));
        return;
    }
    if beside.is_empty() {
        let mut say = scene.weighed(&CHECK, Action::Show, Severity::Info, Confidence::Low).persona(Persona::Auditor);
        for fact in alone.iter().take(MOST_LINES) {
            say = say.line(Line::of(scene.subject.version(), fact));
        }
        let say = say.counter("nothing else in that file needs an explanation").help(accept(&CHECK));
        said.alarms.push(say.say("waits long", format!("`{shown}` waits for hours or for a date")));
        return;
    }
    let began = old.filter(|(_, old)| beside.iter().chain(&acts).any(|fact| old.like(fact).is_none()));
    let installs = acts.iter().all(|fact| fact.class == Class::ClientConfig);
    let mut say = match began {
        Some((baseline, _)) => scene
            .weighed(&CHECK, Action::Block, Severity::Critical, Confidence::High)
            .evidence(format!("{} did not do all of this", baseline.version)),
        // Tokens expire, and servers that install themselves into a client have tokens.
        None if old.is_some() || scene.is_dependency() || (installs && !scene.is_new_name()) => {
            scene.weighed(&CHECK, Action::Show, Severity::Medium, Confidence::Medium)
        }
        None => scene.alarm(&CHECK, Action::Hold),
    };
    let near = |fact: &&&Fact| beside.iter().any(|gate| gate.file == fact.file);
    for fact in beside.iter().chain(acts.iter().filter(near)).take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let say = say.help("do not install it before somebody has read these lines").help(accept(&CHECK));
    said.alarms
        .push(say.say("acts later", format!("`{shown}` waits for hours or for a date where it does something grave")));
}
