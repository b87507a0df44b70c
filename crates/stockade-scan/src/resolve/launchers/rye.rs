//! `rye run command…`: a command or a task of a Rye project.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::python::environment_run;
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "rye", names: &["rye"], summary: "a command or task in a Rye project's environment", resolve };

const FRONT: Grammar = Grammar { switches: &[], values: &["--env-file"], ..Grammar::NONE };

const RUN: Grammar = Grammar { switches: &["-l", "--list"], values: &["--pyproject"], ..Grammar::NONE };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let front = match FRONT.front(&call.args) {
        Ok(front) => front,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let args = match front.operands.split_first() {
        Some((word, rest)) if word.text == "run" => rest,
        _ => {
            let detail = "only `rye run` starts a program";
            return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
        }
    };
    let parsed = match RUN.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
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
