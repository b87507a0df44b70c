//! `npm exec`, `npm init` and `npm run`.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::npm::{exec, options, script, spec};
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "npm", names: &["npm"], summary: "a package's command, an initializer, or a script of the project", resolve };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut given = options::read(&call.args);
    if given.operands.is_empty() {
        return peel::empty(LAUNCHER.id, call, launch);
    }
    let command = given.operands.remove(0);
    match command.text.as_str() {
        "exec" | "x" => exec::run(LAUNCHER.id, &given, call, machine, launch),
        "init" | "create" | "innit" => {
            let Some(first) = given.operands.first_mut() else {
                return peel::opaque(OpaqueReason::Indirect, "`npm init` asks questions and starts nothing", command.span, launch);
            };
            let Some(name) = spec::initializer(&first.text) else {
                return peel::unexpanded(LAUNCHER.id, &command, launch);
            };
            first.text = name;
            exec::run(LAUNCHER.id, &given, call, machine, launch)
        }
        "run" | "run-script" | "rum" | "urn" => match given.operands.split_first() {
            Some((name, rest)) => script::run(LAUNCHER.id, name, rest, &given, call, machine, launch),
            None => peel::empty(LAUNCHER.id, call, launch),
        },
        "start" | "test" | "stop" | "restart" | "t" | "tst" => {
            let name = if command.text.starts_with('t') { "test" } else { &command.text };
            let name = Word::at(name, command.span);
            script::run(LAUNCHER.id, &name, &given.operands, &given, call, machine, launch)
        }
        _ => Outcome::NotMine,
    }
}
