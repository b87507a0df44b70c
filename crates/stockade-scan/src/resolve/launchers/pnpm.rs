//! `pnpm dlx`, `pnpx`, `pnpm create`, `pnpm exec`, `pnpm run` and scripts by their bare name.
//!
//! Options of pnpm stand in front of what it runs; from that word on everything belongs to the command.

use std::path::PathBuf;

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::npm::config::Config;
use crate::resolve::npm::dlx::Dlx;
use crate::resolve::npm::manifest::Manifest;
use crate::resolve::npm::nopt::Given;
use crate::resolve::npm::script::Script;
use crate::resolve::npm::{registry, shell, tree};
use crate::resolve::options::{Grammar, Parsed};
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "pnpm",
    names: &["pnpm", "pnpx", "pn"],
    summary: "a package (`dlx`, `create`), an installed executable (`exec`) or a script of the project",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "--color",
        "--no-color",
        "--parseable",
        "--stream",
        "--aggregate-output",
        "--use-stderr",
        "--ignore-workspace",
        "--workspace-root",
        "-w",
        "--include-workspace-root",
        "--fail-if-no-match",
        "--yes",
        "-y",
        "--recursive",
        "-r",
        "--silent",
        "-s",
        "--shell-mode",
        "-c",
        "--help",
        "-h",
        "--version",
        "-v",
        "-d",
        "--parallel",
        "--if-present",
        "--no-bail",
        "--bail",
        "--sequential",
    ],
    values: &[
        "--dir",
        "-C",
        "--prefix",
        "--filter",
        "-F",
        "--filter-prod",
        "--loglevel",
        "--reporter",
        "--package",
        "--allow-build",
        "--test-pattern",
        "--changed-files-ignore-pattern",
        "--workspace-concurrency",
        "--cpu",
        "--libc",
        "--os",
    ],
    ..Grammar::NONE
};

