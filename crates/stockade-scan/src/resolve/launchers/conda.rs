//! `conda run [-n NAME] command…` and its relatives `mamba` and `micromamba`.
//!
//! What the environment holds is conda's own affair; the command itself is followed.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "conda",
    names: &["conda", "mamba", "micromamba"],
    summary: "a command in a conda environment",
    resolve,
};

const RUN: Grammar = Grammar {
    switches: &[
        "-v",
        "--verbose",
        "--dev",
        "--debug-wrapper-scripts",
        "--no-capture-output",
        "--live-stream",
        "-q",
        "--quiet",
    ],
    values: &[
        "-n",
        "--name",
        "-p",
        "--prefix",
        "--cwd",
        "-r",
        "--root-prefix",
        "-e",
        "--env",
        "-a",
        "--attach",
        "--label",
    ],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let args = match call.args.split_first() {
        Some((word, rest)) if word.text == "run" => rest,
        _ => {
            let detail = "only `conda run` starts a program";
            return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
        }
    };
    let parsed = match RUN.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some(mut inner) = call.inner(parsed.operands.clone()) else { return peel::empty(LAUNCHER.id, call, launch) };
    inner.unset("PATH");
    if let Some(word) = parsed.last("--cwd") {
        inner.cwd = machine.path(&word.text, call.cwd.as_deref());
    }
    // An environment that is given by its folder says which interpreter and which scripts are met.
    if let Some(prefix) =
        parsed.last_of(&["-p", "--prefix"]).and_then(|word| machine.path(&word.text, call.cwd.as_deref()))
    {
        let own = prefix.join("bin").join(&inner.program.text);
        if machine.is_file(&own) {
            inner.program.text = own.display().to_string();
        }
    }
    peel::call(LAUNCHER.id, "", inner)
}
