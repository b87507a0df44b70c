//! Displays and terminals that are put around a command.

use stockade_model::{Launch, Os, launch::OpaqueReason};

use super::{
    Launcher,
    prefix::{Prefix, Style},
    shells,
};
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel};

pub(super) const XVFB_RUN: Launcher = Launcher {
    id: "xvfb-run",
    names: &["xvfb-run"],
    summary: "a command with a display of its own",
    resolve: |call, _, launch| {
        let options = Grammar {
            switches: &["-a", "--auto-servernum", "-l", "--listen-tcp"],
            values: &[
                "-e",
                "--error-file",
                "-f",
                "--auth-file",
                "-n",
                "--server-num",
                "-p",
                "--xauth-protocol",
                "-s",
                "--server-args",
                "-w",
                "--wait",
            ],
            ..Grammar::NONE
        };
        Prefix { options, ..Prefix::plain("xvfb-run") }.peel(call, launch)
    },
};

pub(super) const SCRIPT: Launcher =
    Launcher { id: "script", names: &["script"], summary: "a command whose terminal is recorded", resolve: script };

fn script(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if machine.os == Os::Macos {
        // BSD: the file first, then the command as it stands. `-p` plays a recording.
        let options =
            Grammar { switches: &["-a", "-d", "-e", "-k", "-q", "-r"], values: &["-t", "-T"], ..Grammar::NONE };
        return Prefix { options, style: Style::Front(1), ..Prefix::plain("script") }.peel(call, launch);
    }
    let options = Grammar {
        switches: &["-a", "--append", "-e", "--return", "-f", "--flush", "--force", "-q", "--quiet"],
        values: &[
            "-c",
            "--command",
            "-I",
            "--log-in",
            "-O",
            "--log-out",
            "-B",
            "--log-io",
            "-T",
            "--log-timing",
            "-m",
            "--logging-format",
            "-E",
            "--echo",
            "-o",
            "--output-limit",
        ],
        attached: &["-t", "--timing"],
        ..Grammar::NONE
    };
    let parsed = match options.anywhere(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("script", &unknown, launch),
    };
    let command = parsed.last_of(&["-c", "--command"]);
    match (command, parsed.before_dashes, parsed.operands.as_slice()) {
        (Some(text), None, [] | [_]) => shells::string("script", "", text, call, machine, launch),
        (None, Some(before @ (0 | 1)), operands) if operands.len() > before => {
            peel::words("script", "", call, operands.iter().skip(before).cloned().collect(), launch)
        }
        (None, ..) => {
            let detail = "`script` starts a shell that reads its standard input";
            peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
        }
        _ => {
            let detail = "`script` is given more than a command and a file";
            peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch)
        }
    }
}

pub(super) const MULTIPLEXER: Launcher = Launcher {
    id: "terminal-multiplexer",
    names: &["tmux", "screen", "zellij", "byobu"],
    summary: "a terminal that runs on by itself",
    resolve: |call, _, launch| {
        let detail =
            format!("`{}` hands its command to a terminal of its own, whose session decides", call.program.text);
        peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
    },
};
