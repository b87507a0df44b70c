//! `wsl [options] [-e | --] command …`: a Linux distribution beside Windows.

use stockade_model::Launch;

use super::{Launcher, ssh};
use crate::resolve::elsewhere::{self, Place};
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "wsl", names: &["wsl"], summary: "a command in a Linux distribution beside Windows", resolve };

const ID: &str = LAUNCHER.id;

/// Management, which starts no command.
static OTHER: &[&str] = &[
    "--debug-shell",
    "--export",
    "--help",
    "--import",
    "--import-in-place",
    "--install",
    "-l",
    "--list",
    "--manage",
    "--mount",
    "-s",
    "--set-default",
    "--set-default-version",
    "--set-version",
    "--shutdown",
    "--status",
    "-t",
    "--terminate",
    "--uninstall",
    "--unmount",
    "--unregister",
    "--update",
    "-v",
    "--version",
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut distribution = String::from("the default distribution");
    let mut shell = true;
    let mut rest = call.args.as_slice();
    while let Some((word, tail)) = rest.split_first() {
        match word.text.as_str() {
            "-e" | "--exec" => {
                rest = tail;
                shell = false;
                break;
            }
            "--" => {
                rest = tail;
                break;
            }
            "~" | "--system" => rest = tail,
            "-d" | "--distribution" | "--distribution-id" | "-u" | "--user" | "--cd" | "--shell-type" => {
                let Some((value, tail)) = tail.split_first() else {
                    return peel::unknown(ID, &Unknown { word: word.clone() }, launch);
                };
                if word.text.starts_with("-d") || word.text.starts_with("--dist") {
                    distribution.clone_from(&value.text);
                }
                shell &= !(word.text == "--shell-type" && value.text == "none");
                rest = tail;
            }
            other if OTHER.contains(&other) => return Outcome::NotMine,
            other if other.starts_with('-') => return peel::unknown(ID, &Unknown { word: word.clone() }, launch),
            _ => break,
        }
    }
    let Some(first) = rest.first() else { return peel::empty(ID, call, launch) };
    let place =
        Place { id: ID, note: "runs in a Linux distribution beside Windows", name: &distribution, shares_home: false };
    let bare = Call::new(call.program.clone(), Vec::new(), None);
    if !shell {
        return match bare.inner(rest.to_vec()) {
            Some(inner) => elsewhere::resolve(place, inner, machine, launch),
            None => peel::empty(ID, call, launch),
        };
    }
    // Windows hands on one line, and the shell there reads it: quotes that a runtime adds are quotes there too.
    let texts: Vec<String> = rest.iter().map(|word| word.text.clone()).collect();
    let text = Word::at(shell::cmd::join(&texts), first.span);
    ssh::string(place, &text, &bare, machine, launch)
}
