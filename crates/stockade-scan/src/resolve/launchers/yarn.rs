//! `yarn dlx`, `yarn create`, `yarn run`, `yarn exec`, `yarn node` and scripts by their bare name, of Yarn 1 and later.

use std::path::PathBuf;

use stockade_model::{Launch, RegistryOrigin, launch::OpaqueReason};

use super::Launcher;
use crate::document::{self, Format, node::Node};
use crate::resolve::npm::config::Config;
use crate::resolve::npm::dlx::Dlx;
use crate::resolve::npm::manifest::Manifest;
use crate::resolve::npm::registry::{self, Candidate};
use crate::resolve::npm::script::Script;
use crate::resolve::npm::{shell, tree};
use crate::resolve::options::Grammar;
use crate::resolve::{Call, Machine, Origin, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "yarn",
    names: &["yarn", "yarnpkg"],
    summary: "a package (`dlx`, `create`), an installed executable (`exec`, `run`) or a script of the project",
    resolve,
};

const GLOBAL: Grammar = Grammar {
    switches: &[
        "--silent",
        "-s",
        "--verbose",
        "--offline",
        "--json",
        "--non-interactive",
        "--no-progress",
        "--version",
        "-v",
        "--help",
        "-h",
    ],
    values: &["--cwd"],
    ..Grammar::NONE
};

const DLX: Grammar = Grammar { switches: &["-q", "--quiet"], values: &["-p", "--package"], ..Grammar::NONE };

const RUN: Grammar = Grammar {
    switches: &["-T", "--top-level", "-B", "--binaries-only", "--silent", "-s", "--non-interactive"],
    values: &["--require", "--cwd"],
    attached: &["--inspect", "--inspect-brk"],
    ..Grammar::NONE
};

/// Subcommands that start nothing of what a server could be.
static OTHERS: &[&str] = &[
    "add",
    "audit",
    "autoclean",
    "bin",
    "cache",
    "check",
    "config",
    "constraints",
    "dedupe",
    "explain",
    "generate-lock-entry",
    "global",
    "help",
    "import",
    "info",
    "init",
    "install",
    "licenses",
    "link",
    "list",
    "login",
    "logout",
    "npm",
    "outdated",
    "owner",
    "pack",
    "patch",
    "patch-commit",
    "plugin",
    "policies",
    "publish",
    "rebuild",
    "remove",
    "search",
    "set",
    "stage",
    "tag",
    "team",
    "unlink",
    "unplug",
    "up",
    "upgrade",
    "upgrade-interactive",
    "version",
    "versions",
    "why",
    "workspace",
    "workspaces",
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GLOBAL.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let mut inside = call.clone();
    if let Some(cwd) = parsed.last("--cwd") {
        inside.cwd = machine.path(&cwd.text, call.cwd.as_deref());
    }
    let call = &inside;
    let Some((command, rest)) = parsed.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    match command.text.as_str() {
        "dlx" => dlx(rest, false, call, machine, launch),
        "create" => dlx(rest, true, call, machine, launch),
        "run" => match RUN.front(rest) {
            Ok(parsed) => {
                run(&parsed.operands, !(parsed.has("-B") || parsed.has("--binaries-only")), call, machine, launch)
            }
            Err(unknown) => peel::unknown(LAUNCHER.id, &unknown, launch),
        },
        "exec" => installed(shell::without_dashes(rest), call, machine, launch),
        "node" => {
            let words = [Word::at("node", command.span)].into_iter().chain(rest.iter().cloned()).collect();
            peel::words(LAUNCHER.id, "", call, words, launch)
        }
        _ if command.has_placeholder() => peel::unexpanded(LAUNCHER.id, command, launch),
        other if OTHERS.contains(&other) => {
            let detail = format!("`yarn {other}` starts nothing that can be told from the line");
            peel::opaque(OpaqueReason::Indirect, detail, command.span, launch)
        }
        _ => run(&parsed.operands, true, call, machine, launch),
    }
}

