//! Interpreters that Stockade knows by name but not by their options: the script is the word that looks like one.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "script-language",
    names: &[
        "lua",
        "lua5.1",
        "lua5.3",
        "lua5.4",
        "luajit",
        "rscript",
        "julia",
        "osascript",
        "tclsh",
        "guile",
        "racket",
        "elixir",
        "groovy",
        "swift",
        "scala",
        "clojure",
        "bb",
        "raku",
        "octave",
    ],
    summary: "a script of Lua, R, Julia, AppleScript and their like",
    resolve,
};

/// Endings of what these interpreters run.
static ENDINGS: &[&str] = &[
    ".lua",
    ".r",
    ".jl",
    ".scpt",
    ".applescript",
    ".js",
    ".tcl",
    ".scm",
    ".rkt",
    ".exs",
    ".ex",
    ".groovy",
    ".swift",
    ".sc",
    ".scala",
    ".clj",
    ".raku",
    ".m",
];

/// Options in front of source text.
static INLINE: &[&str] = &["-e", "-E", "--eval", "--print", "--execute", "-c"];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let name = call.program_name(machine.os);
    let is_script = |text: &str| {
        let lower = text.to_ascii_lowercase();
        !text.starts_with('-') && ENDINGS.iter().any(|ending| lower.ends_with(ending))
    };
    let file = call.args.iter().position(|word| is_script(&word.text));
    let front = call.args.get(..file.unwrap_or(call.args.len())).unwrap_or_default();
    let inline = |text: &str| {
        INLINE.iter().any(|option| {
            text == *option
                || text.strip_prefix(option).is_some_and(|rest| option.starts_with("--") && rest.starts_with('='))
        })
    };
    if let Some(at) = front.iter().position(|word| inline(&word.text)) {
        let word = call.args.get(at + 1).or_else(|| call.args.get(at)).unwrap_or(&call.program);
        return script::inline(&name, word, stockade_model::Role::Server, launch);
    }
    // Without options the first word is the script, whatever it is called.
    let file = file
        .or_else(|| (!call.args.is_empty() && call.args.iter().all(|word| !word.text.starts_with('-'))).then_some(0));
    match file.and_then(|at| Some((call.args.get(at)?, call.args.get(at + 1..)?))) {
        Some((word, rest)) => script::run(LAUNCHER.id, word, rest, &[], call, machine, launch),
        None if call.args.is_empty() => {
            let detail = format!("`{name}` runs what stands on its input");
            peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
        }
        None => {
            let detail = format!("which of its words `{name}` runs is not known");
            peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch)
        }
    }
}
