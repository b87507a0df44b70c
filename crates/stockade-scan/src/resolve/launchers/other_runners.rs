//! Programs that start other programs by what their words or their input say, and that no server needs: Stockade does not
//! follow them, and says so. A name of these in front of a shell would otherwise hide the shell.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use super::prefix::Prefix;
use crate::resolve::{Call, Machine, Outcome, peel};

pub(super) const BUSYBOX: Launcher = Launcher {
    id: "busybox",
    names: &["busybox", "toybox"],
    summary: "one of many programs in a single file",
    resolve: |call, _, launch| Prefix::plain("busybox").peel(call, launch),
};

pub(super) const COMMAND_RUNNER: Launcher = Launcher {
    id: "command-runner",
    names: &[
        "xargs",
        "find",
        "parallel",
        "watch",
        "entr",
        "awk",
        "gawk",
        "mawk",
        "nawk",
        "expect",
        "ed",
        "ex",
        "vi",
        "vim",
        "nvim",
        "emacs",
        "gdb",
        "lldb",
        "strace",
        "ltrace",
        "dtruss",
        "valgrind",
        "perf",
        "chroot",
        "nsenter",
        "systemd-run",
        "at",
        "batch",
        "rlwrap",
        "ld-linux-x86-64.so.2",
        "ld-linux-aarch64.so.1",
        "mshta",
        "rundll32",
        "regsvr32",
        "wscript",
        "cscript",
        "forfiles",
        "wmic",
        "conhost",
    ],
    summary: "a program that starts others by what its words say (`xargs`, `find -exec`, `gdb`, `rundll32`)",
    resolve: commands,
};

pub(super) const SOCKETS: Launcher = Launcher {
    id: "sockets",
    names: &["socat", "nc", "ncat", "netcat", "telnet"],
    summary: "a pipe to a socket, or to a program",
    resolve: sockets,
};

fn commands(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let detail = format!("`{}` starts what its words say, which is not followed", call.program_name(machine.os));
    peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
}

fn sockets(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let name = call.program_name(machine.os);
    let starts = call.args.iter().find(|word| {
        let lower = word.text.to_ascii_lowercase();
        let option = ["-e", "-c", "--exec", "--sh-exec", "--lua-exec"]
            .iter()
            .any(|option| lower == *option || lower.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')));
        if name == "socat" {
            lower.starts_with("exec:") || lower.starts_with("system:") || lower.starts_with("shell:")
        } else {
            option
        }
    });
    if let Some(word) = starts {
        let detail = format!("`{name}` starts a program by `{}`", word.text);
        return peel::opaque(OpaqueReason::ShellSyntax, detail, word.span, launch);
    }
    let words: Vec<&str> =
        call.args.iter().map(|word| word.text.as_str()).filter(|text| !text.starts_with('-')).collect();
    let detail = format!("`{name}` passes everything on to `{}`", words.join(" "));
    peel::opaque(OpaqueReason::RemoteChoice, detail, call.program.span, launch)
}
