//! Containers that are part of the desktop and share the user's home: Toolbox, Distrobox, Flatpak.

use stockade_model::{Component, Effect, Launch, Pin, Role, Target, launch::EffectKind};

use super::Launcher;
use super::prefix::{Prefix, Style};
use crate::resolve::elsewhere::{self, Place};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const TOOLBOX: Launcher = Launcher {
    id: "toolbox",
    names: &["toolbox"],
    summary: "a command in a Toolbox container",
    resolve: |call, machine, launch| {
        let options = Grammar {
            values: &["-c", "--container", "-d", "--distro", "-r", "--release", "--preserve-fds"],
            ..Grammar::NONE
        };
        let globals = Grammar { switches: &["-v", "--verbose", "-y", "--assumeyes"], ..Grammar::NONE };
        let toolbox = Prefix { globals, verbs: &["run"], options, style: Style::Front(0), ..Prefix::plain("toolbox") };
        let args = match toolbox.behind_verb(&call.args, launch) {
            Ok(args) => args,
            Err(outcome) => return outcome,
        };
        match toolbox.parse(args) {
            Ok(parsed) => {
                let name = parsed.last_of(&["-c", "--container"]).map_or("the default container", |w| w.text.as_str());
                inside("toolbox", name, parsed.operands.clone(), call, machine, launch)
            }
            Err(unknown) => peel::unknown("toolbox", &unknown, launch),
        }
    },
};

pub(super) const DISTROBOX: Launcher = Launcher {
    id: "distrobox",
    names: &["distrobox", "distrobox-enter"],
    summary: "a command in a Distrobox container",
    resolve: distrobox,
};

fn distrobox(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let args = match call.args.as_slice() {
        args if call.program_name(machine.os) == "distrobox-enter" => args,
        [verb, args @ ..] if verb.text == "enter" => args,
        _ => return Outcome::NotMine,
    };
    let options = Grammar {
        switches: &[
            "-T",
            "-H",
            "--no-tty",
            "-nw",
            "--no-workdir",
            "--clean-path",
            "-v",
            "--verbose",
            "-Y",
            "--yes",
            "-r",
            "--root",
        ],
        values: &["-n", "--name", "-a", "--additional-flags"],
        ..Grammar::NONE
    };
    // The command begins behind the first of these words.
    let end = args.iter().position(|word| matches!(word.text.as_str(), "--" | "-e" | "--exec"));
    let (own, command) = args.split_at(end.unwrap_or(args.len()));
    match options.anywhere(own) {
        Ok(parsed) if parsed.operands.len() < 2 => {
            let name = parsed.last_of(&["-n", "--name"]).or(parsed.operands.first());
            let name = name.map_or("the default container", |word| word.text.as_str());
            inside("distrobox", name, command.iter().skip(1).cloned().collect(), call, machine, launch)
        }
        Ok(parsed) => {
            let word = parsed.operands.get(1).cloned().unwrap_or_else(|| call.program.clone());
            peel::unknown("distrobox", &crate::resolve::options::Unknown { word }, launch)
        }
        Err(unknown) => peel::unknown("distrobox", &unknown, launch),
    }
}

fn inside(
    id: &'static str,
    name: &str,
    words: Vec<Word>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    match call.inner(words) {
        Some(inner) => {
            let place = Place { id, note: "runs in a container that shares the home", name, shares_home: true };
            elsewhere::resolve(place, inner, machine, launch)
        }
        None => peel::empty(id, call, launch),
    }
}

pub(super) const FLATPAK: Launcher =
    Launcher { id: "flatpak", names: &["flatpak"], summary: "an installed Flatpak application", resolve: flatpak };

fn flatpak(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let options = Grammar {
        switches: &[
            "-d",
            "--devel",
            "--die-with-parent",
            "--file-forwarding",
            "--log-session-bus",
            "--log-system-bus",
            "--no-a11y-bus",
            "--no-documents-portal",
            "--no-session-bus",
            "-p",
            "--parent-expose-pids",
            "--parent-share-pids",
            "--sandbox",
            "--session-bus",
            "--system",
            "-u",
            "--user",
            "-v",
            "--verbose",
        ],
        values: &[
            "--add-policy",
            "--allow",
            "--arch",
            "--branch",
            "--command",
            "--commit",
            "--cwd",
            "--device",
            "--disallow",
            "--env",
            "--env-fd",
            "--filesystem",
            "--installation",
            "--instance-id-fd",
            "--no-talk-name",
            "--nodevice",
            "--nofilesystem",
            "--nosocket",
            "--own-name",
            "--parent-pid",
            "--persist",
            "--runtime",
            "--runtime-version",
            "--share",
            "--socket",
            "--system-own-name",
            "--system-talk-name",
            "--talk-name",
            "--unset-env",
            "--unshare",
        ],
        ..Grammar::NONE
    };
    let globals = Grammar { switches: &["-v", "--verbose", "--ostree-verbose"], ..Grammar::NONE };
    let flatpak = Prefix { globals, verbs: &["run"], options, ..Prefix::plain("flatpak") };
    let args = match flatpak.behind_verb(&call.args, launch) {
        Ok(args) => args,
        Err(outcome) => return outcome,
    };
    let parsed = match flatpak.parse(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("flatpak", &unknown, launch),
    };
    let Some(app) = parsed.operands.first() else { return peel::empty("flatpak", call, launch) };
    if app.has_placeholder() {
        return peel::unexpanded("flatpak", app, launch);
    }
    if let Some(command) = parsed.last("--command") {
        launch.effects.push(Effect {
            kind: EffectKind::Entrypoint,
            name: "--command".to_owned(),
            value: command.text.clone(),
            file: None,
            span: command.span,
        });
    }
    let pin = parsed.last("--commit").map_or(Pin::NotApplicable, |commit| Pin::Hash(commit.text.clone()));
    let target = Target::Program { name: app.text.clone(), path: None };
    let mut component = Component::new(Role::Server, target, pin);
    component.span = app.span;
    launch.components.push(component);
    launch.notes.push(format!("`{}` is an application that Flatpak has installed", app.text));
    Outcome::Done
}
