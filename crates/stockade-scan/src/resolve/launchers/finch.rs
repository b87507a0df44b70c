//! `finch run`: nerdctl in a virtual machine, with the same options for `run`.

use stockade_model::Launch;

use super::{Launcher, nerdctl};
use crate::resolve::{
    Call, Machine, Outcome,
    engine::{self, Engine},
    options::Grammar,
};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "finch", names: &["finch"], summary: "a container image, and what it is told to run", resolve };

static ENGINE: Engine = Engine {
    id: "finch",
    global: Grammar { switches: &[], values: &[], attached: &["--debug"], ..Grammar::NONE },
    elsewhere: &[],
    run: nerdctl::RUN,
    compose: true,
    gateway: false,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    engine::resolve(&ENGINE, call, machine, launch)
}
