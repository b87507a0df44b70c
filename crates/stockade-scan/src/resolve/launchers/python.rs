//! `python script.py`, `python -m module`, `python -c code`, and Windows' `py`.
//!
//! `-m` looks into the working directory first, then into what is installed beside the interpreter; which interpreter a
//! bare name finds is known only where the search path is.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Pin, Role, Target, launch::OpaqueReason};

use super::Launcher;
use super::program::lookup;
use crate::resolve::python::{self, venv};
use crate::resolve::{Call, Machine, Outcome, Word, bridges, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "python",
    names: &[
        "python",
        "python2",
        "python3",
        "python3.7",
        "python3.8",
        "python3.9",
        "python3.10",
        "python3.11",
        "python3.12",
        "python3.13",
        "python3.13t",
        "python3.14",
        "python3.14t",
        "python3.15",
        "pythonw",
        "py",
        "pyw",
        "pypy",
        "pypy3",
    ],
    summary: "a script, module or code, by the Python interpreter",
    resolve,
};

/// Letters that take nothing, and letters that take a value.
const SWITCHES: &str = "bBdEiIOPqsSuvx";
const VALUES: &str = "WX";

/// What the interpreter is told to run.
enum Job<'a> {
    Module(Word, &'a [Word], bool),
    Code(&'a Word),
    Script(&'a Word),
    Nothing,
}

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut args = call.args.as_slice();
    if matches!(call.program_name(machine.os).as_str(), "py" | "pyw") {
        let version = |word: &Word| {
            word.text.starts_with("-V:")
                || word.text.strip_prefix('-').is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()))
        };
        args = args
            .strip_prefix(args.first().filter(|word| version(word)).map_or(&[][..], std::slice::from_ref))
            .unwrap_or(args);
    }
    match job(args) {
        Err(word) => {
            let detail = format!("`python` is given `{}`, which is not an option known to it", word.text);
            peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch)
        }
        Ok(Job::Nothing) => peel::empty(LAUNCHER.id, call, launch),
        Ok(Job::Code(word)) => inline(word, "source text stands in the launch line", launch),
        Ok(Job::Script(word)) if word.text == "-" => inline(word, "source text comes from standard input", launch),
        Ok(Job::Script(word)) if word.has_placeholder() => peel::unexpanded(LAUNCHER.id, word, launch),
        Ok(Job::Script(word)) => {
            let component = match machine.path(&word.text, call.cwd.as_deref()) {
                Some(path) => python::local(&path, machine, word.span),
                None => {
                    let target = Target::Local { path: word.text.clone().into(), exists: None, belongs_to: None };
                    Component::new(Role::Server, target, Pin::NotApplicable)
                }
            };
            launch.components.push(component);
            Outcome::Done
        }
        Ok(Job::Module(word, ..)) if word.has_placeholder() => peel::unexpanded(LAUNCHER.id, &word, launch),
        Ok(Job::Module(word, rest, isolated)) => module(&word, rest, isolated, call, machine, launch),
    }
}

/// Reads the options as the interpreter does: letters may be joined, `-m` and `-c` end them.
fn job(args: &[Word]) -> Result<Job<'_>, &Word> {
    let mut isolated = false;
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        rest = tail;
        let text = word.text.as_str();
        if text == "--check-hash-based-pycs" {
            rest = rest.get(1..).ok_or(word)?;
            continue;
        }
        if text == "--" {
            return Ok(rest.first().map_or(Job::Nothing, Job::Script));
        }
        if text == "-" || !text.starts_with('-') {
            return Ok(Job::Script(word));
        }
        let letters = text.get(1..).unwrap_or("");
        for (at, letter) in letters.char_indices() {
            let after = letters.get(at + letter.len_utf8()..).unwrap_or("");
            isolated |= matches!(letter, 'I' | 'P');
            match letter {
                'm' if after.is_empty() => {
                    let (module, rest) = rest.split_first().ok_or(word)?;
                    return Ok(Job::Module(module.clone(), rest, isolated));
                }
                'm' => return Ok(Job::Module(Word::at(after, word.span), rest, isolated)),
                'c' if after.is_empty() => return rest.first().map(Job::Code).ok_or(word),
                'c' => return Ok(Job::Code(word)),
                'h' | '?' | 'V' => return Ok(Job::Nothing),
                _ if SWITCHES.contains(letter) => {}
                _ if VALUES.contains(letter) => {
                    if after.is_empty() {
                        rest = rest.get(1..).ok_or(word)?;
                    }
                    break;
                }
                _ => return Err(word),
            }
        }
    }
    Ok(Job::Nothing)
}

fn inline(word: &Word, why: &str, launch: &mut Launch) -> Outcome {
    let mut component =
        Component::new(Role::Server, Target::Inline { language: "python".to_owned() }, Pin::NotApplicable);
    component.span = word.span;
    launch.components.push(component);
    peel::opaque(OpaqueReason::InlineCode, why, word.span, launch)
}

fn module(
    word: &Word,
    rest: &[Word],
    isolated: bool,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let here = call.cwd.as_deref().filter(|_| !isolated);
    if let Some(path) = venv::module_in_folder(&word.text, here, machine) {
        launch.components.push(python::local(&path, machine, word.span));
        return Outcome::Done;
    }
    let found = prefix(call, machine).and_then(|prefix| venv::module(&prefix, &word.text, machine));
    let owner = found.as_ref().and_then(|(_, owner)| owner.clone());
    let target = match found {
        Some((path, belongs_to)) => Target::Local { path, exists: Some(true), belongs_to },
        None => Target::Program { name: format!("{} -m {}", call.program_name(machine.os), word.text), path: None },
    };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = word.span;
    launch.components.push(component);
    // A bridge is one by its distribution, also where it is started as a module.
    let name = word.text.split('.').next().unwrap_or("");
    let package = owner.unwrap_or_else(|| stockade_model::Package::new(stockade_model::Ecosystem::Pypi, name));
    bridges::after_package(&package, rest, call, machine, launch).unwrap_or(Outcome::Done)
}

/// The prefix whose packages the interpreter meets: of its virtual environment, else of its installation.
fn prefix(call: &Call, machine: &Machine<'_>) -> Option<PathBuf> {
    let text = call.program.text.trim();
    let has_folder = text.contains('/') || text.contains('\\');
    if !has_folder && let Some((_, root)) = call.env("VIRTUAL_ENV", false, machine) {
        return machine.path(root, call.cwd.as_deref());
    }
    let path = if has_folder { machine.path(text, call.cwd.as_deref())? } else { lookup(text, call, machine)? };
    if let Some(root) = venv::root_of(&path, machine) {
        return Some(root);
    }
    path.canonicalize().ok()?.parent().and_then(Path::parent).map(Path::to_path_buf)
}
