//! `node [options] script.js [arguments]`: the script is a local file; what is loaded before it counts too.

use stockade_model::{Launch, Role, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, script};

mod options;

use options::Takes;

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "node",
    names: &["node", "nodejs"],
    summary: "a JavaScript file, with the modules loaded before it",
    resolve,
};

/// What Node tries behind the name of a script or module.
pub(super) static ENDINGS: &[&str] = &[".js", ".json", ".node", "/index.js", "/dist/index.js", ".mjs", ".cjs"];

/// Options that only print something or prepare a file: no server starts.
static NO_SERVER: &[&str] = &[
    "-h",
    "--help",
    "-v",
    "--version",
    "--v8-options",
    "--completion-bash",
    "--prof-process",
    "-c",
    "--check",
    "--build-snapshot",
    "--build-snapshot-config",
    "--experimental-sea-config",
];

/// The command line after its options.
#[derive(Debug, Default)]
struct Read {
    flags: Vec<(&'static str, Option<Word>)>,
    code: Option<Word>,
    operands: Vec<Word>,
}

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let read = match read(&call.args) {
        Ok(read) => read,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    if let Some((name, _)) = read.flags.iter().find(|(name, _)| NO_SERVER.contains(name)) {
        let detail = format!("`node {name}` starts no server");
        return peel::opaque(OpaqueReason::Empty, detail, call.program.span, launch);
    }
    let outcome = main(&read, call, machine, launch);
    if matches!(outcome, Outcome::Done) {
        loaded(&read, call, machine, launch);
    }
    outcome
}

/// What runs in the end.
fn main(read: &Read, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if let Some(code) = &read.code {
        return script::inline("javascript", code, Role::Server, launch);
    }
    for (name, what) in [("--test", "the test files it finds"), ("--run", "a script of `package.json`")] {
        if read.flags.iter().any(|(flag, _)| *flag == name) {
            let detail = format!("`node {name}` runs {what}");
            return peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch);
        }
    }
    match read.operands.split_first() {
        None => peel::empty(LAUNCHER.id, call, launch),
        Some((word, _)) if word.text == "-" => {
            peel::opaque(OpaqueReason::InlineCode, "`node -` runs what stands on its input", word.span, launch)
        }
        Some((word, _)) if word.text == "inspect" && read.flags.is_empty() => {
            peel::opaque(OpaqueReason::Indirect, "`node inspect` starts a debugger, no server", word.span, launch)
        }
        Some((word, args)) => match package_client(&word.text) {
            Some(client) => peel::call(
                LAUNCHER.id,
                "",
                Call { program: Word::at(client, word.span), args: args.to_vec(), ..call.clone() },
            ),
            None => run(LAUNCHER.id, word, args, call, machine, launch),
        },
    }
}

/// Runs a script, which may be a folder with a `package.json`, or an address of a local file.
pub(super) fn run(
    id: &str,
    word: &Word,
    args: &[Word],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let address = script::file_url(&word.text, machine).map(|path| Word::at(path, word.span));
    let word = address.as_ref().unwrap_or(word);
    let main = main_of_folder(word, call, machine).map(|path| Word::at(path, word.span));
    script::run(id, main.as_ref().unwrap_or(word), args, ENDINGS, call, machine, launch)
}

/// The file that a folder's `package.json` names.
fn main_of_folder(word: &Word, call: &Call, machine: &Machine<'_>) -> Option<String> {
    let folder = machine.path(&word.text, call.cwd.as_deref()).filter(|path| machine.is_dir(path))?;
    let text = machine.read(&folder.join("package.json"))?;
    let node = crate::document::parse(crate::document::Format::Json, &text).ok()?;
    let main = folder.join(node.get("main")?.as_str()?.trim_start_matches("./"));
    Some(main.display().to_string())
}

/// `node …/npm/bin/npx-cli.js x` is `npx x`, however it is spelt.
fn package_client(script: &str) -> Option<&'static str> {
    let script = script.replace('\\', "/");
    let is = |end: &str| script.ends_with(&format!("/{end}")) || script == end;
    if is("npm/bin/npx-cli.js") { Some("npx") } else { is("npm/bin/npm-cli.js").then_some("npm") }
}