fn dlx(rest: &[Word], create: bool, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match DLX.front(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let mut args = parsed.operands.clone();
    if let Some(first) = args.first_mut().filter(|_| create) {
        match super::npm::initializer(&first.text, machine) {
            Ok(text) => first.text = text,
            Err(why) => return peel::opaque(OpaqueReason::UnknownArgument, why, first.span, launch),
        }
    }
    let named = parsed.flags.iter().filter(|flag| matches!(flag.name, "-p" | "--package"));
    let packages = named.filter_map(|flag| flag.values.first()).map(descriptor).collect();
    if let Some(first) = args.first_mut() {
        *first = descriptor(first);
    }
    let modern = modern(call, machine);
    let config = Config::load(&[], call, machine);
    // Only Yarn 1 has `create` without settings of the later ones, and asks where npm would.
    let source = |name: &str| match create && modern.is_empty() {
        true => registry::of(name, &config),
        false => registry::first(&candidates(name, &modern, call, machine)),
    };
    Dlx { id: LAUNCHER.id, call, machine, packages, args: &args, source: &source, instead: None }.resolve(launch)
}

/// `name@npm:1.2` is an ordinary version to Yarn; only `name@npm:other@1.2` is an alias.
fn descriptor(word: &Word) -> Word {
    let plain = word.text.split_once("@npm:").filter(|(_, range)| !range.starts_with('@') && !range.contains('@'));
    match plain {
        Some((name, range)) => Word::at(format!("{name}@{range}"), word.span),
        None => word.clone(),
    }
}

/// A script, or an installed executable of that name.
fn run(words: &[Word], scripts: bool, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some((name, args)) = words.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    let nearest = |cwd: &std::path::Path| {
        machine
            .ancestors(cwd)
            .find(|folder| machine.is_file(&folder.join("package.json")))
            .map(std::path::Path::to_path_buf)
    };
    let folder = call.cwd.as_deref().and_then(nearest);
    let manifest = folder.as_deref().and_then(|folder| Manifest::read(folder, machine));
    let is_script = manifest.is_some_and(|manifest| manifest.script(&name.text).is_some());
    let executable = folder.as_deref().and_then(|folder| tree::executable(folder, &name.text, machine));
    if executable.is_some() && !(scripts && is_script) {
        return installed(words, call, machine, launch);
    }
    Script { id: LAUNCHER.id, name, args, folder: folder.as_deref(), around: true }.resolve(call, machine, launch)
}

fn installed(words: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some(mut inner) = call.inner(words.to_vec()) else { return peel::empty(LAUNCHER.id, call, launch) };
    if let Some(file) = call.cwd.as_deref().and_then(|cwd| tree::executable(cwd, &inner.program.text, machine)) {
        inner.program = Word::at(file.display().to_string(), inner.program.span);
    }
    peel::call(LAUNCHER.id, "", inner)
}

/// The `.yarnrc.yml` files that count, the nearest first; the home's is the user's own.
fn modern(call: &Call, machine: &Machine<'_>) -> Vec<(RegistryOrigin, PathBuf, Node)> {
    let project = call.cwd.iter().flat_map(|cwd| machine.ancestors(cwd)).filter(|folder| *folder != machine.home);
    let files = project
        .map(|folder| (RegistryOrigin::Project, folder.join(".yarnrc.yml")))
        .chain([(RegistryOrigin::User, machine.home.join(".yarnrc.yml"))]);
    files
        .filter_map(|(origin, file)| {
            let node = document::parse(Format::Yaml, &machine.read(&file)?).ok()?;
            Some((origin, file, node))
        })
        .collect()
}

fn candidates(
    name: &str,
    files: &[(RegistryOrigin, PathBuf, Node)],
    call: &Call,
    machine: &Machine<'_>,
) -> Vec<Candidate> {
    let scope = name.strip_prefix('@').and_then(|name| name.split('/').next());
    let mut found = Vec::new();
    if let Some(scope) = scope {
        found.extend(named(files, &["npmScopes", scope, "npmRegistryServer"]));
    }
    if let Some((origin, url)) = call.env("YARN_NPM_REGISTRY_SERVER", false, machine) {
        let origin = if origin == Origin::Entry { RegistryOrigin::Environment } else { RegistryOrigin::User };
        found.push(Candidate { origin, url: url.to_owned(), file: None });
    }
    found.extend(named(files, &["npmRegistryServer"]));
    found
}

fn named(files: &[(RegistryOrigin, PathBuf, Node)], keys: &[&str]) -> Vec<Candidate> {
    let of = |(origin, file, node): &(RegistryOrigin, PathBuf, Node)| {
        let url = node.at(keys)?.as_str()?.to_owned();
        Some(Candidate { origin: *origin, url, file: Some(file.clone()) })
    };
    files.iter().filter_map(of).collect()
}
