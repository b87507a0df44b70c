//! Shell builtins that only start what follows, in configs whose client hands the line to a shell.

use super::{Launcher, prefix::Prefix};
use crate::resolve::options::Grammar;

pub(super) const EXEC: Launcher = Launcher {
    id: "exec",
    names: &["exec"],
    summary: "the shell builtin that replaces the shell by a command",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-c", "-l"], values: &["-a"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("exec") }.peel(call, launch)
    },
};

pub(super) const COMMAND: Launcher = Launcher {
    id: "command",
    names: &["command"],
    summary: "the shell builtin that passes functions and aliases by",
    resolve: |call, _, launch| {
        // `-v` and `-V` only describe; `-p` looks the program up on another path.
        let options = Grammar { switches: &["-p"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("command") }.peel_with(call, launch, |parsed, inner| {
            if parsed.has("-p") {
                inner.unset("PATH");
            }
        })
    },
};
