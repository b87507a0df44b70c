//! Task runners: what a task's name stands for is written in a file that is a program itself.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "task-runner",
    names: &[
        "make", "gmake", "just", "task", "go-task", "rake", "invoke", "inv", "poe", "nox", "tox", "gradle", "gradlew",
        "mvn", "mvnw", "ant", "nx", "turbo", "lerna", "mage", "cmake", "ninja", "bazel", "bazelisk", "buck2", "pants",
        "foreman", "overmind", "honcho", "composer",
    ],
    summary: "a task of a Makefile or its like, which nobody can tell without running it",
    resolve,
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let name = call.program_name(machine.os);
    let tasks: Vec<&str> =
        call.args.iter().map(|word| word.text.as_str()).filter(|text| !text.starts_with('-')).collect();
    let detail = format!("`{name}` runs the task `{}`, whose definition is a program of its own", tasks.join(" "));
    peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
}
