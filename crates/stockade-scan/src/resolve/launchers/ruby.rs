//! `ruby [options] script.rb`.

use stockade_model::{Launch, Role, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "ruby", names: &["ruby", "jruby", "truffleruby"], summary: "a Ruby file", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-a",
        "-c",
        "-d",
        "--debug",
        "-l",
        "-n",
        "-p",
        "-s",
        "-S",
        "-U",
        "-v",
        "-w",
        "--verbose",
        "--yjit",
        "--jit",
        "--rjit",
    ],
    values: &["-e", "-I", "-r", "-C", "-E", "--encoding", "--external-encoding", "--internal-encoding", "--parser"],
    attached: &[
        "-0",
        "-F",
        "-K",
        "-T",
        "-W",
        "-x",
        "-i",
        "--enable",
        "--disable",
        "--disable-gems",
        "--enable-frozen-string-literal",
        "--yjit-exec-mem-size",
    ],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let mut here = call.clone();
    if let Some(folder) = parsed.last("-C") {
        here.cwd = machine.path(&folder.text, call.cwd.as_deref());
    }
    let outcome = match (parsed.last("-e"), parsed.operands.split_first()) {
        (Some(code), _) => script::inline("ruby", code, Role::Server, launch),
        (None, Some((word, _))) if parsed.has("-S") && !word.text.contains('/') => {
            let detail = format!("`ruby -S {}` runs a program of that name from the search path", word.text);
            peel::opaque(OpaqueReason::Indirect, detail, word.span, launch)
        }
        (None, Some((word, args))) => script::run(LAUNCHER.id, word, args, &[], &here, machine, launch),
        (None, None) => peel::empty(LAUNCHER.id, call, launch),
    };
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "-r" | "-I")) {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
            if flag.name == "-r" && value.text.contains(['/', '\\']) {
                launch.components.push(script::file(Role::Additional, value, &[".rb"], &here, machine));
            }
        }
    }
    outcome
}
