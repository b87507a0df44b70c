//! `pdm run command…`: a command or a task of a PDM project.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::{environment_run, run_verb};
use crate::resolve::{Call, Machine, Outcome};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "pdm", names: &["pdm"], summary: "a command or task in a PDM project's environment", resolve };

const FRONT: Grammar = Grammar {
    switches: &["-q", "--quiet", "-v", "--verbose", "-I", "--ignore-python", "-n", "--non-interactive", "--no-cache"],
    values: &["-c", "--config", "-p", "--project"],
    ..Grammar::NONE
};

const RUN: Grammar = Grammar {
    switches: &["-q", "--quiet", "-v", "--verbose", "-s", "--site-packages", "--recreate"],
    values: &["-p", "--project", "--venv"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (front, parsed) = match run_verb::parse(LAUNCHER.id, [&FRONT, &RUN], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    let named = [&parsed, &front].into_iter().find_map(|parsed| parsed.last_of(&["-p", "--project"]));
    let folder = match named {
        Some(word) => machine.path(&word.text, call.cwd.as_deref()),
        None => call.cwd.clone(),
    };
    environment_run::resolve(
        LAUNCHER.id,
        &parsed.operands,
        folder.as_deref(),
        &["tool", "pdm", "scripts"],
        call,
        machine,
        launch,
    )
}
