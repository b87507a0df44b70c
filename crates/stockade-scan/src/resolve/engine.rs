//! Container engines: what `run`, `exec`, `compose` and the like of `docker` and its kin really start.
//!
//! Constraints:
//! - which options take a word is each engine's own table (`launchers/<engine>.rs`): the word behind an option is the
//!   image only where that table says so;
//! - words behind the image go into the container; they name the server only where the image is a bare runtime;
//! - paths inside a container are never looked up on this disk, unless a mount says which folder they are.
//!
//! Layout: [`flags`] reads the options of `run`, [`container`] says what a container holds, [`compose`] reads compose
//! files, [`toolkit`] the settings of Docker's MCP gateway.

use stockade_model::{Launch, launch::EffectKind, launch::OpaqueReason};

use super::{Call, Machine, Origin, Outcome, Word, options::Grammar, peel, script};

pub mod compose;
pub mod container;
pub mod flags;
pub mod toolkit;

/// One engine's command line.
#[derive(Debug)]
pub struct Engine {
    /// The launcher's id.
    pub id: &'static str,
    /// Options in front of the subcommand.
    pub global: Grammar,
    /// Those of them that choose another machine.
    pub elsewhere: &'static [&'static str],
    /// Options of `run`.
    pub run: Grammar,
    /// Whether `compose` is a subcommand.
    pub compose: bool,
    /// Whether `mcp gateway run` is.
    pub gateway: bool,
}

/// Reads the engine's options and follows its subcommand.
pub fn resolve(engine: &Engine, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match engine.global.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(engine.id, &unknown, launch),
    };
    for flag in parsed.flags.iter().filter(|flag| engine.elsewhere.contains(&flag.name)) {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::Elsewhere, flag.name, value, launch);
        }
    }
    for setting in call.env.iter().filter(|setting| setting.origin == Origin::Entry) {
        if matches!(setting.name.as_str(), "DOCKER_HOST" | "DOCKER_CONTEXT" | "CONTAINER_HOST" | "CONTAINER_CONNECTION")
        {
            let value = Word::at(setting.value.clone(), setting.span);
            script::effect(EffectKind::Elsewhere, &setting.name, &value, launch);
        }
    }
    let words: Vec<&str> = parsed.operands.iter().take(3).map(|word| word.text.as_str()).collect();
    let behind = |count: usize| parsed.operands.get(count..).unwrap_or_default();
    match words.as_slice() {
        [] => peel::empty(engine.id, call, launch),
        ["run", ..] => run(engine, behind(1), call, machine, launch),
        ["container", "run", ..] => run(engine, behind(2), call, machine, launch),
        ["exec" | "start" | "attach", ..] => existing(engine, words.first().copied(), call, launch),
        ["container", verb @ ("exec" | "start" | "attach"), ..] => existing(engine, Some(verb), call, launch),
        ["compose", ..] if engine.compose => compose::resolve(engine, behind(1), call, machine, launch),
        ["mcp", "gateway", "run"] if engine.gateway => toolkit::resolve(behind(3), call, machine, launch),
        [word, ..] => {
            let detail = format!("`{} {word}` starts no server by itself", engine.id);
            peel::opaque(OpaqueReason::Indirect, detail, parsed.operands.first().and_then(|word| word.span), launch)
        }
    }
}

/// A container that is there already: which image it was made of is known to the engine alone.
fn existing(engine: &Engine, verb: Option<&str>, call: &Call, launch: &mut Launch) -> Outcome {
    let verb = verb.unwrap_or_default();
    let detail = format!("`{} {verb}` uses a container that exists already, made by something else", engine.id);
    peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
}

fn run(engine: &Engine, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match engine.run.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(engine.id, &unknown, launch),
    };
    let Some((image, inside)) = parsed.operands.split_first() else { return peel::empty(engine.id, call, launch) };
    let mut container = flags::read(&parsed, args, call, machine, launch);
    container.args = inside.to_vec();
    if flags::is_on(&parsed, "--rootfs") {
        return script::run(engine.id, image, inside, &[], call, machine, launch);
    }
    container::place(engine.id, image, &container, machine, launch)
}