/// Subcommands that start nothing of what a server could be.
static OTHERS: &[&str] = &[
    "add",
    "i",
    "install",
    "up",
    "update",
    "upgrade",
    "remove",
    "rm",
    "uninstall",
    "un",
    "link",
    "ln",
    "unlink",
    "import",
    "rebuild",
    "rb",
    "prune",
    "fetch",
    "audit",
    "list",
    "ls",
    "ll",
    "la",
    "outdated",
    "why",
    "pack",
    "publish",
    "root",
    "bin",
    "store",
    "config",
    "c",
    "get",
    "set",
    "init",
    "deploy",
    "doctor",
    "env",
    "patch",
    "patch-commit",
    "patch-remove",
    "server",
    "setup",
    "self-update",
    "licenses",
    "cat-file",
    "cat-index",
    "find-hash",
    "dedupe",
    "help",
    "login",
    "logout",
    "whoami",
    "completion",
    "approve-builds",
    "ignored-builds",
    "cache",
    "recursive",
    "multi",
    "m",
    "install-test",
    "it",
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (settings, words) = settings(&call.args);
    let (front, rest) = match GRAMMAR.front(&words) {
        Ok(parsed) => split(parsed),
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    if call.program_name(machine.os) == "pnpx" {
        return dlx(&front, &rest, &settings, call, machine, launch);
    }
    let Some((command, rest)) = rest.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    match command.text.as_str() {
        "dlx" => match GRAMMAR.front(rest) {
            Ok(parsed) => {
                let (mut more, rest) = split(parsed);
                more.flags.splice(0..0, front.flags);
                dlx(&more, &rest, &settings, call, machine, launch)
            }
            Err(unknown) => peel::unknown(LAUNCHER.id, &unknown, launch),
        },
        "create" => {
            let Some((first, args)) = rest.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
            match super::npm::initializer(&first.text, machine) {
                Ok(text) => {
                    let words: Vec<Word> =
                        [Word::at(text, first.span)].into_iter().chain(args.iter().cloned()).collect();
                    dlx(&front, &words, &settings, call, machine, launch)
                }
                Err(why) => peel::opaque(OpaqueReason::UnknownArgument, why, first.span, launch),
            }
        }
        "exec" => exec(&front, rest, call, machine, launch),
        "run" | "run-script" | "rum" | "urn" => run(&front, rest, call, machine, launch),
        "start" | "test" | "t" | "tst" | "stop" | "restart" => {
            let name = if command.text.starts_with('t') { "test" } else { command.text.as_str() };
            let words: Vec<Word> = [Word::at(name, command.span)].into_iter().chain(rest.iter().cloned()).collect();
            run(&front, &words, call, machine, launch)
        }
        _ if command.has_placeholder() => peel::unexpanded(LAUNCHER.id, command, launch),
        other if OTHERS.contains(&other) => {
            let detail = format!("`pnpm {other}` starts nothing");
            peel::opaque(OpaqueReason::Empty, detail, command.span, launch)
        }
        // A bare name is a script, or else an installed executable.
        _ => {
            let words: Vec<Word> = [command.clone()].into_iter().chain(rest.iter().cloned()).collect();
            let folder = folder(&front, call, machine);
            let manifest = folder.as_deref().and_then(|folder| Manifest::read(folder, machine));
            match manifest.is_some_and(|manifest| manifest.script(&command.text).is_some()) {
                true => run(&front, &words, call, machine, launch),
                false => exec(&front, &words, call, machine, launch),
            }
        }
    }
}

/// `--config.name=value` sets anything, as long as it stands in front of the command.
fn settings(args: &[Word]) -> (Vec<Given>, Vec<Word>) {
    let mut given = Vec::new();
    let mut words = Vec::new();
    let mut options = true;
    for word in args {
        match word.text.strip_prefix("--config.").and_then(|rest| rest.split_once('=')).filter(|_| options) {
            Some((name, value)) => given.push(Given { name: name.to_owned(), value: Word::at(value, word.span) }),
            None => words.push(word.clone()),
        }
        options &= word.text.starts_with('-') || word.text == "dlx";
    }
    (given, words)
}

/// Options, and the words from the first operand on.
fn split(mut parsed: Parsed) -> (Parsed, Vec<Word>) {
    let rest = std::mem::take(&mut parsed.operands);
    (parsed, rest)
}

fn dlx(
    front: &Parsed,
    rest: &[Word],
    settings: &[Given],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let inside = Call { cwd: folder(front, call, machine), ..call.clone() };
    let config = Config::load(settings, &inside, machine);
    let source = |name: &str| registry::of(name, &config);
    let packages: Vec<Word> = front
        .flags
        .iter()
        .filter(|flag| flag.name == "--package")
        .filter_map(|flag| flag.values.first().cloned())
        .collect();
    let mut args = rest.to_vec();
    if front.has("--shell-mode") || front.has("-c") {
        let text = args.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let span = args.first().and_then(|word| word.span);
        match shell::read(&text, call, machine) {
            Ok(simple) if simple.settings.is_empty() && simple.folder.is_none() => {
                args = simple.words.into_iter().map(|text| Word::at(text, span)).collect();
            }
            _ => {
                let detail = format!("`pnpm dlx` hands a shell `{text}`");
                drop(peel::opaque(OpaqueReason::ShellSyntax, detail, span, launch));
            }
        }
    }
    Dlx { id: LAUNCHER.id, call: &inside, machine, packages, args: &args, source: &source, instead: None }
        .resolve(launch)
}

/// An executable of the project, or a program.
fn exec(front: &Parsed, rest: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if let Some(outcome) = several(front, call, launch) {
        return outcome;
    }
    let rest = shell::without_dashes(rest);
    let folder = folder(front, call, machine);
    if front.has("--shell-mode") || front.has("-c") {
        let text = rest.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let line = Word::at(text, rest.first().and_then(|word| word.span));
        return shell::peel(
            LAUNCHER.id,
            "runs a shell string".to_owned(),
            &line,
            folder.as_deref(),
            call,
            machine,
            launch,
        );
    }
    let Some(mut inner) = call.inner(rest.to_vec()) else { return peel::empty(LAUNCHER.id, call, launch) };
    let near = folder.as_deref().and_then(|folder| tree::executable(folder, &inner.program.text, machine));
    if let Some(file) = near {
        inner.program = Word::at(file.display().to_string(), inner.program.span);
    }
    inner.cwd = folder;
    peel::call(LAUNCHER.id, "", inner)
}

fn run(front: &Parsed, rest: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if let Some(outcome) = several(front, call, launch) {
        return outcome;
    }
    // Options of `run` may stand in front of the script's name.
    let (_, rest) = match GRAMMAR.front(rest) {
        Ok(parsed) => split(parsed),
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((name, args)) = rest.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    let folder = folder(front, call, machine);
    let nearest = folder
        .as_deref()
        .and_then(|folder| machine.ancestors(folder).find(|f| machine.is_file(&f.join("package.json"))));
    Script { id: LAUNCHER.id, name, args, folder: nearest.or(folder.as_deref()), around: true }
        .resolve(call, machine, launch)
}

/// Options that run the command in each of several projects.
fn several(front: &Parsed, call: &Call, launch: &mut Launch) -> Option<Outcome> {
    let many = ["-r", "--recursive", "-F", "--filter", "--filter-prod"].into_iter().find(|name| front.has(name))?;
    let detail = format!("`pnpm {many}` runs it in whatever projects match");
    Some(peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch))
}

fn folder(front: &Parsed, call: &Call, machine: &Machine<'_>) -> Option<PathBuf> {
    match front.last_of(&["--dir", "-C", "--prefix"]) {
        Some(dir) => machine.path(&dir.text, call.cwd.as_deref()),
        None => call.cwd.clone(),
    }
}
