//! `poetry run command…`: a command in the environment of a Poetry project.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::{environment_run, run_verb};
use crate::resolve::{Call, Machine, Outcome};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "poetry", names: &["poetry"], summary: "a command in a Poetry project's environment", resolve };

/// Poetry takes the same ones behind `run`.
const FRONT: Grammar = Grammar {
    switches: &[
        "-q",
        "--quiet",
        "-n",
        "--no-interaction",
        "--no-plugins",
        "--no-cache",
        "-v",
        "-vv",
        "-vvv",
        "--verbose",
        "--ansi",
        "--no-ansi",
    ],
    values: &["-C", "--directory", "-P", "--project"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (front, parsed) = match run_verb::parse(LAUNCHER.id, [&FRONT, &FRONT], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    let of = |names: &[&str]| [&parsed, &front].into_iter().find_map(|parsed| parsed.last_of(names).cloned());
    let mut inside = call.clone();
    // `-C` is where the command runs too, `-P` only names the project.
    if let Some(word) = of(&["-C", "--directory"]) {
        inside.cwd = machine.path(&word.text, call.cwd.as_deref());
    }
    let folder = match of(&["-P", "--project"]) {
        Some(word) => machine.path(&word.text, inside.cwd.as_deref()),
        None => inside.cwd.clone(),
    };
    environment_run::resolve(LAUNCHER.id, &parsed.operands, folder.as_deref(), &[], &inside, machine, launch)
}
