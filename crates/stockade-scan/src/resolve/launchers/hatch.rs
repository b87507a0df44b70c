//! `hatch run [environment:]command…`: a command or a task in an environment of a Hatch project.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::{environment_run, run_verb};
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "hatch", names: &["hatch"], summary: "a command or task in a Hatch environment", resolve };

const FRONT: Grammar = Grammar {
    switches: &["-v", "--verbose", "-q", "--quiet", "--color", "--no-color", "--interactive", "--no-interactive"],
    values: &["-e", "--env", "-p", "--project", "--data-dir", "--cache-dir", "--config"],
    ..Grammar::NONE
};

const RUN: Grammar = Grammar { switches: &[], values: &[], ..Grammar::NONE };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (front, parsed) = match run_verb::parse(LAUNCHER.id, [&FRONT, &RUN], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    if let Some(first) = parsed.operands.first().filter(|word| word.text.contains(':')) {
        let detail = format!("`{}` is a command of another environment of the project", first.text);
        return peel::opaque(OpaqueReason::Indirect, detail, first.span, launch);
    }
    let folder = match front.last_of(&["-p", "--project"]) {
        Some(_) => None,
        None => call.cwd.clone(),
    };
    environment_run::resolve(
        LAUNCHER.id,
        &parsed.operands,
        folder.as_deref(),
        &["tool", "hatch", "envs", "default", "scripts"],
        call,
        machine,
        launch,
    )
}
