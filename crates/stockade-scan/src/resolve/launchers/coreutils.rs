//! Small programs of every Unix that only change how a command runs: priority, signals, buffers, time limits.

use super::{
    Launcher,
    prefix::{Prefix, Style},
};
use crate::resolve::{Word, options::Grammar};

pub(super) const NICE: Launcher = Launcher {
    id: "nice",
    names: &["nice", "gnice"],
    summary: "a command with another priority",
    resolve: |call, _, launch| {
        // The old spelling `-10` or `--5` of `-n 10`.
        let old = |word: &Word| {
            let digits = word.text.strip_prefix('-').map(|t| t.strip_prefix(['-', '+']).unwrap_or(t));
            digits.is_some_and(|t| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit()))
        };
        let mut call = call.clone();
        while call.args.first().is_some_and(old) {
            call.args.remove(0);
        }
        let options = Grammar { values: &["-n", "--adjustment"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("nice") }.peel(&call, launch)
    },
};

pub(super) const NOHUP: Launcher = Launcher {
    id: "nohup",
    names: &["nohup", "gnohup"],
    summary: "a command that outlives its terminal",
    resolve: |call, _, launch| Prefix::plain("nohup").peel(call, launch),
};

pub(super) const STDBUF: Launcher = Launcher {
    id: "stdbuf",
    names: &["stdbuf", "gstdbuf"],
    summary: "a command with other buffers (it preloads a library of its own)",
    resolve: |call, _, launch| {
        let options = Grammar { values: &["-i", "--input", "-o", "--output", "-e", "--error"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("stdbuf") }.peel(call, launch)
    },
};

pub(super) const TIME: Launcher = Launcher {
    id: "time",
    names: &["time", "gtime"],
    summary: "a command whose time is taken",
    resolve: |call, _, launch| {
        let options = Grammar {
            switches: &["-a", "--append", "-p", "--portability", "-q", "--quiet", "-v", "--verbose", "-l", "-h"],
            values: &["-f", "--format", "-o", "--output"],
            ..Grammar::NONE
        };
        Prefix { options, ..Prefix::plain("time") }.peel(call, launch)
    },
};

pub(super) const TIMEOUT: Launcher = Launcher {
    id: "timeout",
    names: &["timeout", "gtimeout"],
    summary: "a command with a time limit",
    resolve: |call, _, launch| {
        let options = Grammar {
            switches: &["-f", "--foreground", "-p", "--preserve-status", "-v", "--verbose"],
            values: &["-k", "--kill-after", "-s", "--signal"],
            ..Grammar::NONE
        };
        Prefix { options, style: Style::Front(1), ..Prefix::plain("timeout") }.peel(call, launch)
    },
};

pub(super) const IONICE: Launcher = Launcher {
    id: "ionice",
    names: &["ionice"],
    summary: "a command with another disk priority",
    resolve: |call, _, launch| {
        // `-p`, `-P` and `-u` act on what already runs.
        let options =
            Grammar { switches: &["-t", "--ignore"], values: &["-c", "--class", "-n", "--classdata"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("ionice") }.peel(call, launch)
    },
};

pub(super) const SETSID: Launcher = Launcher {
    id: "setsid",
    names: &["setsid"],
    summary: "a command in a session of its own",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-c", "--ctty", "-f", "--fork", "-w", "--wait"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("setsid") }.peel(call, launch)
    },
};
