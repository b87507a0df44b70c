//! `writes-client-config`: the code writes the config of an MCP client, or the instructions of an agent.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::facts::{Class, Fact};
use crate::hostile::{self, Act, MOST_LINES};

pub(super) const CHECK: Check = Check {
    id: "writes-client-config",
    summary: "the package writes the config of an MCP client or the instructions of an agent",
    severity: Severity::High,
    confidence: Confidence::Medium,
    page: include_str!("../../../../docs/checks/writes-client-config.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let Some(facts) = scene.facts(&CHECK, said) else { return };
    let shown = scene.subject.shown();
    let done = Act::ClientConfig.done(facts, &scene.subject.package.name, scene.setting.limits.secret_families);
    if !done.is_empty() {
        let weight = hostile::weigh(*scene, Act::ClientConfig, &done, facts);
        let message = format!("`{shown}` writes the config of an MCP client or the instructions of an agent");
        said.alarms.push(hostile::say(*scene, &CHECK, &weight, &done, message));
        return;
    }
    // Named, and written by who knows what, maybe in another file: a line worth reading, and no more where it was so before.
    let named: Vec<&Fact> = facts.of(Class::ClientConfig).collect();
    if named.is_empty() || !facts.can("fs-write") {
        return;
    }
    let old = scene.subject.baseline.known().and_then(|baseline| Some((baseline, baseline.facts.known()?)));
    let began = old.filter(|(_, old)| old.of(Class::ClientConfig).next().is_none() && !scene.is_dependency());
    let mut say = match began {
        Some((baseline, _)) => scene
            .weighed(&CHECK, Action::Hold, Severity::Medium, Confidence::Low)
            .evidence(format!("{} named none", baseline.version)),
        None => scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::Low).persona(Persona::Pedantic),
    };
    for fact in named.iter().take(MOST_LINES) {
        say = say.line(Line::of(scene.subject.version(), fact));
    }
    let say = say.counter("nothing shows that the file is written: it may be read only").help(accept(&CHECK));
    said.alarms
        .push(say.say("names client configs", format!("`{shown}` names configs of MCP clients, and writes files")));
}
