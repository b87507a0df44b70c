//! `install-script`: something runs when the package is installed. A new one is D6.

use stockade_model::{Confidence, Persona, Severity};

use super::{Check, Scene, accept};
use crate::alarm::{Action, Line, Said};
use crate::diff::{Change, Rule, Sign};
use crate::facts::Class;

pub(super) const CHECK: Check = Check {
    id: "install-script",
    summary: "the package runs something while it is installed",
    severity: Severity::Medium,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/install-script.md"),
    run,
};

fn run(scene: &Scene<'_>, said: &mut Said) {
    let shown = scene.subject.shown();
    let new: Vec<&Change> = scene.diff.into_iter().flat_map(|diff| diff.by(Rule::D6)).collect();
    if let (Some(diff), Some(first)) = (scene.diff, new.first()) {
        let action = new.iter().map(|change| change.action).max().unwrap_or(Action::Hold);
        let severity = if action == Action::Block { Severity::Critical } else { Severity::High };
        let mut say = scene.weighed(&CHECK, action, severity, Confidence::High);
        for change in &new {
            say = say.evidence(change.to_string());
        }
        let did = if first.sign == Sign::Changed { "changed what it runs" } else { "begins to run something" };
        let say = say.help("install it without scripts (`--ignore-scripts`), or stay with the version before it");
        let message = format!("`{shown}` {did} while it is installed, unlike {}", diff.old.version);
        said.alarms.push(say.help(accept(&CHECK)).say("a new install script", message));
        return;
    }
    if let Some((since, changes, text)) = scene.lately(&[Rule::D6]) {
        let action = changes.iter().map(|change| change.action).max().unwrap_or(Action::Hold);
        let severity = if action == Action::Show { CHECK.severity } else { Severity::High };
        let mut say = scene.weighed(&CHECK, action, severity, Confidence::High).evidence(text);
        for change in changes {
            say = say.evidence(change.to_string());
        }
        let message = format!("`{shown}` runs something while it is installed, unlike {}", since.old.version);
        let say = say.help("install it without scripts (`--ignore-scripts`), or stay with the version before it");
        said.alarms.push(say.help(accept(&CHECK)).say("a new install script", message));
        return;
    }
    let scripts = match scene.subject.release() {
        Some(release) => scene.need(&CHECK, "its install scripts", &release.scripts, said),
        None => None,
    };
    let hooks: Vec<_> =
        scene.subject.facts.known().into_iter().flat_map(|facts| facts.of(Class::InstallHook)).collect();
    if scripts.is_none_or(std::collections::BTreeMap::is_empty) && hooks.is_empty() {
        return;
    }
    let mut say = scene.alarm(&CHECK, Action::Show);
    if scene.is_dependency() {
        say = scene.weighed(&CHECK, Action::Show, Severity::Low, Confidence::High).persona(Persona::Pedantic);
    }
    for (name, command) in scripts.into_iter().flatten() {
        say = say.evidence(format!("`{name}` runs `{command}`"));
    }
    for hook in hooks {
        say = say.line(Line::of(scene.subject.version(), hook));
    }
    if let Some(diff) = scene.diff {
        say = say.counter(format!("{} did the same", diff.old.version));
    }
    let say = say.help("install it without scripts (`--ignore-scripts`) if it works so");
    let say = say.help("demand packages without install scripts with `[[require]]` in `stockade.toml`");
    said.alarms.push(
        say.help(accept(&CHECK)).say("runs at installation", format!("`{shown}` runs something while it is installed")),
    );
}
