//! `pixi run [options] command…`: a command, or a task of a Pixi manifest.
//!
//! A task's definition is a shell line in `pixi.toml` or `pyproject.toml`: such a word is opaque, any other is followed.

use std::path::PathBuf;

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::document::Node;
use crate::resolve::python::run_verb;
use crate::resolve::options::Grammar;
use crate::resolve::python::settings;
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "pixi", names: &["pixi"], summary: "a command or task in a Pixi environment", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-v",
        "-vv",
        "--verbose",
        "-q",
        "--quiet",
        "--no-progress",
        "--frozen",
        "--locked",
        "--as-is",
        "--no-install",
        "--clean-env",
        "--skip-deps",
        "-n",
        "--dry-run",
        "--no-lockfile-update",
        "--force-activate",
        "-x",
        "--executable",
        "--no-completions",
        "--offline",
    ],
    values: &[
        "--manifest-path",
        "-m",
        "-w",
        "--workspace",
        "-e",
        "--environment",
        "--color",
        "--pypi-keyring-provider",
        "--concurrent-solves",
        "--concurrent-downloads",
    ],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let (front, parsed) = match run_verb::parse(LAUNCHER.id, [&GRAMMAR, &GRAMMAR], call, launch) {
        Ok(both) => both,
        Err(outcome) => return outcome,
    };
    let Some(command) = parsed.operands.first() else { return peel::empty(LAUNCHER.id, call, launch) };
    let named = parsed.last_of(&["--manifest-path", "-m"]).or_else(|| front.last_of(&["--manifest-path", "-m"]));
    let elsewhere = parsed.last_of(&["-w", "--workspace"]);
    let manifests: Option<Vec<PathBuf>> = match (named, &call.cwd) {
        _ if elsewhere.is_some() => None,
        (Some(word), cwd) => machine.path(&word.text, cwd.as_deref()).map(|path| {
            if machine.is_dir(&path) { vec![path.join("pixi.toml"), path.join("pyproject.toml")] } else { vec![path] }
        }),
        (None, Some(cwd)) => {
            Some(machine.ancestors(cwd).flat_map(|at| [at.join("pixi.toml"), at.join("pyproject.toml")]).collect())
        }
        (None, None) => None,
    };
    if parsed.has("-x") || parsed.has("--executable") {
        return peel::words(LAUNCHER.id, "", call, parsed.operands.clone(), launch);
    }
    match manifests.map(|paths| has_task(&paths, &command.text, machine)) {
        Some(Ok(false)) => peel::words(LAUNCHER.id, "", call, parsed.operands.clone(), launch),
        Some(Ok(true)) => {
            let detail = format!("`{}` is a task of the Pixi manifest", command.text);
            peel::opaque(OpaqueReason::Indirect, detail, command.span, launch)
        }
        Some(Err(detail)) => peel::opaque(OpaqueReason::Indirect, detail, command.span, launch),
        None => {
            let detail = format!("whether `{}` is a task of a Pixi manifest is unknown", command.text);
            peel::opaque(OpaqueReason::Indirect, detail, command.span, launch)
        }
    }
}

/// Whether the nearest manifest, in any of its tables of tasks, defines a name.
fn has_task(manifests: &[PathBuf], name: &str, machine: &Machine<'_>) -> Result<bool, String> {
    for path in manifests {
        let Some(node) = settings::read(path, machine)? else { continue };
        let pixi = if path.ends_with("pyproject.toml") { node.at(&["tool", "pixi"]) } else { Some(&node) };
        let Some(pixi) = pixi else { continue };
        let has = |node: &Node| node.at(&["tasks", name]).is_some();
        let nested = ["feature", "target"].iter().filter_map(|key| pixi.get(key)).flat_map(Node::entries);
        return Ok(has(pixi) || nested.map(|entry| &entry.node).any(has));
    }
    Ok(false)
}
