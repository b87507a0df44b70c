//! `sh -c "…"` and its relatives: one literal command is followed, everything a shell would evaluate is opaque.

use stockade_model::{Launch, Wrapper, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::shell::posix::{self, Dialect, Surroundings};
use crate::resolve::{Call, Machine, Origin, Outcome, Setting, Word, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "shell",
    names: &["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish"],
    summary: "a POSIX shell or fish with a string or a script",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-c", "-l", "-i", "-e", "-u", "-x", "-v", "-n", "-f", "-a", "-m", "-p", "-s", "-h", "-b", "-k", "-r", "-B", "-E",
        "-C", "-H", "-P", "-T", "-N", "-d", "--login", "--interactive", "--norc", "--noprofile", "--posix", "--verbose",
        "--restricted", "--noediting", "--no-rcs", "--no-config", "--private",
    ],
    values: &["-o", "-O", "--rcfile", "--init-file", "--command", "--init-command"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let name = call.program_name(machine.os);
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(&name, &unknown, launch),
    };
    if let Some(file) = parsed.last_of(&["--rcfile", "--init-file", "--init-command"]) {
        return peel::opaque(OpaqueReason::ShellSyntax, format!("`{name}` runs `{}` first", file.text), file.span, launch);
    }
    let string = if parsed.has("-c") { parsed.operands.first() } else { parsed.last("--command") };
    let Some(string) = string else {
        return match parsed.operands.split_first() {
            Some((file, args)) if !parsed.has("-s") => {
                let detail = "a shell script".to_owned();
                launch.wrappers.push(Wrapper { id: "shell", note: detail });
                script::run("shell", file, args, &[], call, machine, launch)
            }
            _ => peel::opaque(OpaqueReason::Empty, format!("`{name}` reads its commands from its input"), call.program.span, launch),
        };
    };
    let positional: Vec<String> = parsed.operands.iter().skip(1).map(|word| word.text.clone()).collect();
    let dialect = match name.as_str() {
        "zsh" => Dialect::Zsh,
        "fish" => Dialect::Fish,
        _ => Dialect::Posix,
    };
    string_of("shell", string, dialect, &positional, call, machine, launch)
}

/// Follows a shell string.
pub(super) fn string_of(
    id: &'static str,
    string: &Word,
    dialect: Dialect,
    positional: &[String],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    // What the entry sets is certain; what the user's own environment holds may differ when the client starts.
    let known = |name: &str| match call.env(name, false, machine) {
        Some((Origin::Entry, value)) => Some(value.to_owned()),
        _ => None,
    };
    let home = machine.home.display().to_string();
    let around = Surroundings { dialect, known: &known, home: &home, positional };
    let simple = match posix::parse(&string.text, &around) {
        Ok(simple) => simple,
        Err(beyond) => {
            let detail = format!("the shell string has {}, so that it is more than one command with literal words", beyond.what);
            return peel::opaque(beyond.reason, detail, string.span, launch);
        }
    };
    let words = simple.words.into_iter().map(|text| Word::at(text, string.span)).collect();
    let Some(mut inner) = call.inner(words) else { return peel::empty(id, call, launch) };
    if let Some(folder) = simple.folder {
        inner.cwd = machine.path(&folder, call.cwd.as_deref());
    }
    inner.env.extend(simple.settings.into_iter().map(|(name, value)| Setting { name, value, origin: Origin::Entry, span: string.span }));
    peel::call(id, "", inner)
}
