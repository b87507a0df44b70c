//! `powershell -Command …` and `pwsh`.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, peel, script, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "powershell", names: &["powershell", "pwsh"], summary: "PowerShell with a command or a script", resolve };

/// Parameters, of which any unambiguous beginning will do, and whether they take a value.
const PARAMETERS: &[(&str, bool)] = &[
    ("noprofile", false), ("nologo", false), ("noninteractive", false), ("noexit", false), ("sta", false), ("mta", false),
    ("login", false), ("executionpolicy", true), ("windowstyle", true), ("version", true), ("inputformat", true),
    ("outputformat", true), ("workingdirectory", true), ("configurationname", true), ("settingsfile", true),
    ("command", true), ("file", true), ("encodedcommand", true),
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut rest = call.args.as_slice();
    let mut call = call.clone();
    while let Some((word, tail)) = rest.split_first() {
        rest = tail;
        let Some(name) = word.text.strip_prefix(['-', '/']) else {
            // Without a parameter Windows PowerShell takes a command, PowerShell 7 a file.
            let detail = format!("`{}` is a command to one PowerShell and a file to another", word.text);
            return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
        };
        match parameter(&name.to_ascii_lowercase()) {
            Some("command") => return command(rest, &call, launch),
            Some("file") => {
                return match rest.split_first() {
                    Some((file, args)) => script::run(LAUNCHER.id, file, args, &[], &call, machine, launch),
                    None => peel::empty(LAUNCHER.id, &call, launch),
                };
            }
            Some("encodedcommand") => {
                return peel::opaque(OpaqueReason::InlineCode, "an encoded command", word.span, launch);
            }
            Some("workingdirectory") => {
                call.cwd = rest.first().and_then(|folder| machine.path(&folder.text, call.cwd.as_deref()));
                rest = rest.get(1..).unwrap_or(&[]);
            }
            Some(name) if PARAMETERS.iter().any(|(known, valued)| *known == name && *valued) => rest = rest.get(1..).unwrap_or(&[]),
            Some(_) => {}
            None => {
                let detail = format!("`{}` is not a parameter known to PowerShell", word.text);
                return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
            }
        }
    }
    peel::empty(LAUNCHER.id, &call, launch)
}

fn parameter(name: &str) -> Option<&'static str> {
    let short = match name {
        "c" => "command",
        "f" => "file",
        "e" | "ec" => "encodedcommand",
        "ep" | "ex" => "executionpolicy",
        "nop" => "noprofile",
        "noni" => "noninteractive",
        "w" => "windowstyle",
        "wd" => "workingdirectory",
        _ => name,
    };
    let mut longer = PARAMETERS.iter().map(|(known, _)| *known).filter(|known| known.starts_with(short));
    match (longer.next(), longer.next()) {
        (Some(only), None) => Some(only),
        (Some(first), Some(_)) if first == short => Some(first),
        _ => None,
    }
}

fn command(rest: &[Word], call: &Call, launch: &mut Launch) -> Outcome {
    let span = rest.first().and_then(|word| word.span);
    let text = rest.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let text = text.trim().trim_start_matches('&').trim();
    match shell::powershell_words(text) {
        Ok(words) => {
            let words = words.into_iter().map(|text| Word::at(text, span)).collect();
            peel::words(LAUNCHER.id, "", call, words, launch)
        }
        Err(beyond) => peel::opaque(beyond.reason, format!("the command has {}", beyond.what), span, launch),
    }
}
