//! `poetry run`, `pipx run` and their like: options of the program, the word `run`, options of that subcommand.

use stockade_model::{Launch, launch::OpaqueReason};

use crate::resolve::options::{Grammar, Parsed};
use crate::resolve::{Call, Outcome, peel};

/// Options in front of `run` and behind it, with the command as operands of the latter. Other subcommands start no
/// server.
pub fn parse(
    id: &'static str,
    [front, run]: [&Grammar; 2],
    call: &Call,
    launch: &mut Launch,
) -> Result<(Parsed, Parsed), Outcome> {
    let front = match front.front(&call.args) {
        Ok(front) => front,
        Err(unknown) => return Err(peel::unknown(id, &unknown, launch)),
    };
    let args = match front.operands.split_first() {
        Some((word, rest)) if word.text == "run" => rest,
        _ => {
            let detail = format!("only `{id} run` starts a program");
            return Err(peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch));
        }
    };
    match run.front(args) {
        Ok(parsed) => Ok((front, parsed)),
        Err(unknown) => Err(peel::unknown(id, &unknown, launch)),
    }
}
