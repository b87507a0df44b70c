//! `npx`: `npm exec` with the options first.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::npm::{exec, options};
use crate::resolve::{Call, Machine, Outcome};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "npx", names: &["npx"], summary: "a command of an npm package, fetched where it is missing", resolve };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let given = options::read(&options::npx(&call.args));
    exec::run(LAUNCHER.id, &given, call, machine, launch)
}
