//! Programs that start a command and step back: CPU and scheduling, another user in a container, the first process.

use super::{
    Launcher,
    prefix::{Prefix, Style},
};
use crate::resolve::{options::Grammar, peel};

pub(super) const CHRT: Launcher = Launcher {
    id: "chrt",
    names: &["chrt"],
    summary: "a command under another scheduling policy",
    resolve: |call, _, launch| {
        // `-p` acts on what already runs.
        const SWITCHES: &[&str] = &[
            "-a",
            "--all-tasks",
            "-b",
            "--batch",
            "-d",
            "--deadline",
            "-f",
            "--fifo",
            "-i",
            "--idle",
            "-o",
            "--other",
            "-R",
            "--reset-on-fork",
            "-r",
            "--rr",
            "-v",
            "--verbose",
        ];
        const VALUES: &[&str] = &["-D", "--sched-deadline", "-P", "--sched-period", "-T", "--sched-runtime"];
        let options = Grammar { switches: SWITCHES, values: VALUES, ..Grammar::NONE };
        Prefix { options, style: Style::Front(1), ..Prefix::plain("chrt") }.peel(call, launch)
    },
};

pub(super) const TASKSET: Launcher = Launcher {
    id: "taskset",
    names: &["taskset"],
    summary: "a command on some of the processors",
    resolve: |call, _, launch| {
        // The operand is the mask; `-c` only says how it is written. `-p` acts on what already runs.
        let options = Grammar { switches: &["-a", "--all-tasks", "-c", "--cpu-list"], ..Grammar::NONE };
        Prefix { options, style: Style::Front(1), ..Prefix::plain("taskset") }.peel(call, launch)
    },
};

pub(super) const UNBUFFER: Launcher = Launcher {
    id: "unbuffer",
    names: &["unbuffer"],
    summary: "a command at a terminal of its own",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-p"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("unbuffer") }.peel(call, launch)
    },
};

pub(super) const GOSU: Launcher = Launcher {
    id: "gosu",
    names: &["gosu", "su-exec"],
    summary: "a command as another user of a container",
    resolve: |call, _, launch| {
        Prefix { style: Style::Front(1), note: "runs as another user", ..Prefix::plain("gosu") }.peel_with(
            call,
            launch,
            |parsed, inner| {
                if let Some(user) = parsed.operands.first() {
                    inner.set("USER", user.text.clone(), user.span);
                }
            },
        )
    },
};

pub(super) const INIT: Launcher = Launcher {
    id: "init",
    names: &["tini", "dumb-init", "catatonit"],
    summary: "a command under a small first process",
    resolve: |call, machine, launch| {
        let tini =
            Grammar { switches: &["-g", "-s", "-v", "-vv", "-vvv", "-w"], values: &["-e", "-p"], ..Grammar::NONE };
        let other = Grammar {
            switches: &["-c", "--single-child", "-v", "--verbose", "-g"],
            values: &["-r", "--rewrite"],
            ..Grammar::NONE
        };
        let options = if call.program_name(machine.os) == "tini" { tini } else { other };
        Prefix { options, ..Prefix::plain("init") }.peel(call, launch)
    },
};

pub(super) const PROXYCHAINS: Launcher = Launcher {
    id: "proxychains",
    names: &["proxychains", "proxychains4"],
    summary: "a command whose connections go through proxies (it preloads a library of its own)",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-q"], values: &["-f"], ..Grammar::NONE };
        Prefix { options, note: "its connections go through proxies", ..Prefix::plain("proxychains") }
            .peel(call, launch)
    },
};

pub(super) const CROSS_ENV: Launcher = Launcher {
    id: "cross-env",
    names: &["cross-env"],
    summary: "a command with further environment variables",
    resolve: |call, _, launch| {
        let mut inner = call.clone();
        let mut words = call.args.as_slice();
        while let Some((word, tail)) = words.split_first()
            && let Some((name, value)) = word.text.split_once('=')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            inner.set(name, value, word.span);
            words = tail;
        }
        peel::words("cross-env", "", &inner, words.to_vec(), launch)
    },
};
