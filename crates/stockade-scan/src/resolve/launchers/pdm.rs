//! `pdm run command…`: a command or a task of a PDM project.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::environment_run;
use crate::resolve::{Call, Machine, Outcome, peel};

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
    let front = match FRONT.front(&call.args) {
        Ok(front) => front,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let args = match front.operands.split_first() {
        Some((word, rest)) if word.text == "run" => rest,
        _ => {
            let detail = "only `pdm run` starts a program";
            return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
        }
    };
    let parsed = match RUN.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
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
