//! `tsx [watch] [options] script.ts`: Node with TypeScript; options it does not know are Node's.

use stockade_model::{Launch, Role, launch::EffectKind, launch::OpaqueReason};

use super::{Launcher, node};
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "tsx", names: &["tsx"], summary: "a TypeScript or JavaScript file", resolve };

/// Its own options that take a value, and those that take none.
static VALUES: &[&str] = &["--tsconfig", "--include", "--exclude", "--ignore"];
static SWITCHES: &[&str] = &["--no-cache", "--clear-screen", "--no-clear-screen", "--clearScreen"];
static LOADS: &[&str] = &["-r", "--require", "--import", "--loader", "--experimental-loader"];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let args = match call.args.split_first() {
        Some((first, rest)) if first.text == "watch" => rest,
        _ => call.args.as_slice(),
    };
    match walk(args, call, machine, launch) {
        Ok(outcome) => outcome,
        Err(unknown) => peel::unknown(LAUNCHER.id, &unknown, launch),
    }
}

fn walk(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Result<Outcome, Unknown> {
    let mut rest = args;
    let mut loads: Vec<(String, Word)> = Vec::new();
    while let Some((word, tail)) = rest.split_first() {
        let unknown = || Unknown { word: word.clone() };
        if !word.text.starts_with('-') || word.text == "-" {
            let outcome = node::run(LAUNCHER.id, word, tail, call, machine, launch);
            if matches!(outcome, Outcome::Done) {
                note(&loads, call, machine, launch);
            }
            return Ok(outcome);
        }
        rest = tail;
        let (name, attached) = match word.text.split_once('=') {
            Some((name, value)) => (name, Some(Word::at(value, word.span))),
            None => (word.text.as_str(), None),
        };
        match name {
            "-e" | "--eval" | "-p" | "--print" => {
                let code = attached.or_else(|| rest.first().cloned()).ok_or_else(unknown)?;
                return Ok(script::inline("javascript", &code, Role::Server, launch));
            }
            "-h" | "--help" | "-v" | "--version" => {
                let detail = format!("`tsx {name}` starts no server");
                return Ok(peel::opaque(OpaqueReason::Empty, detail, word.span, launch));
            }
            _ => {}
        }
        let takes = if VALUES.contains(&name) {
            true
        } else if SWITCHES.contains(&name) {
            false
        } else {
            node::takes_value(name).ok_or_else(unknown)?
        };
        let value = match attached {
            Some(value) => Some(value),
            None if takes => {
                let (value, tail) = rest.split_first().ok_or_else(unknown)?;
                rest = tail;
                Some(value.clone())
            }
            None => None,
        };
        if let Some(value) = value {
            loads.push((name.to_owned(), value));
        }
    }
    Ok(peel::empty(LAUNCHER.id, call, launch))
}

fn note(flags: &[(String, Word)], call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    for (name, value) in flags {
        if LOADS.contains(&name.as_str()) {
            script::effect(EffectKind::InjectsCode, name, value, launch);
            script::javascript_module(value, node::ENDINGS, call, machine, launch);
        } else if name.starts_with("--env-file") {
            script::env_file(name, value, call, machine, launch);
        }
    }
}
