//! `electron [options] app`: an app's folder or file, run with Node's rights. Switches of its browser are attached with
//! `=`, so that an unknown one never takes the next word; it is refused all the same.

use stockade_model::{Launch, launch::EffectKind, launch::OpaqueReason};

use super::{Launcher, node};
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "electron", names: &["electron"], summary: "a desktop app's folder or file", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-i",
        "--interactive",
        "-a",
        "--abi",
        "--no-sandbox",
        "--disable-gpu",
        "--headless",
        "--enable-logging",
        "--disable-dev-shm-usage",
        "--disable-setuid-sandbox",
        "--no-zygote",
        "--ignore-certificate-errors",
        "--trace-warnings",
    ],
    values: &["-r", "--require"],
    attached: &["--inspect", "--inspect-brk", "--remote-debugging-port", "--user-data-dir", "--js-flags", "--lang"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((word, args)) = parsed.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if word.text.contains("://") && !word.text.starts_with("file:") {
        let detail = format!("`electron` opens the page `{}`", word.text);
        return peel::opaque(OpaqueReason::RemoteChoice, detail, word.span, launch);
    }
    let outcome = node::run(LAUNCHER.id, word, args, call, machine, launch);
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "-r" | "--require")) {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
            script::javascript_module(value, node::ENDINGS, call, machine, launch);
        }
    }
    outcome
}
