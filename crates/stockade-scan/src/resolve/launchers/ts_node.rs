//! `ts-node [options] script.ts`: its options as its own parser declares them.

use stockade_model::{Launch, Role, launch::EffectKind};

use super::{Launcher, node};
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "ts-node",
    names: &["ts-node", "ts-node-esm", "ts-node-script", "ts-node-transpile-only", "ts-node-cwd"],
    summary: "a TypeScript file",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-i",
        "--interactive",
        "-T",
        "--transpile-only",
        "--transpileOnly",
        "--swc",
        "--esm",
        "--files",
        "--pretty",
        "--skip-project",
        "--skipProject",
        "--skip-ignore",
        "--skipIgnore",
        "-H",
        "--compiler-host",
        "--compilerHost",
        "-B",
        "--prefer-ts-exts",
        "--preferTsExts",
        "--log-error",
        "--logError",
        "--emit",
        "--scope",
        "--cwd-mode",
        "--cwdMode",
        "--script-mode",
        "--scriptMode",
        "-s",
        "--type-check",
        "--typeCheck",
        "--no-experimental-repl-await",
        "--show-config",
        "--showConfig",
    ],
    values: &[
        "-e",
        "--eval",
        "-r",
        "--require",
        "-P",
        "--project",
        "--cwd",
        "--dir",
        "-C",
        "--compiler",
        "--transpiler",
        "-I",
        "--ignore",
        "-D",
        "--ignore-diagnostics",
        "--ignoreDiagnostics",
        "-O",
        "--compiler-options",
        "--compilerOptions",
        "--scope-dir",
        "--scopeDir",
        "--experimental-specifier-resolution",
    ],
    maybe: &["-p", "--print"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let outcome = match (parsed.last_of(&["-e", "--eval", "-p", "--print"]), parsed.operands.split_first()) {
        (Some(code), _) => script::inline("typescript", code, Role::Server, launch),
        (None, Some((word, args))) => node::run(LAUNCHER.id, word, args, call, machine, launch),
        (None, None) => peel::empty(LAUNCHER.id, call, launch),
    };
    for flag in parsed
        .flags
        .iter()
        .filter(|flag| matches!(flag.name, "-r" | "--require" | "-C" | "--compiler" | "--transpiler"))
    {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
            script::javascript_module(value, node::ENDINGS, call, machine, launch);
        }
    }
    outcome
}
