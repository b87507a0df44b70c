//! `powershell` and `pwsh`: `-Command TEXT`, `-File SCRIPT`, `-EncodedCommand BASE64`.

use stockade_model::{Launch, launch::OpaqueReason};

use super::{Launcher, shells};
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, shell};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "powershell",
    names: &["powershell", "pwsh", "pwsh-preview"],
    summary: "a command or script for PowerShell",
    resolve,
};

const ID: &str = LAUNCHER.id;

/// What a parameter does.
#[derive(Clone, Copy)]
enum Kind {
    Switch,
    Value,
    Folder,
    Command,
    File,
    Encoded,
    NoProfile,
}

/// Name, the shortest spelling that still means it, and what it does; the first that fits wins, as in PowerShell.
static PARAMETERS: &[(&str, &str, Kind)] = &[
    ("login", "l", Kind::Switch),
    ("noexit", "noe", Kind::Switch),
    ("noprofile", "nop", Kind::NoProfile),
    ("nologo", "nol", Kind::Switch),
    ("noninteractive", "noni", Kind::Switch),
    ("command", "c", Kind::Command),
    ("windowstyle", "w", Kind::Value),
    ("file", "f", Kind::File),
    ("outputformat", "o", Kind::Value),
    ("of", "of", Kind::Value),
    ("inputformat", "inp", Kind::Value),
    ("if", "if", Kind::Value),
    ("executionpolicy", "ex", Kind::Value),
    ("ep", "ep", Kind::Value),
    ("encodedcommand", "e", Kind::Encoded),
    ("ec", "ec", Kind::Encoded),
    ("sta", "sta", Kind::Switch),
    ("mta", "mta", Kind::Switch),
    ("workingdirectory", "wo", Kind::Folder),
    ("wd", "wd", Kind::Folder),
];

fn parameter(word: &str) -> Option<Kind> {
    let name = word.strip_prefix(['-', '/'])?;
    let name = name.strip_prefix('-').unwrap_or(name).to_ascii_lowercase();
    // `-w` is the window style in both editions; `-wo` is only the folder, `-win` only the style.
    let fits = |(full, least, _): &&(&str, &str, Kind)| full.starts_with(&name) && name.starts_with(least);
    let kind = PARAMETERS.iter().find(fits).map(|(.., kind)| *kind);
    kind.filter(|_| !name.is_empty())
}

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut call = call.clone();
    let mut note = "its profile script runs first";
    let args = std::mem::take(&mut call.args);
    let mut rest = args.as_slice();
    while let Some((word, tail)) = rest.split_first() {
        if !word.text.starts_with(['-', '/']) {
            // Without a parameter the first edition takes a command, the second one a script.
            let first = call.program_name(machine.os) == "powershell";
            return if first {
                command(rest, note, &call, machine, launch)
            } else {
                script(rest, &call, machine, launch)
            };
        }
        let Some(kind) = parameter(&word.text) else {
            return peel::unknown(ID, &Unknown { word: word.clone() }, launch);
        };
        rest = tail;
        match kind {
            Kind::Switch => {}
            Kind::NoProfile => note = "",
            Kind::Command => return command(rest, note, &call, machine, launch),
            Kind::File => return script(rest, &call, machine, launch),
            Kind::Encoded => {
                let detail = "`powershell` is given its command in an encoded form";
                return peel::opaque(OpaqueReason::InlineCode, detail, word.span, launch);
            }
            Kind::Value | Kind::Folder => {
                let Some((value, tail)) = rest.split_first() else {
                    return peel::unknown(ID, &Unknown { word: word.clone() }, launch);
                };
                if matches!(kind, Kind::Folder) {
                    call.cwd = machine.path(&value.text, call.cwd.as_deref());
                }
                rest = tail;
            }
        }
    }
    input(&call, launch)
}

fn input(call: &Call, launch: &mut Launch) -> Outcome {
    let detail = "`powershell` runs what it reads from its standard input";
    peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
}

/// All that is left is one text, blanks in between: quotes of the argument list are long gone.
fn command(words: &[Word], note: &str, call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some(first) = words.first() else { return peel::empty(ID, call, launch) };
    if first.text == "-" {
        return input(call, launch);
    }
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    match shell::powershell::parse(&text) {
        Ok(simple) => {
            let words = simple.words.into_iter().map(|word| Word::at(word, first.span)).collect();
            peel::words(ID, note, call, words, launch)
        }
        Err(beyond) => shells::opaque(ID, &beyond, first, launch),
    }
}

fn script(words: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    match words.split_first() {
        Some((first, _)) if first.text == "-" => input(call, launch),
        Some((first, behind)) => shells::file(ID, first, behind.to_vec(), call, machine, launch),
        None => peel::empty(ID, call, launch),
    }
}
