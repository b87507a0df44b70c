//! Apple's `container run`: options as its command reference lists them (1).

use stockade_model::{Launch, Os};

use super::Launcher;
use crate::resolve::{
    Call, Machine, Outcome,
    engine::{self, Engine},
    options::Grammar,
};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "container",
    names: &["container"],
    summary: "a container image, and what it is told to run",
    resolve,
};

static ENGINE: Engine = Engine {
    id: "container",
    global: Grammar { switches: &[], values: &[], attached: &["--debug"], ..Grammar::NONE },
    elsewhere: &[],
    run: Grammar {
        switches: &["-d", "-i", "-t"],
        values: &[
            "-e",
            "--env",
            "--env-file",
            "--gid",
            "-u",
            "--user",
            "--uid",
            "--ulimit",
            "-w",
            "--workdir",
            "--cwd",
            "-c",
            "--cpus",
            "-m",
            "--memory",
            "-a",
            "--arch",
            "--cap-add",
            "--cap-drop",
            "--cidfile",
            "--dns",
            "--dns-domain",
            "--dns-option",
            "--dns-search",
            "--entrypoint",
            "-k",
            "--kernel",
            "-l",
            "--label",
            "--mount",
            "--name",
            "--network",
            "--os",
            "-p",
            "--publish",
            "--platform",
            "--publish-socket",
            "--runtime",
            "--scheme",
            "--shm-size",
            "--tmpfs",
            "-v",
            "--volume",
            "--init-image",
            "--progress",
        ],
        attached: &[
            "--interactive",
            "--tty",
            "--detach",
            "--no-dns",
            "--rm",
            "--remove",
            "--ssh",
            "--virtualization",
            "--read-only",
            "--init",
            "--debug",
            "--rosetta",
        ],
        ..Grammar::NONE
    },
    compose: false,
    gateway: false,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // The name is a common word; the program exists on macOS alone.
    if machine.os != Os::Macos {
        return Outcome::NotMine;
    }
    engine::resolve(&ENGINE, call, machine, launch)
}
