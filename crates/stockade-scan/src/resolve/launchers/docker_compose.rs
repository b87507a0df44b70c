//! `docker-compose` and `podman-compose`: Compose as a program of its own.

use stockade_model::Launch;

use super::Launcher;
use crate::resolve::{
    Call, Machine, Outcome,
    engine::{Engine, compose},
    options::Grammar,
};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "docker-compose",
    names: &["docker-compose", "podman-compose"],
    summary: "a service of a compose file",
    resolve,
};

static ENGINE: Engine = Engine {
    id: "docker-compose",
    global: Grammar::NONE,
    elsewhere: &[],
    run: Grammar::NONE,
    compose: true,
    gateway: false,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    compose::resolve(&ENGINE, &call.args, call, machine, launch)
}
