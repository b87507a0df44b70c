//! `uv run …` and `uv tool run …`; every other subcommand of uv starts no server.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::python::{run, tool_run, uv_options::GLOBAL};
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "uv",
    names: &["uv"],
    summary: "a script, module or command in a Python environment, by uv",
    resolve,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let front = match GLOBAL.front(&call.args) {
        Ok(front) => front,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    match front.operands.split_first() {
        Some((word, rest)) if word.text == "run" => run::resolve(&front.flags, rest, call, machine, launch),
        Some((word, rest)) if word.text == "tool" => {
            let inner = match GLOBAL.front(rest) {
                Ok(inner) => inner,
                Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
            };
            match inner.operands.split_first() {
                Some((word, rest)) if matches!(word.text.as_str(), "run" | "uvx") => {
                    let flags = [front.flags, inner.flags].concat();
                    tool_run::resolve(&flags, rest, call, machine, launch)
                }
                Some((word, _)) => no_command(&word.text, call, launch),
                None => peel::empty(LAUNCHER.id, call, launch),
            }
        }
        Some((word, _)) => no_command(&word.text, call, launch),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}

fn no_command(word: &str, call: &Call, launch: &mut Launch) -> Outcome {
    let detail = format!("`uv {word}` is no way in which uv starts a program");
    peel::opaque(stockade_model::launch::OpaqueReason::UnknownArgument, detail, call.program.span, launch)
}