/// Options that let a debugger into the server, which can then run anything in it.
static OPENING: &[&str] = &["--inspect", "--inspect-brk", "--inspect-wait"];

fn debugger(name: &str, value: &Word, noted: bool, launch: &mut Launch) {
    launch.notes.push(format!("`{name}` lets a debugger into the server"));
    if noted {
        script::effect(EffectKind::InjectsCode, name, value, launch);
    }
}

/// What the options, and `NODE_OPTIONS` of the entry, bring in beside the script.
fn loaded(read: &Read, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let variable = self::read(&script::option_variable("NODE_OPTIONS", call, machine)).unwrap_or_default();
    let own = read.flags.iter().map(|flag| (flag, true));
    // The variable itself is an effect already; only what it loads is new.
    for ((name, value), noted) in own.chain(variable.flags.iter().map(|flag| (flag, false))) {
        let Some(value) = value else {
            if OPENING.contains(name) {
                debugger(name, &Word::plain(""), noted, launch);
            }
            continue;
        };
        let load = matches!(*name, "-r" | "--require" | "--import" | "--loader" | "--experimental-loader");
        let replace = matches!(*name, "--snapshot-blob" | "--openssl-config" | "--experimental-config-file");
        if (load || replace) && noted {
            script::effect(EffectKind::InjectsCode, name, value, launch);
        }
        if load {
            script::javascript_module(value, ENDINGS, call, machine, launch);
        } else if *name == "--snapshot-blob" {
            launch.components.push(script::file(Role::Additional, value, &[], call, machine));
        } else if matches!(*name, "--env-file" | "--env-file-if-exists") {
            script::env_file(name, value, call, machine, launch);
        } else if OPENING.contains(name) {
            debugger(name, value, noted, launch);
        }
    }
}

/// Options up to the script; behind source text they go on.
fn read(args: &[Word]) -> Result<Read, Unknown> {
    let mut read = Read::default();
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        let unknown = || Unknown { word: word.clone() };
        if word.text == "--" {
            rest = tail;
            break;
        }
        if word.text == "-" || !word.text.starts_with('-') {
            break;
        }
        rest = tail;
        if matches!(word.text.as_str(), "-e" | "--eval" | "-p" | "--print" | "-pe") {
            let (code, tail) = rest.split_first().filter(|(next, _)| !next.text.starts_with('-')).unzip();
            match code {
                Some(code) => read.code = Some(code.clone()),
                // `-p` alone turns printing on for the code that follows.
                None if matches!(word.text.as_str(), "-p" | "--print") => {}
                None => return Err(unknown()),
            }
            rest = tail.unwrap_or(rest);
            continue;
        }
        let (name, attached) = match word.text.split_once('=') {
            Some(("--eval" | "--print", code)) => {
                read.code = Some(Word::at(code, word.span));
                continue;
            }
            Some((name, value)) if name.starts_with("--") => (name, Some(Word::at(value, word.span))),
            _ => (word.text.as_str(), None),
        };
        let (name, takes) = options::find(name).ok_or_else(unknown)?;
        let value = match (takes, attached) {
            (Takes::Attached, None) if options::NEEDED.contains(&name) => return Err(unknown()),
            (Takes::Nothing | Takes::Attached, None) => None,
            (Takes::Nothing, Some(_)) => return Err(unknown()),
            (_, Some(value)) => Some(value),
            (Takes::Value, None) => {
                let (value, tail) =
                    rest.split_first().filter(|(next, _)| !next.text.starts_with('-')).ok_or_else(unknown)?;
                rest = tail;
                Some(value.clone())
            }
        };
        read.flags.push((name, value));
    }
    read.operands = rest.to_vec();
    Ok(read)
}

/// For programs that hand options they do not know on to Node (`tsx`): whether Node knows it, and whether the next word
/// is its value.
pub(super) fn takes_value(name: &str) -> Option<bool> {
    options::find(name).map(|(_, takes)| takes == Takes::Value)
}
