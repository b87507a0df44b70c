//! `ssh host cmd`: the command runs on another machine, whose disk nobody here can look at.

use stockade_model::{Effect, Launch, launch::{EffectKind, OpaqueReason}};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::shell::posix::Dialect;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "ssh", names: &["ssh"], summary: "a command on another machine", resolve };

/// Options of OpenSSH's client (`ssh(1)`).
const GRAMMAR: Grammar = Grammar {
    switches: &["-4", "-6", "-A", "-a", "-C", "-f", "-G", "-g", "-K", "-k", "-M", "-N", "-n", "-q", "-s", "-T", "-t", "-V", "-v", "-X", "-x", "-Y", "-y"],
    values: &["-B", "-b", "-c", "-D", "-E", "-e", "-F", "-I", "-i", "-J", "-L", "-l", "-m", "-O", "-o", "-P", "-p", "-Q", "-R", "-S", "-W", "-w"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((host, command)) = parsed.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    launch.effects.push(Effect {
        kind: EffectKind::Elsewhere,
        name: "ssh".to_owned(),
        value: host.text.clone(),
        file: None,
        span: host.span,
    });
    if parsed.flags.iter().any(|flag| flag.name == "-o" && flag.values.iter().any(|value| value.text.to_ascii_lowercase().contains("command"))) {
        return peel::opaque(OpaqueReason::ShellSyntax, "an option of `ssh` runs a command on this machine", host.span, launch);
    }
    if command.is_empty() {
        let detail = format!("`{}` decides what answers", host.text);
        return peel::opaque(OpaqueReason::RemoteChoice, detail, host.span, launch);
    }
    // The words are joined by blanks and read by the login shell over there.
    let text = command.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let string = Word::at(text, command.first().and_then(|word| word.span));
    let there = Call { cwd: None, env: Vec::new(), ..call.clone() };
    super::shell::string_of(LAUNCHER.id, &string, Dialect::Posix, &[], &there, machine, launch)
}
