//! `bundle exec command`: the command with the gems of the project's lock file.

use stockade_model::{Launch, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "bundle", names: &["bundle", "bundler"], summary: "a command with a project's gems", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &["--keep-file-descriptors", "--no-color", "-V", "--verbose"],
    values: &["--gemfile", "-r", "--retry"],
    ..Grammar::NONE
};

fn resolve(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let global = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((verb, rest)) = global.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if !matches!(verb.text.as_str(), "exec" | "e" | "ex" | "exe") {
        let detail = format!("`bundle {}` starts no server", verb.text);
        return peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch);
    }
    let parsed = match GRAMMAR.front(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("bundle exec", &unknown, launch),
    };
    if let Some(file) = parsed.last("--gemfile").or_else(|| global.last("--gemfile")) {
        script::effect(EffectKind::PackageSource, "--gemfile", file, launch);
    }
    peel::words(LAUNCHER.id, "with the gems of the project's lock file", call, parsed.operands, launch)
}
