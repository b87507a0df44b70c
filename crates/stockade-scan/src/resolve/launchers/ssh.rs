//! `ssh [options] host command …`: the words are joined and read by the other side's login shell.

use stockade_model::{Launch, launch::OpaqueReason};

use super::{Launcher, shells};
use crate::resolve::elsewhere::{self, Place};
use crate::resolve::{Call, Machine, Outcome, Word, options::Flag, options::Grammar, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "ssh", names: &["ssh"], summary: "a command on another machine", resolve };

const ID: &str = LAUNCHER.id;

/// `-N`, `-O`, `-Q`, `-s`, `-V`, `-W` start no command and are left out.
const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-4", "-6", "-A", "-a", "-C", "-f", "-G", "-g", "-K", "-k", "-M", "-n", "-q", "-T", "-t", "-v", "-X", "-x",
        "-Y", "-y",
    ],
    values: &[
        "-B", "-b", "-c", "-D", "-E", "-e", "-F", "-I", "-i", "-J", "-L", "-l", "-m", "-o", "-P", "-p", "-R", "-S",
        "-w",
    ],
    ..Grammar::NONE
};

/// Settings whose value a shell on this side or the other runs.
static RUNNING: &[&str] = &["proxycommand", "localcommand", "remotecommand", "knownhostscommand", "match", "include"];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // Options may stand on both sides of the host.
    let parsed = GRAMMAR.front(&call.args).and_then(|front| match front.operands.split_first() {
        Some((host, rest)) => GRAMMAR
            .front(rest)
            .map(|behind| Some((host.clone(), [front.flags, behind.flags].concat(), behind.operands))),
        None => Ok(None),
    });
    let (host, flags, words) = match parsed {
        Ok(Some(parsed)) => parsed,
        Ok(None) => return peel::empty(ID, call, launch),
        Err(unknown) => return peel::unknown(ID, &unknown, launch),
    };
    if let Some(value) = flags.iter().find_map(running) {
        let detail = format!("`ssh` runs the string of its setting `{}`", value.text);
        return peel::opaque(OpaqueReason::ShellSyntax, detail, value.span, launch);
    }
    let Some(first) = words.first() else {
        let detail = format!("what `{}` starts is decided there", host.text);
        return peel::opaque(OpaqueReason::RemoteChoice, detail, host.span, launch);
    };
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let text = Word::at(text, first.span);
    let bare = Call::new(call.program.clone(), Vec::new(), None);
    let place = Place { id: ID, note: "runs on another machine", name: &host.text, shares_home: false };
    string(place, &text, &bare, machine, launch)
}

/// A string that a shell there reads.
pub(super) fn string(
    place: Place<'_>,
    text: &Word,
    bare: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let there = elsewhere::nowhere();
    match shells::any_shell(&text.text, bare, &there) {
        Ok(simple) => match shells::inner(simple, text, bare, &there) {
            Some(inner) => elsewhere::resolve(place, inner, machine, launch),
            None => peel::empty(place.id, bare, launch),
        },
        Err(beyond) => shells::opaque(place.id, &beyond, text, launch),
    }
}

fn running(flag: &Flag) -> Option<&Word> {
    let value = flag.values.first().filter(|_| flag.name == "-o")?;
    let name = value.text.trim_start().split(['=', ' ', '\t']).next().unwrap_or("").to_ascii_lowercase();
    RUNNING.contains(&name.as_str()).then_some(value)
}
