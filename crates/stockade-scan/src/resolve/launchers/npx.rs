//! `npx`: `npm exec` behind a front of its own that guesses where the options end.

use stockade_model::Launch;

use super::{Launcher, npm};
use crate::resolve::{Call, Machine, Outcome, npm::commands::Command, npm::front, npm::nopt};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "npx",
    names: &["npx"],
    summary: "a package of the npm registry, or an executable that is installed around the working directory",
    resolve,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let words = front::rewrite(&call.args);
    npm::start(LAUNCHER.id, Command::Exec, nopt::parse(&words), call, machine, launch)
}
