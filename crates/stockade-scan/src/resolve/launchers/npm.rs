//! `npm exec`, `npm x`, `npm create`, `npm init`, `npm run`, `npm start` and their like.

use std::path::PathBuf;

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::npm::commands::{self, Command};
use crate::resolve::npm::config::Config;
use crate::resolve::npm::exec::Exec;
use crate::resolve::npm::nopt::{self, Parsed};
use crate::resolve::npm::script::Script;
use crate::resolve::npm::spec::{self, Spec, Wanted};
use crate::resolve::npm::workspaces;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "npm",
    names: &["npm"],
    summary: "a package (`exec`, `create`) or a script of the project's `package.json` (`run`, `start`)",
    resolve,
};

/// Subcommands that run scripts without being a way to start a server, with their usual short forms.
static INSTALLING: &[&str] = &[
    "i",
    "in",
    "ins",
    "inst",
    "insta",
    "instal",
    "install",
    "add",
    "ci",
    "it",
    "install-test",
    "cit",
    "install-ci-test",
    "rebuild",
    "rb",
    "explore",
    "edit",
    "update",
    "up",
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut parsed = nopt::parse(&call.args);
    if parsed.operands.is_empty() {
        return peel::empty(LAUNCHER.id, call, launch);
    }
    let word = parsed.operands.remove(0);
    match commands::find(&word.text) {
        Some(command) => start(LAUNCHER.id, command, parsed, call, machine, launch),
        None if word.has_placeholder() => peel::unexpanded(LAUNCHER.id, &word, launch),
        // Packages bring scripts that run while they are installed.
        None if INSTALLING.contains(&word.text.as_str()) => {
            let detail = format!("`npm {}` starts no server, but scripts of what it installs or opens", word.text);
            peel::opaque(OpaqueReason::Indirect, detail, word.span, launch)
        }
        None => {
            let detail = format!("`npm {}` starts nothing", word.text);
            peel::opaque(OpaqueReason::Empty, detail, word.span, launch)
        }
    }
}

/// Runs a subcommand whose words are read.
pub(super) fn start(
    id: &'static str,
    command: Command,
    parsed: Parsed,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let given = |name: &str| parsed.given.iter().rfind(|given| given.name == name);
    if let Some(given) = ["version", "versions", "usage"].into_iter().find_map(given).filter(|g| g.value.text == "true")
    {
        let detail =
            format!("`{id}` prints its {} and starts nothing", if given.name == "usage" { "help" } else { "version" });
        return peel::opaque(OpaqueReason::Empty, detail, given.value.span, launch);
    }
    let config = Config::load(&parsed.given, call, machine);
    let folder = match member(&config, call, machine) {
        Ok(folder) => folder,
        Err(why) => return peel::opaque(OpaqueReason::Indirect, why, call.program.span, launch),
    };
    let run = |name: Option<&Word>, args: &[Word], launch: &mut Launch| {
        let Some(name) = name else { return peel::empty(id, call, launch) };
        let root = config.project.as_ref().map(|project| project.root.as_path());
        let around = !config.is_on("ignore-scripts");
        let script = Script { id, name, args, folder: folder.as_deref().or(root), around };
        script.resolve(call, machine, launch)
    };
    let mut args = parsed.operands;
    match command {
        Command::Run => run(args.first(), args.get(1..).unwrap_or_default(), launch),
        Command::Lifecycle(name) => run(Some(&Word::at(name, call.program.span)), &args, launch),
        Command::Exec | Command::Init => {
            let init = command == Command::Init;
            if init {
                let Some(first) = args.first_mut() else {
                    let detail = "`npm init` without a name asks questions and runs the user's own template";
                    return peel::opaque(OpaqueReason::Empty, detail, call.program.span, launch);
                };
                match initializer(&first.text, machine) {
                    Ok(text) => first.text = text,
                    Err(why) => return peel::opaque(OpaqueReason::UnknownArgument, why, first.span, launch),
                }
            }
            let packages = if init { Vec::new() } else { config.list("package") };
            let packages =
                packages.iter().map(|found| Word::at(found.value, found.span.or(call.program.span))).collect();
            Exec { id, call, machine, config: &config, args, packages, init, folder: folder.clone() }.resolve(launch)
        }
    }
}

/// The member of a workspace that the line is for: the one that is named, or the one it starts in.
fn member(config: &Config, call: &Call, machine: &Machine<'_>) -> Result<Option<PathBuf>, String> {
    let Some(project) = &config.project else { return Ok(None) };
    let wanted = config.list("workspace");
    if wanted.is_empty() {
        if config.is_on("workspaces") {
            return Err("npm runs it once in each workspace".to_owned());
        }
        return Ok(project.member.clone());
    }
    let cwd = call.cwd.as_deref().unwrap_or(&project.root);
    let base = if project.root.starts_with(cwd) { &project.root } else { cwd };
    let mut found: Vec<PathBuf> =
        wanted.iter().flat_map(|name| workspaces::named(name.value, &project.root, base, machine)).collect();
    found.sort();
    found.dedup();
    match found.as_slice() {
        [only] => Ok(Some(only.clone())),
        [] => {
            Err(format!("`{}` is no workspace of `{}`", wanted.first().map_or("", |w| w.value), project.root.display()))
        }
        _ => Err("npm runs it once in each of several workspaces".to_owned()),
    }
}

/// `npm create x` runs `create-x`, `npm create @s` runs `@s/create`.
pub(super) fn initializer(text: &str, machine: &Machine<'_>) -> Result<String, String> {
    if let Some(scope) = text.strip_prefix('@').filter(|scope| !scope.is_empty() && !scope.contains('/')) {
        let (scope, version) = scope.split_once('@').map_or((scope, None), |(scope, version)| (scope, Some(version)));
        let version = version.filter(|version| !version.is_empty()).map(|version| format!("@{version}"));
        return Ok(format!("@{scope}/create{}", version.unwrap_or_default()));
    }
    match spec::parse(text, machine.os == stockade_model::Os::Windows)? {
        Spec::Registry { name, wanted, alias: None } => {
            let (scope, name) = name
                .rsplit_once('/')
                .map_or((String::new(), name.as_str()), |(scope, name)| (format!("{scope}/"), name));
            let wanted = match wanted {
                Wanted::Any => "*".to_owned(),
                Wanted::Version(version) => version,
                Wanted::Range(text) | Wanted::Tag(text) => text,
            };
            Ok(format!("{scope}create-{name}@{wanted}"))
        }
        Spec::Git { url, .. } => {
            let path = url
                .trim_end_matches(".git")
                .rsplit_once('/')
                .map(|(front, name)| (front.rsplit('/').next().unwrap_or(""), name));
            let (owner, name) = path.ok_or_else(|| format!("`{text}` is no initializer"))?;
            Ok(text.replace(&format!("{owner}/{name}"), &format!("{owner}/create-{name}")))
        }
        _ => Err(format!("`{text}` is no initializer")),
    }
}
