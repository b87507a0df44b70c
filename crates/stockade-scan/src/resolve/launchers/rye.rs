//! `rye run command…`: a command or a task of a Rye project.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::{environment_run, run_verb};
use crate::resolve::{Call, Machine, Outcome};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "rye", names: &["rye"], summary: "a command or task in a Rye project's environment", resolve };

const FRONT: Grammar = Grammar { switches: &[], values: &["--env-file"], ..Grammar::NONE };

const RUN: Grammar = Grammar { switches: &["-l", "--list"], values: &["--pyproject"], ..Grammar::NONE };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (_, parsed) = match run_verb::parse(LAUNCHER.id, [&FRONT, &RUN], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    let folder = match parsed.last("--pyproject") {
        Some(word) => machine.path(&word.text, call.cwd.as_deref()).and_then(|path| path.parent().map(Into::into)),
        None => call.cwd.clone(),
    };
    environment_run::resolve(
        LAUNCHER.id,
        &parsed.operands,
        folder.as_deref(),
        &["tool", "rye", "scripts"],
        call,
        machine,
        launch,
    )
}
