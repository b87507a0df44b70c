//! Wrappers that only macOS has.

use super::{Launcher, prefix::Prefix};
use crate::resolve::options::Grammar;

pub(super) const ARCH: Launcher = Launcher {
    id: "arch",
    names: &["arch"],
    summary: "a command for another processor (macOS)",
    resolve: |call, machine, launch| {
        let options = Grammar {
            switches: &["-i386", "-x86_64", "-x86_64h", "-arm64", "-arm64e", "-32", "-64", "-c"],
            values: &["-arch", "-d", "-e"],
            ..Grammar::NONE
        };
        let machine = *machine;
        Prefix { options, ..Prefix::plain("arch") }.peel_with(call, launch, |parsed, inner| {
            for flag in &parsed.flags {
                let value = flag.values.first();
                match (flag.name, value.and_then(|word| word.text.split_once('='))) {
                    ("-c", _) => inner.clear_env(&machine),
                    ("-e", Some((name, text))) => inner.set(name, text, value.and_then(|word| word.span)),
                    ("-d", _) => inner.unset(value.map_or("", |word| word.text.as_str())),
                    _ => {}
                }
            }
        })
    },
};

pub(super) const CAFFEINATE: Launcher = Launcher {
    id: "caffeinate",
    names: &["caffeinate"],
    summary: "a command that keeps the machine awake (macOS)",
    resolve: |call, _, launch| {
        let options = Grammar { switches: &["-d", "-i", "-m", "-s", "-u"], values: &["-t", "-w"], ..Grammar::NONE };
        Prefix { options, ..Prefix::plain("caffeinate") }.peel(call, launch)
    },
};

pub(super) const SANDBOX_EXEC: Launcher = Launcher {
    id: "sandbox-exec",
    names: &["sandbox-exec"],
    summary: "a command in a sandbox profile (macOS)",
    resolve: |call, _, launch| {
        let options = Grammar { values: &["-f", "-n", "-p", "-D"], ..Grammar::NONE };
        Prefix { options, note: "runs in a sandbox", ..Prefix::plain("sandbox-exec") }.peel(call, launch)
    },
};
